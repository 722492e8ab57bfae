using Riveg.Annotations;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Evaluation.Formats;

/// <summary>
/// Writes annotations in the data sets' CoNLL form: <c>IMGID:id</c>, <c>token TAB tag</c>, an empty line. The tokens are those that the
/// tagger saw where the text is tokens joined by
/// spaces, else those of <see cref="SocialMediaTokenizer"/>; an entity covers every token that it touches. Failed posts are written without
/// entities.
/// </summary>
public static class ConllWriter
{
    /// <summary>Writes one annotation.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="result">The annotation.</param>
    /// <param name="tokens">The post's own tokens; null for a raw text.</param>
    /// <param name="scheme">How entities are marked.</param>
    public static void Write(
        TextWriter writer, AnnotationResult result, IReadOnlyList<TextSpan>? tokens = null, TagScheme scheme = TagScheme.Bio)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(result);
        tokens ??= SocialMediaTokenizer.Tokenize(result.Text);
        var tags = TagCodec.Encode(Spans(result, tokens), tokens.Count, scheme);
        writer.Write($"IMGID:{result.PostId}\n");
        for (var i = 0; i < tokens.Count; i++)
        {
            writer.Write($"{tokens[i].Of(result.Text)}\t{tags[i]}\n");
        }

        writer.Write('\n');
    }

    private static IEnumerable<TokenSpan> Spans(AnnotationResult result, IReadOnlyList<TextSpan> tokens)
    {
        var next = 0;
        foreach (var entity in result.Entities.OrderBy(e => e.Mention.Span))
        {
            while (next < tokens.Count && tokens[next].End <= entity.Mention.Span.Start)
            {
                next++;
            }

            var first = next;
            while (next < tokens.Count && tokens[next].Overlaps(entity.Mention.Span))
            {
                next++;
            }

            if (next > first)
            {
                yield return new TokenSpan(first, next, entity.Mention.Type);
            }
        }
    }
}
