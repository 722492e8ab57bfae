using Riveg.Posts;

namespace Riveg.Pipeline;

/// <summary>
/// The posts of a run as its feeder takes them. A source that does not heed its token (a read of a terminal, say) is left alone at the end
/// of the run instead of being waited for.
/// </summary>
internal sealed class PostSource(IAsyncEnumerable<Post> posts, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<Post> source = posts.GetAsyncEnumerator(cancellationToken);
    private Task<bool> reading = Task.FromResult(false);

    /// <summary>A stream may hold null, whatever its type says.</summary>
    public Post? Current => source.Current;

    public Task<bool> MoveNextAsync() => reading = source.MoveNextAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (await DeafWork.EndsSoonAsync(reading).ConfigureAwait(false))
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }
}
