#region stage
using System.Text.RegularExpressions;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.Samples.Programs;

/// <summary>Takes every hashtag for a name.</summary>
public sealed partial class HashtagRecognizer() : PostStage<IReadOnlyList<Mention>>("hashtags"), IEntityRecognizer
{
    protected override ValueTask<IReadOnlyList<Mention>> AnswerPostAsync(PostContext post, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Mention>>(
            [.. Tag().Matches(post.Text).Select(t => new Mention(new TextSpan(t.Index, t.Index + t.Length), EntityType.Other, 0.8))]);

    [GeneratedRegex(@"#\w+")]
    private static partial Regex Tag();
}
#endregion
