namespace Riveg.Pipeline;

/// <summary>
/// Opens the pictures of a batch ahead of their turn, several at once: most of the time of one that comes over a network is waiting. Used
/// by one batch.
/// </summary>
/// <param name="posts">The batch.</param>
/// <param name="maxPixels">No further picture is begun where those that are open already have as many pixels.</param>
/// <param name="open">Opens a post's picture, or puts the fault into the post.</param>
/// <param name="cancellationToken">Ends the work early.</param>
internal sealed class PicturesAhead(
    IReadOnlyList<PostInProgress> posts,
    long maxPixels,
    Func<PostInProgress, CancellationToken, Task> open,
    CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>How many pictures of a batch are being opened, or open and not yet decoded, at once.</summary>
    public const int AtOnce = 8;

    private readonly CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly Task?[] opening = new Task?[posts.Count];
    private int next;

    /// <summary>Waits until a post's picture is open or has failed, and begins with those behind it; called for each in order.</summary>
    /// <param name="turn">The post's index.</param>
    public Task OpenedAsync(int turn)
    {
        for (; next < posts.Count && (next <= turn || HasRoom(turn)); next++)
        {
            if (posts[next].HasPictureToOpen)
            {
                opening[next] = open(posts[next], ended.Token);
            }
        }

        return opening[turn] ?? Task.CompletedTask;
    }

    /// <summary>Ends what is still being opened.</summary>
    public async ValueTask DisposeAsync()
    {
        if (opening.Any(o => o is { IsCompleted: false }))
        {
            await ended.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAll(opening.OfType<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        ended.Dispose();
    }

    private bool HasRoom(int turn)
    {
        var (count, pixels) = (0, 0L);
        for (var i = turn; i < next; i++)
        {
            count += opening[i] is null ? 0 : 1;
            pixels += posts[i].Opened is { } picture ? (long)picture.Size.Width * picture.Size.Height : 0;
        }

        return count < AtOnce && pixels < maxPixels;
    }
}
