using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Riveg.Annotations;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>
/// The stages of the method put together: a post in, an annotated post out. Thread-safe. A post that fails becomes a result with its error, a stage that fails a fault beside what the others found; neither
/// ends the run.
/// </summary>
public sealed class AnnotationPipeline : IDisposable, IAsyncDisposable
{
    // What a stage gets to end when its pipeline is disposed of under it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly BatchProcessor processor;
    private readonly PipelineOptions options;
    private readonly IReadOnlyList<IDisposable> owned;
    private readonly StageCalls calls = new();
    private readonly ILogger logger;
    private int disposed;

    /// <summary>Puts stages together.</summary>
    /// <param name="stages">What serves each stage.</param>
    /// <param name="options">How the pipeline works; the defaults if null.</param>
    /// <param name="profile">The name of this set of stages, for the provenance.</param>
    /// <param name="owned">What the pipeline disposes of with itself, in this order; the stages themselves stay the caller's unless they are in it.</param>
    /// <param name="logger">Gets what stages throw, as warnings with the post's id, never its text; nothing is logged if null.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public AnnotationPipeline(PipelineStages stages, PipelineOptions? options = null, string profile = "custom", IReadOnlyList<IDisposable>? owned = null, ILogger<AnnotationPipeline>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(stages);
        this.options = options ?? new PipelineOptions();
        this.options.Validate();
        this.owned = owned ?? [];
        this.logger = logger ?? NullLogger<AnnotationPipeline>.Instance;
        Stages = stages;
        Profile = profile;
        processor = new BatchProcessor(stages, this.options, new StageRunner(this.options, calls, this.logger), profile);
    }

    /// <summary>What serves each stage.</summary>
    public PipelineStages Stages { get; }

    /// <summary>The name of the set of stages.</summary>
    public string Profile { get; }

    /// <summary>What the provenance of every annotation of this pipeline says; captions, knowledge and picture are the posts' own.</summary>
    public Provenance Provenance => processor.Origin;

    /// <summary>Annotates one post.</summary>
    /// <returns>The annotation, or the post's error.</returns>
    /// <exception cref="StageUnavailableException">A stage can answer nothing more; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The pipeline is disposed of.</exception>
    public async Task<AnnotationResult> AnnotateAsync(Post post, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(post);
        calls.ThrowIfClosed();
        cancellationToken.ThrowIfCancellationRequested();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, calls.Closing);
        var outcome = await processor.ProcessAsync([post], stop.Token).ConfigureAwait(false);
        ThrowIfEnded(outcome, cancellationToken);
        return outcome.Results[0];
    }

    /// <summary>
    /// Annotates a stream of posts: one result for each post, in order. At most <see cref="PipelineOptions.BatchSize"/> times twice
    /// <see cref="PipelineOptions.MaxBatchesInFlight"/> posts are read ahead of the consumer, and at most <see cref="PipelineOptions.MaxPixelsInFlight"/> pixels are decoded at once, so memory stays
    /// flat on an endless stream. When the enumeration ends, by a <c>break</c> too, no stage is at work for it any more.
    /// </summary>
    /// <param name="posts">The posts; an exception of theirs is thrown on after the results of the posts before it.</param>
    /// <param name="cancellationToken">Ends the run; what is under way is given up.</param>
    /// <exception cref="StageUnavailableException">A stage can answer nothing more; thrown behind the results that are complete. The message says what to do.</exception>
    /// <exception cref="ObjectDisposedException">The pipeline is disposed of, before or during the run.</exception>
    public async IAsyncEnumerable<AnnotationResult> AnnotateAsync(IAsyncEnumerable<Post> posts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        calls.ThrowIfClosed();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, calls.Closing);
        var slots = new SemaphoreSlim(options.MaxBatchesInFlight);
        var batches = Channel.CreateBounded<Task<BatchOutcome>>(new BoundedChannelOptions(options.MaxBatchesInFlight) { SingleReader = true, SingleWriter = true });
        var feeding = FeedAsync(posts, batches.Writer, slots, stop.Token);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                var outcome = await batch.ConfigureAwait(false);
                foreach (var result in outcome.Results)
                {
                    yield return result;
                }

                ThrowIfEnded(outcome, cancellationToken);
            }

            await EndOf(feeding, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await foreach (var batch in batches.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                await batch.ConfigureAwait(false);
            }

            await feeding.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Ends the runs that are under way (their enumerations throw <see cref="ObjectDisposedException"/>), waits for the stages that are at work, and disposes of what the pipeline owns.
    /// Where a stage does not end within 30 seconds, what the pipeline owns is left alone rather than taken from under it.
    /// </summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose" />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        try
        {
            await calls.CloseAsync().WaitAsync(Grace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            PipelineLog.StageOutlivesPipeline(logger, Grace.TotalSeconds);
            return;
        }

        calls.Dispose();
        foreach (var item in owned)
        {
            item.Dispose();
        }
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

    private async Task FeedAsync(IAsyncEnumerable<Post> posts, ChannelWriter<Task<BatchOutcome>> batches, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        // Off the consumer's thread: a source that never really waits would otherwise read and send everything before the first result is taken.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var source = new PostSource(posts, cancellationToken);
            await using var end = source.ConfigureAwait(false);
            await FeedAsync(source, batches, slots, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            batches.Complete();
        }
    }

    private async Task FeedAsync(PostSource source, ChannelWriter<Task<BatchOutcome>> batches, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        var batch = new List<Post>(options.BatchSize);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var next = source.MoveNextAsync();
                if (batch.Count == options.BatchSize || (batch.Count > 0 && !next.IsCompleted))
                {
                    var full = batch;
                    batch = new List<Post>(options.BatchSize);
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

    private async Task SendAsync(List<Post> batch, ChannelWriter<Task<BatchOutcome>> batches, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        var work = Task.Run(() => processor.ProcessAsync(batch, cancellationToken), CancellationToken.None);

        // The room is bounded by the reader, not by the token: a batch that has begun is always waited for.
        var written = batches.WriteAsync(work, CancellationToken.None);
        _ = work.ContinueWith(_ => slots.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await written.ConfigureAwait(false);
    }
}
