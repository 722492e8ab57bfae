#region stage
using System.Text.RegularExpressions;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Samples.Programs;

/// <summary>Takes every hashtag for a name.</summary>
public sealed partial class HashtagRecognizer() : EntityRecognizer("hashtags")
{
    protected override ValueTask<IReadOnlyList<Mention>> RecognizeAsync(PostContext post, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Mention>>(
            [.. Tag().Matches(post.Text).Select(t => new Mention(new TextSpan(t.Index, t.Index + t.Length), EntityType.Other, 0.8))]);

    [GeneratedRegex(@"#\w+")]
    private static partial Regex Tag();
}
#endregion
