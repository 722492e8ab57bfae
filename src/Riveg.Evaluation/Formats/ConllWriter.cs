using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Evaluation.Formats;

/// <summary>
/// Writes annotations in the data sets' CoNLL form: <c>IMGID:id</c>, <c>token TAB tag</c>, an empty line. The tokens are those that the
/// tagger saw where the text is tokens joined by spaces, else those of <see cref="SocialMediaTokenizer"/>; an entity covers every token
/// that it touches. Failed posts are written without entities.
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
        var spans = TokenSpan.Covering(result.Entities.Select(e => (e.Mention.Span, e.Mention.Type)), tokens);
        var tags = TagCodec.Encode(spans, tokens.Count, scheme);
        writer.Write($"IMGID:{result.PostId}\n");
        for (var i = 0; i < tokens.Count; i++)
        {
            writer.Write($"{tokens[i].Of(result.Text)}\t{tags[i]}\n");
        }

        writer.Write('\n');
    }
}
