using Riveg.Posts;

namespace Riveg.Pipeline;

/// <summary>
/// The posts of a run as its feeder takes them. A source that does not heed its token (a read of a terminal, say) is left alone at the end
/// of the run instead of being waited for.
/// </summary>
internal sealed class PostSource(IAsyncEnumerable<Post> posts, CancellationToken cancellationToken) : IAsyncDisposable
{
    // What a source gets to notice that the run has ended.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly IAsyncEnumerator<Post> source = posts.GetAsyncEnumerator(cancellationToken);
    private Task<bool> reading = Task.FromResult(false);

    public Post Current => source.Current ?? throw new InvalidOperationException("The stream of posts holds null.");

    public Task<bool> MoveNextAsync() => reading = source.MoveNextAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (await Task.WhenAny(reading, Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false) == reading)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }
}
