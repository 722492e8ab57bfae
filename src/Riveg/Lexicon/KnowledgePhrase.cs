using System.Text.RegularExpressions;
using Riveg.Evidence;

namespace Riveg.Lexicon;

/// <summary>
/// All that knowledge says of a name in one sentence, asides kept: "a sports brand, its black bag". Where an expansion is cut at the first
/// comma, this is not.
/// </summary>
internal static partial class KnowledgePhrase
{
    private const int Longest = 300;

    /// <summary>
    /// The phrase behind "NAME is", up to the sentence's end; else the free type; null where the knowledge does not know the name.
    /// </summary>
    public static string? Of(AuxiliaryKnowledge knowledge, string mention)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        ArgumentNullException.ThrowIfNull(mention);
        if (Sentence(knowledge.Reasoning, mention.Trim('#', '@', ' ')) is { } said)
        {
            return said;
        }

        var index = knowledge.Align(Words.Of(mention));
        return index < 0 ? null
            : Sentence(knowledge.Reasoning, knowledge.Entities[index].Name)
                ?? (knowledge.Entities[index].FreeType is { Length: > 0 } type ? type : null);
    }

    private static string? Sentence(string reasoning, string name)
    {
        if (name.Length == 0)
        {
            return null;
        }

        const StringComparison anyCase = StringComparison.OrdinalIgnoreCase;
        for (var at = reasoning.IndexOf(name, anyCase); at >= 0; at = reasoning.IndexOf(name, at + 1, anyCase))
        {
            var end = at + name.Length;
            var isWord = (at == 0 || !char.IsLetterOrDigit(reasoning[at - 1]))
                && (end == reasoning.Length || !char.IsLetterOrDigit(reasoning[end]));
            if (isWord && Says().Match(reasoning[end..Math.Min(reasoning.Length, end + Longest)]) is { Success: true } match)
            {
                return match.Groups["phrase"].Value.Trim();
            }
        }

        return null;
    }

    // After the name: an aside in brackets, then "is/was/refers to" or a comma, then a phrase up to the sentence's end.
    [GeneratedRegex(
        """^["”’']?(?: \([^)]{0,60}\))?(?:,? (?:who |which )?(?:is|was|are|were|refers to|being)"""
        + "(?: likely| probably| possibly| also| currently| referring to| a reference to)*|, (?:likely |possibly |who is |which is )*) ?"
        + """(?<phrase>(?:an?|the|one of|its|his|her|our|my|their|who) [^.!?;\n"”]+)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Says();
}
