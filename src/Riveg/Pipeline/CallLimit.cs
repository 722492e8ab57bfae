namespace Riveg.Pipeline;

/// <summary>The time limit of one call of a stage. The call disposes of it, which may go on behind the limit.</summary>
/// <param name="Time">How long the call may take.</param>
/// <param name="IsOfPosts">Whether it is what is left of the posts' own time, and not the stage's limit.</param>
internal readonly record struct CallLimit(TimeSpan Time, bool IsOfPosts)
{
    // No timer takes more than some 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    /// <summary>The shorter of both limits; null for none.</summary>
    /// <param name="stage">The stage's limit for one input; null or infinite for none.</param>
    /// <param name="inputs">How many inputs it is asked about.</param>
    /// <param name="post">The limit of one post; null or infinite for none.</param>
    /// <param name="posts">The posts.</param>
    public static CallLimit? Of(TimeSpan? stage, int inputs, TimeSpan? post, IReadOnlyList<PostInProgress> posts)
    {
        var ofStage = Times(stage, inputs);
        var ofPosts = Times(post, posts.Count) is { } together
            ? together - TimeSpan.FromTicks(posts.Sum(p => Math.Min(p.TimeSpent.Ticks, post!.Value.Ticks)))
            : (TimeSpan?)null;
        return (ofPosts, ofStage) switch
        {
            ({ } left, { } limit) when left >= limit => Wait(limit, isOfPosts: false),
            ({ } left, _) => Wait(left, isOfPosts: true),
            (null, { } limit) => Wait(limit, isOfPosts: false),
            _ => null,
        };
    }

    // Never below a millisecond, so that a call at the end fails by its limit.
    private static CallLimit Wait(TimeSpan time, bool isOfPosts) => new(time > ShortestWait ? time : ShortestWait, isOfPosts);

    // What is longer than any timer is no limit; so nothing overflows.
    private static TimeSpan? Times(TimeSpan? each, int count) =>
        each is not { } limit || limit == Timeout.InfiniteTimeSpan || limit > LongestWait / Math.Max(1, count) ? null : limit * count;
}
