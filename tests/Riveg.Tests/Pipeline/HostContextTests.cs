using Riveg.Formats;
using Riveg.Pipeline;

namespace Riveg.Tests.Pipeline;

/// <summary>
/// A host such as WPF runs what is posted to its context on one thread. Where that thread waits for the library, nothing posted there ever
/// runs.
/// </summary>
public sealed class HostContextTests
{
    [Fact]
    public void AnnotateAsync_OnePost_NeedsNoContextOfTheHost() => Assert.Equal("1", WhileTheHostWaits(async () =>
    {
        using var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages((_, token) => new(Task.Delay(1, token))));
        return (await pipeline.AnnotateAsync(PipelineFixture.Post(1)).ConfigureAwait(false)).PostId;
    }));

    [Fact]
    public void AnnotateAsync_ManyPosts_NeedsNoContextOfTheHost() => Assert.Equal(20, WhileTheHostWaits(async () =>
    {
        using var pipeline = PipelineFixture.Pipeline(
            PipelineFixture.Stages((_, token) => new(Task.Delay(1, token))), new PipelineOptions { BatchSize = 3 });
        var posts = Enumerable.Range(0, 20).Select(PipelineFixture.Post).ToAsyncEnumerable();
        return await CountAsync(pipeline.AnnotateAsync(posts)).ConfigureAwait(false);
    }));

    [Theory]
    [InlineData("{\"text\":\"a\"}\n{\"text\":\"b\"}\n")]
    [InlineData("[{\"text\":\"a\"},{\"text\":\"b\"}]")]
    public void ReadAsync_Posts_NeedsNoContextOfTheHost(string posts) => Assert.Equal(2, WhileTheHostWaits(async () =>
    {
        using var stream = new SlowStream(System.Text.Encoding.UTF8.GetBytes(posts));
        return await CountAsync(new PostJsonLines().ReadAsync(stream)).ConfigureAwait(false);
    }));

    // Not CountAsync of System.Linq, which asks for the context itself.
    private static async Task<int> CountAsync<T>(IAsyncEnumerable<T> items)
    {
        var count = 0;
        await foreach (var item in items.ConfigureAwait(false))
        {
            count += item is null ? 0 : 1;
        }

        return count;
    }

    /// <summary>The answer of <paramref name="work"/>, for which the only thread of a context waits.</summary>
    private static T WhileTheHostWaits<T>(Func<Task<T>> work)
    {
        var answer = default(Task<T>);
        var host = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new BusyContext());
            answer = work();
            _ = answer.ContinueWith(_ => { }, TaskScheduler.Default).Wait(TimeSpan.FromSeconds(10));
        });
        host.Start();
        host.Join();
        Assert.True(answer!.IsCompleted, "the library waits for the host's context, whose thread waits for the library");
        return answer.GetAwaiter().GetResult();
    }

    /// <summary>Its thread is busy for ever: what is posted does not run.</summary>
    private sealed class BusyContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }

        public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();
    }

    /// <summary>Every read really waits, so that every await of a reader is one.</summary>
    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(1, cancellationToken).ConfigureAwait(false);
            return await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
    }
}
