using System.Text.RegularExpressions;
using Riveg.Evidence;

namespace Riveg.Lexicon;

/// <summary>
/// All that knowledge says of a name in one sentence, asides kept: "a sports brand, its black bag". Where an expansion is cut at the first
/// comma, this is not.
/// </summary>
internal static partial class KnowledgePhrase
{
    /// <summary>The phrase behind "NAME is", up to the sentence's end; else the free type; null where the knowledge does not know the name.</summary>
    public static string? Of(AuxiliaryKnowledge knowledge, string mention)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        ArgumentNullException.ThrowIfNull(mention);
        var words = Words.Of(mention);
        var index = knowledge.Align(words);
        if (Sentence(knowledge, words) is { } said || (index >= 0 && (said = Sentence(knowledge, knowledge.NameWords(index))) is not null))
        {
            return said;
        }

        return index >= 0 && knowledge.Entities[index].FreeType is { Length: > 0 } type ? type : null;
    }

    private static string? Sentence(AuxiliaryKnowledge knowledge, ReadOnlySpan<string> name)
    {
        foreach (var sentence in knowledge.Sentences)
        {
            // The name begins the sentence, or "the singer NAME" does.
            if (Words.IndexOf(sentence.Words, name) is var at and >= 0 and <= 2 && Says().Match(sentence.Text) is { Success: true } match
                && Words.Of(sentence.Text.AsSpan(0, match.Index)).Length is var before && before >= at + name.Length && before <= at + name.Length + 1)
            {
                return match.Groups["phrase"].Value.Trim();
            }
        }

        return null;
    }

    [GeneratedRegex(
        @"(,|\bis|\bwas|\bare|\bwere|\brefers to)( likely| probably| possibly| also| currently| referring to)* (?<phrase>(an?|the|one of|its|his|her|our|my|their|who) [^.!?]+)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Says();
}
