using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Recognition;

/// <summary>
/// Stage 1: which named entities does the text mention, of which type? (TMM 2025, section III-B; PGIM.) It sees posts with their knowledge
/// and observations, and answers for each with its mentions: in text order, without overlap, not empty, inside the text, splitting no
/// surrogate pair, each with the probability (0..1) of exactly this span and type.
/// </summary>
/// <example><code source="../../../samples/Riveg.Samples.Programs/HashtagRecognizer.cs" region="stage"><![CDATA[
/// using System.Text.RegularExpressions;
/// using Riveg.Posts;
/// using Riveg.Recognition;
/// using Riveg.Stages;
///
/// namespace Riveg.Samples.Programs;
///
/// /// <summary>Takes every hashtag for a name.</summary>
/// public sealed partial class HashtagRecognizer() : PostStage<IReadOnlyList<Mention>>("hashtags"), IEntityRecognizer
/// {
///     protected override ValueTask<IReadOnlyList<Mention>> AnswerPostAsync(PostContext post, CancellationToken cancellationToken) =>
///         ValueTask.FromResult<IReadOnlyList<Mention>>(
///             [.. Tag().Matches(post.Text).Select(t => new Mention(new TextSpan(t.Index, t.Index + t.Length), EntityType.Other, 0.8))]);
///
///     [GeneratedRegex(@"#\w+")]
///     private static partial Regex Tag();
/// }
/// ]]></code></example>
public interface IEntityRecognizer : IStage<IReadOnlyList<Mention>>
{
}
