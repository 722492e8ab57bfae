using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Riveg.Faults;
using Riveg.Posts;

namespace Riveg.Pipeline;

/// <summary>
/// Runs posts through the stages: one at a time or as a stream in batches, and ends in good order. Thread-safe.
/// </summary>
internal sealed class PipelineEngine : IAsyncDisposable
{
    // What a stage gets to end when its pipeline is disposed of under it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly BatchProcessor processor;
    private readonly PipelineOptions options;
    private readonly IReadOnlyList<object> owned;
    private readonly StageCalls calls = new();
    private readonly ILogger logger;
    private int disposed;

    /// <summary>Puts stages together.</summary>
    /// <param name="stages">What serves each stage.</param>
    /// <param name="options">How the pipeline works; checked.</param>
    /// <param name="owned">What is disposed of with the engine, in this order.</param>
    /// <param name="time">Where time limits get their time.</param>
    /// <param name="logger">Gets what stages throw, as warnings with the post's id, never its text.</param>
    public PipelineEngine(
        PipelineStages stages, PipelineOptions options, IReadOnlyList<object> owned, TimeProvider time, ILogger logger)
    {
        this.options = options;
        this.owned = owned;
        this.logger = logger;
        var runner = new StageRunner(options, calls, time, logger);
        processor = new BatchProcessor(options, new StageSequence(stages, options, runner), runner);
    }

    /// <summary>Takes one post through the stages.</summary>
    /// <exception cref="StageUnavailableException">A stage can answer nothing more; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The pipeline is disposed of.</exception>
    public Task<PostInProgress> RunAsync(Post post, CancellationToken cancellationToken = default) =>
        RunAsync(post, null, cancellationToken);

    /// <inheritdoc cref="RunAsync(Post, CancellationToken)" />
    /// <param name="post">The post.</param>
    /// <param name="left">Told what was left to itself when the token was cancelled, and may not have ended yet; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public async Task<PostInProgress> RunAsync(Post post, Action<IReadOnlyList<Task>>? left, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        calls.ThrowIfClosed();
        cancellationToken.ThrowIfCancellationRequested();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, calls.Closing);

        // The caller's thread looks at the post alone: its picture is read and its stages are called on others, since he has other work
        // meanwhile, and a host with a context of its own (WPF) may wait for the answer on that very thread.
        var outcome = await processor.ProcessAsync([post], stop.Token).ConfigureAwait(false);
        if (outcome.StillAtWork.Count > 0)
        {
            left?.Invoke(outcome.StillAtWork);
        }

        ThrowIfEnded(outcome, cancellationToken);
        return outcome.Posts[0];
    }

    /// <summary>
    /// Takes a stream of posts through the stages, in order. When the enumeration ends, by a <c>break</c> too, no stage is at work for it
    /// any more.
    /// </summary>
    /// <param name="posts">The posts; an exception of theirs is thrown on after the posts before it.</param>
    /// <param name="cancellationToken">Ends the run; what is under way is given up.</param>
    /// <exception cref="StageUnavailableException">A stage can answer nothing more; thrown behind the posts that are complete.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed of, before or during the run.</exception>
    public async IAsyncEnumerable<PostInProgress> RunAsync(
        IAsyncEnumerable<Post> posts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        calls.ThrowIfClosed();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, calls.Closing);
        var slots = new SemaphoreSlim(options.MaxBatchesInFlight);
        var batches = Channel.CreateBounded<Task<BatchOutcome>>(
            new BoundedChannelOptions(options.MaxBatchesInFlight) { SingleReader = true, SingleWriter = true });
        var feeding = FeedAsync(posts, batches.Writer, slots, stop.Token);
        var stillAtWork = new List<Task>();
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                var outcome = await batch.ConfigureAwait(false);
                stillAtWork.AddRange(outcome.StillAtWork);
                foreach (var post in outcome.Posts)
                {
                    yield return post;
                }

                ThrowIfEnded(outcome, cancellationToken);
            }

            await EndOf(feeding, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await foreach (var batch in batches.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                stillAtWork.AddRange((await batch.ConfigureAwait(false)).StillAtWork);
            }

            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancellationToken.IsCancellationRequested && !calls.IsClosed)
            {
                // Who leaves the stream of his own accord may dispose of his stages next; who cancels does not want to wait.
                await Task.WhenAny(Task.WhenAll(stillAtWork), Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Ends the runs that are under way (their enumerations throw <see cref="ObjectDisposedException"/>), waits for the stages that are at
    /// work, and disposes of what the pipeline owns. Where a stage does not end within 30 seconds, what the pipeline owns is left alone
    /// rather than taken from under it.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        var (idle, thrown) = calls.Close();
        try
        {
            await idle.WaitAsync(Grace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            PipelineLog.StageOutlivesPipeline(logger, Grace.TotalSeconds);
            return;
        }

        calls.Dispose();
        await OwnedThings.DisposeAllAsync(owned, thrown).ConfigureAwait(false);
    }

    private void ThrowIfEnded(BatchOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.End is { } end)
        {
            ThrowIfStopped(cancellationToken);
            end.Throw();
        }
    }

    private void ThrowIfStopped(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        calls.ThrowIfClosed();
    }

    private async Task EndOf(Task feeding, CancellationToken cancellationToken)
    {
        try
        {
            await feeding.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            ThrowIfStopped(cancellationToken);
            throw;
        }
    }

    private async Task FeedAsync(
        IAsyncEnumerable<Post> posts, ChannelWriter<Task<BatchOutcome>> batches, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        // Off the consumer's thread: a source that never really waits would otherwise read and send everything before the first result is
        // taken, and one that blocks would keep him.
        var feeding = Task.Run(
            async () =>
            {
                var source = new PostSource(posts, cancellationToken);
                await using var end = source.ConfigureAwait(false);
                await FeedAsync(source, batches, slots, cancellationToken).ConfigureAwait(false);
            },
            CancellationToken.None);
        try
        {
            await feeding.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (await DeafWork.EndsSoonAsync(feeding).ConfigureAwait(false))
            {
                await feeding.ConfigureAwait(false);
                return;
            }

            throw;
        }
        finally
        {
            batches.TryComplete();
        }
    }

    private async Task FeedAsync(
        PostSource source, ChannelWriter<Task<BatchOutcome>> batches, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        var batch = new List<Post?>(options.BatchSize);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var next = source.MoveNextAsync();
                if (batch.Count == options.BatchSize || (batch.Count > 0 && !next.IsCompleted))
                {
                    var full = batch;
                    batch = new List<Post?>(options.BatchSize);
                    await SendAsync(full, batches, slots, cancellationToken).ConfigureAwait(false);
                }

                if (!await next.WaitAsync(cancellationToken).ConfigureAwait(false))
                {
                    break;
                }

                batch.Add(source.Current);
            }
        }
        finally
        {
            // Also where the source failed: the posts before its failure are not lost.
            if (batch.Count > 0 && !cancellationToken.IsCancellationRequested)
            {
                await SendAsync(batch, batches, slots, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task SendAsync(
        List<Post?> batch, ChannelWriter<Task<BatchOutcome>> batches, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        var work = Task.Run(() => processor.ProcessAsync(batch, cancellationToken), CancellationToken.None);

        // The room is bounded by the reader, not by the token: a batch that has begun is always waited for.
        var written = batches.WriteAsync(work, CancellationToken.None);
        _ = work.ContinueWith(
            _ => slots.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await written.ConfigureAwait(false);
    }
}
