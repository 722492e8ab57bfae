using Riveg.Posts;
using Riveg.Recognition.Reading;

namespace Riveg.Training.Tagging;

/// <summary>Cuts long posts into shorter ones, so that what a step takes in memory does not grow with the longest post.</summary>
internal static class TaggerWindows
{
    /// <summary>The most tokens that are read at once; as when posts are served.</summary>
    public const int Longest = 256;

    /// <summary>
    /// The post itself, or its parts in order, about as long as each other: each entity is whole in one of them. Only an entity that is
    /// longer than a part can be is left out, with its words.
    /// </summary>
    /// <param name="example">The post.</param>
    public static IEnumerable<TaggerExample> Of(TaggerExample example)
    {
        // No token is shorter than a character.
        if (example.Post.Text.Length <= Longest || TokenizedPost.Of(example.Post) is not { Count: > Longest } tokens)
        {
            return [example];
        }

        TextSpan[] entities = [.. example.Entities.Select(e => tokens.TokensOf(e.Span))];
        return Cut(tokens, entities).Select(p => PartOf(example, tokens, entities, p)).Where(e => TokenizedPost.Of(e.Post).Count > 0);
    }

    private static IEnumerable<TextSpan> Cut(TokenizedPost tokens, TextSpan[] entities)
    {
        for (var first = 0; first < tokens.Count;)
        {
            if (EndOf(tokens, entities, first) is { } end)
            {
                yield return new TextSpan(first, end);
                first = end;
            }
            else
            {
                first = entities.Where(e => e.Start <= first && first < e.End).Max(e => e.End);
            }
        }
    }

    /// <summary>
    /// Where the part ends that begins at a token: not within an entity, and rather between two words; null where it cannot.
    /// </summary>
    private static int? EndOf(TokenizedPost tokens, TextSpan[] entities, int first)
    {
        var left = tokens.Count - first;
        var parts = (left + Longest - 1) / Longest;
        var size = (left + parts - 1) / parts;
        for (var end = first + size; end > first + (size / 2); end--)
        {
            if (IsFree(end) && (end == tokens.Count || tokens.Written(end - 1).End < tokens.Written(end).Start))
            {
                return end;
            }
        }

        // Else the nearest one before or, where an entity begins the part, behind.
        int[] ends =
        [
            .. Enumerable.Range(first + 1, size).Reverse(), .. Enumerable.Range(first + size, Math.Min(Longest, left) - size + 1),
        ];
        return ends.Cast<int?>().FirstOrDefault(end => IsFree(end!.Value));

        bool IsFree(int end) => !Array.Exists(entities, e => e.Start < end && end < e.End);
    }

    private static TaggerExample PartOf(TaggerExample example, TokenizedPost tokens, TextSpan[] entities, TextSpan part)
    {
        var span = new TextSpan(tokens.Written(part.Start).Start, tokens.Written(part.End - 1).End);
        return example with
        {
            Post = example.Post with
            {
                Text = span.Of(example.Post.Text),
                Tokens = example.Post.Tokens is { } own ? [.. own.Where(span.Contains).Select(Within)] : null,
            },
            Entities =
            [
                .. example.Entities.Where((_, i) => entities[i].Length > 0 && part.Contains(entities[i]))
                    .Select(e => (Within(e.Span), e.Type)),
            ],
        };

        // What an entity has beyond its first and last token is no word.
        TextSpan Within(TextSpan whole) =>
            new(Math.Max(whole.Start, span.Start) - span.Start, Math.Min(whole.End, span.End) - span.Start);
    }
}
