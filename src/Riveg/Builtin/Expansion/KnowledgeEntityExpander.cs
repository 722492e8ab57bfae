using System.Text.RegularExpressions;
using Riveg.Evidence;
using Riveg.Expansion;
using Riveg.Lexicon;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Builtin.Expansion;

/// <summary>
/// The built-in stage 2: takes an entity's expansion out of the post's auxiliary knowledge. First what the reasoning says it is ("X is a
/// ...", "X, a ... ,"), else the free type beside its name in the list; null where the post has no knowledge or the knowledge does not know
/// the mention. Thread-safe.
/// </summary>
internal sealed partial class KnowledgeEntityExpander : MentionStage<string?>, IEntityExpander
{
    /// <summary>The longest expansion, in words; the longest of the authors' expansions (docs/method.md, stage 2).</summary>
    public const int MaxWords = 31;

    /// <summary>Makes the stage.</summary>
    public KnowledgeEntityExpander()
        : base("builtin")
    {
    }

    /// <summary>The expansion of one mention; null where the knowledge says nothing of it.</summary>
    internal static string? Expand(MentionContext mention)
    {
        var post = mention.Post.AsRead;
        return post.Knowledge is { } knowledge ? Expand(post.Mentions[mention.Index], knowledge) : null;
    }

    /// <inheritdoc />
    protected override ValueTask<string?> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mention);
        return ValueTask.FromResult(Expand(mention));
    }

    private static string? Expand(MentionContext mention, AuxiliaryKnowledge knowledge)
    {
        var entity = knowledge.Align(Words.Of(mention.Text));
        return Definition(knowledge, mention.Text)
            ?? (entity < 0
                ? null
                : Definition(knowledge, knowledge.Entities[entity].Name)
                    ?? FromFreeType(knowledge.Entities[entity].FreeType, mention.Type));
    }

    private static string? Definition(AuxiliaryKnowledge knowledge, string name)
    {
        name = name.Trim('#', '@', ' ');
        foreach (var sentence in knowledge.Sentences)
        {
            for (var at = IndexOfName(sentence.Text, name, 0); at >= 0; at = IndexOfName(sentence.Text, name, at + 1))
            {
                var match = SaysWhatItIs().Match(sentence.Text[(at + name.Length)..]);
                if (match.Success && Shorten(match.Groups["phrase"].Value) is { } phrase)
                {
                    return phrase;
                }
            }
        }

        return null;
    }

    private static int IndexOfName(string text, string name, int from)
    {
        if (name.Length == 0)
        {
            return -1;
        }

        const StringComparison anyCase = StringComparison.OrdinalIgnoreCase;
        for (var at = text.IndexOf(name, from, anyCase); at >= 0; at = text.IndexOf(name, at + 1, anyCase))
        {
            var end = at + name.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return at;
            }
        }

        return -1;
    }

    private static string? Shorten(string phrase)
    {
        var words = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 ? null : string.Join(' ', words.Take(MaxWords));
    }

    // "person/basketball player" says most in its last part, "league/organization" in its first: the part that is not just the type's
    // general name.
    private static string? FromFreeType(string? freeType, EntityType type)
    {
        var parts = freeType?.Split(['/', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var specific = parts.FirstOrDefault(p => !IsGeneral(p)) ?? parts.FirstOrDefault();
        if (specific is null)
        {
            return null;
        }

        var words = string.Join(' ', specific.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MaxWords - 3));
        if (words.Length == 0)
        {
            return null;
        }

        var phrase = Articles.Before(words);
        return IsGeneral(words) || type != EntityType.Person ? phrase : $"a person, {phrase}";
    }

    private static bool IsGeneral(string freeType) =>
        freeType.ToUpperInvariant() is "PERSON" or "LOCATION" or "PLACE" or "ORGANIZATION" or "GROUP" or "HANDLE" or "HASHTAG" or "ENTITY";

    // After the name: an aside in brackets, then "is/was/refers to" or a comma, then a phrase with an article, up to the next clause.
    [GeneratedRegex(
        """^["”’']?(?: \([^)]{0,60}\))?(?:,? (?:who |which )?(?:is|was|are|were|refers to|being)"""
        + "(?: likely| probably| possibly| also| currently| referring to| a reference to)*|, (?:likely |possibly |who is |which is )*) ?"
        + """(?<phrase>(?:a|an|the|one of) [^,.;:()"”]+?)"""
        + """(?=[,.;:()"”]| who | which | that | and is | and was | and the | but | while | where | because | as |$)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SaysWhatItIs();
}
