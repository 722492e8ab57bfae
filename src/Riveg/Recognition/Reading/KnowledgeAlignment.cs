using Riveg.Evidence;

namespace Riveg.Recognition.Reading;

/// <summary>How a token lies in a name that the knowledge lists.</summary>
internal enum AlignmentKind
{
    None,

    /// <summary>Within a whole occurrence of the name that begins and ends with tokens, whatever its marks, spaces and case.</summary>
    Full,

    /// <summary>
    /// The name is a part of the token, or the token's neighbours complete it: <c>CruzCrew</c>, <c>Pakistan</c> for <c>Pak</c>.
    /// </summary>
    Partial,

    /// <summary>The token is one of the name's words.</summary>
    Word,
}

/// <summary>Where the names of the knowledge stand in the post. Names are compared by their letters and digits, in lower case.</summary>
internal sealed class KnowledgeAlignment
{
    private const int MostEntities = 48;
    private const int ShortestPartial = 3;

    private readonly (AlignmentKind Kind, int Entity, int Start, int End)[] places;

    private KnowledgeAlignment(int tokens) => places = new (AlignmentKind, int, int, int)[tokens];

    /// <summary>For a token: how it is aligned, to which listed entity, and the occurrence's tokens, half open.</summary>
    public (AlignmentKind Kind, int Entity, int Start, int End) this[int token] => places[token];

    public static KnowledgeAlignment Of(TokenizedPost post, AuxiliaryKnowledge knowledge)
    {
        var alignment = new KnowledgeAlignment(post.Count);
        var squeezed = new SqueezedText(post);
        var count = Math.Min(MostEntities, knowledge.Entities.Count);
        var names = new string[count];
        for (var e = 0; e < count; e++)
        {
            names[e] = post.Read(knowledge.Entities[e].Name);
            alignment.MarkOccurrences(squeezed, SqueezedText.Squeeze(names[e]), e);
        }

        for (var e = 0; e < count; e++)
        {
            alignment.MarkWords(post, names[e], e);
        }

        return alignment;
    }

    private void MarkOccurrences(SqueezedText squeezed, string name, int entity)
    {
        if (name.Length == 0)
        {
            return;
        }

        for (var at = squeezed.Text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = Next(squeezed.Text, name, at))
        {
            var end = at + name.Length;
            var start = squeezed.TokenAt(at);
            var last = squeezed.TokenAt(end - 1);
            var whole = squeezed.BeginsToken(at) && squeezed.EndsToken(end);
            if (whole || name.Length >= ShortestPartial)
            {
                Mark(whole ? AlignmentKind.Full : AlignmentKind.Partial, entity, start, last + 1);
            }
        }
    }

    private static int Next(string text, string name, int at)
        => at + name.Length <= text.Length - name.Length ? text.IndexOf(name, at + name.Length, StringComparison.Ordinal) : -1;

    /// <summary>An occurrence wins over a weaker kind, and over a shorter one of the same kind.</summary>
    private void Mark(AlignmentKind kind, int entity, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var old = places[i];
            if (old.Kind != AlignmentKind.None && (old.Kind < kind || (old.Kind == kind && old.End - old.Start >= end - start)))
            {
                return;
            }
        }

        for (var i = start; i < end; i++)
        {
            places[i] = (kind, entity, start, end);
        }
    }

    private void MarkWords(TokenizedPost post, string name, int entity)
    {
        foreach (var range in name.AsSpan().Split(' '))
        {
            var word = name.AsSpan(range).Trim(KnowledgeText.ItemEdges + "#@");
            if (word.Length < ShortestPartial)
            {
                continue;
            }

            for (var i = 0; i < post.Count; i++)
            {
                if (places[i].Kind == AlignmentKind.None && Resembles(post.Text(i), word))
                {
                    places[i] = (AlignmentKind.Word, entity, i, i + 1);
                }
            }
        }
    }

    /// <summary>The same word, or one is the beginning of the other and long enough to mean it.</summary>
    private static bool Resembles(ReadOnlySpan<char> token, ReadOnlySpan<char> word)
    {
        if (token.Length < ShortestPartial || !char.IsLetter(token[0]))
        {
            return false;
        }

        var common = Math.Min(token.Length, word.Length);
        var mayShorten = common == word.Length || char.IsUpper(token[0]);
        return mayShorten && (common >= 4 || token.Length == word.Length || char.IsUpper(token[0]))
            && token[..common].Equals(word[..common], StringComparison.OrdinalIgnoreCase);
    }
}
