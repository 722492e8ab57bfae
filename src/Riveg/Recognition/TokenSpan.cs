using Riveg.Posts;

namespace Riveg.Recognition;

/// <summary>A run of tokens that is an entity.</summary>
/// <param name="First">The first token's index.</param>
/// <param name="End">The index after the last token.</param>
/// <param name="Type">The entity's type.</param>
internal readonly record struct TokenSpan(int First, int End, EntityType Type)
{
    /// <summary>
    /// The tokens that entities of a text touch. A token that two entities touch goes to the one that begins first; an entity without a
    /// token is left out.
    /// </summary>
    /// <param name="entities">Spans of the text with their types, in any order.</param>
    /// <param name="tokens">The text's tokens, in order.</param>
    /// <returns>In order, without overlap: what <see cref="TagCodec.Encode"/> takes.</returns>
    public static IEnumerable<TokenSpan> Covering(IEnumerable<(TextSpan Span, EntityType Type)> entities, IReadOnlyList<TextSpan> tokens)
    {
        ArgumentNullException.ThrowIfNull(entities);
        ArgumentNullException.ThrowIfNull(tokens);
        return Cover();

        IEnumerable<TokenSpan> Cover()
        {
            var next = 0;
            foreach (var (span, type) in entities.OrderBy(e => e.Span))
            {
                while (next < tokens.Count && tokens[next].End <= span.Start)
                {
                    next++;
                }

                var first = next;
                while (next < tokens.Count && tokens[next].Overlaps(span))
                {
                    next++;
                }

                if (next > first)
                {
                    yield return new TokenSpan(first, next, type);
                }
            }
        }
    }
}
