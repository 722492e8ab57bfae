using System.Runtime.CompilerServices;
using System.Threading.Tasks.Dataflow;
using Riveg.Annotations;
using Riveg.Posts;

namespace Riveg.Pipeline;

/// <summary>
/// The stages of the method put together: a post in, an annotated post out. Thread-safe. A post that fails becomes a result with its error and never ends the run.
/// </summary>
public sealed class AnnotationPipeline : IDisposable
{
    private readonly BatchProcessor processor;
    private readonly PipelineOptions options;
    private readonly IReadOnlyList<IDisposable> owned;

    /// <summary>Puts stages together.</summary>
    /// <param name="stages">What serves each stage.</param>
    /// <param name="options">How the pipeline works; the defaults if null.</param>
    /// <param name="profile">The name of this set of stages, for the provenance.</param>
    /// <param name="owned">What the pipeline disposes of with itself, in this order; the stages themselves stay the caller's unless they are in it.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public AnnotationPipeline(PipelineStages stages, PipelineOptions? options = null, string profile = "custom", IReadOnlyList<IDisposable>? owned = null)
    {
        ArgumentNullException.ThrowIfNull(stages);
        this.options = options ?? new PipelineOptions();
        this.options.Validate();
        this.owned = owned ?? [];
        Stages = stages;
        Profile = profile;
        processor = new BatchProcessor(stages, this.options, profile);
    }

    /// <summary>What serves each stage.</summary>
    public PipelineStages Stages { get; }

    /// <summary>The name of the set of stages.</summary>
    public string Profile { get; }

    /// <summary>Annotates one post.</summary>
    /// <returns>The annotation, or the post's error.</returns>
    public async Task<AnnotationResult> AnnotateAsync(Post post, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(post);
        return (await processor.ProcessAsync([post], cancellationToken))[0];
    }

    /// <summary>
    /// Annotates a stream of posts: one result for each post, in order. At most <see cref="PipelineOptions.BatchSize"/> times twice
    /// <see cref="PipelineOptions.MaxBatchesInFlight"/> posts are read ahead of the consumer, so memory stays flat on an endless stream.
    /// </summary>
    /// <param name="posts">The posts; an exception of theirs is thrown on after the results of the posts before it.</param>
    /// <param name="cancellationToken">Ends the run; what is under way is given up.</param>
    public async IAsyncEnumerable<AnnotationResult> AnnotateAsync(IAsyncEnumerable<Post> posts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = stop.Token;
        var batches = new TransformBlock<IReadOnlyList<Post>, IReadOnlyList<AnnotationResult>>(
            batch => processor.ProcessAsync(batch, token),
            new ExecutionDataflowBlockOptions
            {
                MaxDegreeOfParallelism = options.MaxBatchesInFlight,
                BoundedCapacity = options.MaxBatchesInFlight * 2,
                EnsureOrdered = true,
                SingleProducerConstrained = true,
                CancellationToken = token,
            });
        var feeding = FeedAsync(posts, batches, token);
        try
        {
            while (await batches.OutputAvailableAsync(cancellationToken))
            {
                while (batches.TryReceive(out var results))
                {
                    foreach (var result in results)
                    {
                        yield return result;
                    }
                }
            }

            await batches.Completion;
            await feeding;
        }
        finally
        {
            await stop.CancelAsync();
            await feeding.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var item in owned)
        {
            item.Dispose();
        }
    }

    private async Task FeedAsync(IAsyncEnumerable<Post> posts, TransformBlock<IReadOnlyList<Post>, IReadOnlyList<AnnotationResult>> batches, CancellationToken cancellationToken)
    {
        // Off the consumer's thread: a source that never really waits would otherwise read and send everything before the first result is taken.
        await Task.Yield();
        var batch = new List<Post>(options.BatchSize);
        try
        {
            await using var source = posts.GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                var next = source.MoveNextAsync();
                if (batch.Count == options.BatchSize || (batch.Count > 0 && !next.IsCompleted))
                {
                    await batches.SendAsync(batch, cancellationToken);
                    batch = new List<Post>(options.BatchSize);
                }

                if (!await next)
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
                await batches.SendAsync(batch, CancellationToken.None);
            }

            batches.Complete();
        }
    }
}
