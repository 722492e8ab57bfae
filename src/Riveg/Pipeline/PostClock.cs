namespace Riveg.Pipeline;

/// <summary>What is left of the time that some posts may take together.</summary>
internal sealed class PostClock(TimeSpan? limit, int posts, TimeProvider time)
{
    private readonly long start = time.GetTimestamp();

    /// <summary>A clock of its own for a post that is asked about alone, since another one used up their time together.</summary>
    public PostClock OfOne() => new(limit, 1, time);

    /// <summary>Null for no limit; never below a millisecond, so that a call at the end fails by its limit.</summary>
    public TimeSpan? Left
    {
        get
        {
            if (limit is not { } each || each == Timeout.InfiniteTimeSpan)
            {
                return null;
            }

            var left = (each * posts) - time.GetElapsedTime(start);
            return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
        }
    }
}
