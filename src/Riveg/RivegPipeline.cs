using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg;

/// <summary>
/// The stages of the method put together: a post in, an annotated post out. A post that fails becomes a result with its error, a stage that
/// fails a fault beside what the others found; neither ends the run.
/// </summary>
/// <remarks>
/// Thread-safe: make one and share it. It owns what its profile made (models, clients) and disposes of it with itself; stages that the
/// program gave to the builder stay the program's unless it said otherwise.
/// </remarks>
/// <example><code source="../../samples/Riveg.Samples.Programs/AnnotateOnePost.cs" region="program"><![CDATA[
/// using Riveg;
/// using var riveg = RivegPipeline.CreateBuilder("builtin").Build();
/// var result = await riveg.AnnotateAsync("Adele lights up the O2 Arena in London tonight", "concert.png");
/// foreach (var e in result.Entities) Console.WriteLine($"{e.Text} {e.Type} {e.Regions.Count}");
/// ]]></code></example>
public sealed class RivegPipeline : IDisposable, IAsyncDisposable
{
    private readonly PipelineEngine engine;
    private readonly PipelineStages stages;

    internal RivegPipeline(
        PipelineStages stages,
        PipelineOptions options,
        string profile,
        IReadOnlyList<object>? owned = null,
        TimeProvider? time = null,
        ILoggerFactory? loggers = null)
    {
        options.Validate();
        this.stages = stages;
        var logger = loggers?.CreateLogger<RivegPipeline>() ?? (ILogger)NullLogger<RivegPipeline>.Instance;
        engine = new PipelineEngine(stages, options, owned ?? [], time ?? TimeProvider.System, logger);
        Provenance = new Provenance
        {
            Profile = profile,
            Version = typeof(RivegPipeline).Assembly.GetName().Version?.ToString(3) ?? "unknown",
            Stages = stages.Present.ToDictionary(s => s.Slot.Name, s => s.Stage.Info).AsReadOnly(),
            Decision = options.Decision.Name,
            MinScore = options.MinScore,
            HasCandidates = options.KeepCandidates,
        };
    }

    /// <summary>
    /// What the provenance of every annotation of this pipeline says; captions, knowledge and picture are the posts' own.
    /// </summary>
    public Provenance Provenance { get; }

    /// <summary>Whether models are missing that pictures alone need.</summary>
    internal bool LacksModels => stages.LacksModels;

    /// <summary>Whether some of them are asked about pictures that are not to be had, too.</summary>
    internal bool LacksModelsOfGuesses => stages.LacksModelsOfGuesses;

    /// <summary>
    /// Tells now what the first post with a picture would tell: whether a model is missing that only pictures need. Call it where posts
    /// with pictures will come, before any work is done.
    /// </summary>
    /// <exception cref="StageUnavailableException">One is missing; the message says what to run.</exception>
    public void EnsureReadyForPictures() => stages.EnsureReadyForPictures();

    /// <summary>What serves a stage; it belongs to the pipeline, or to whoever gave it to the builder.</summary>
    /// <param name="slot">The stage.</param>
    /// <returns>Null where the pipeline has no such stage.</returns>
    public TStage? Find<TStage>(StageSlot<TStage> slot)
        where TStage : class, IStage => stages.Find(slot);

    /// <summary>Begins a pipeline.</summary>
    /// <param name="profile">
    /// The name of a profile, such as <c>builtin</c> or <c>light</c>, or the path of a profile's file. It is looked up when the pipeline is
    /// built.
    /// </param>
    /// <returns>A builder; <see cref="RivegPipelineBuilder.Build"/> ends it.</returns>
    public static RivegPipelineBuilder CreateBuilder(string profile = RivegPipelineBuilder.DefaultProfile) => new(profile);

    /// <summary>Annotates a text with a picture in a file.</summary>
    /// <param name="text">The text, at most 50,000 characters unless the options say otherwise.</param>
    /// <param name="imagePath">The picture's file (JPEG, PNG, WebP, GIF, BMP); null for a post without a picture.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <inheritdoc cref="AnnotateAsync(Post, CancellationToken)" path="/returns|/exception" />
    public Task<AnnotationResult> AnnotateAsync(string text, string? imagePath = null, CancellationToken cancellationToken = default) =>
        AnnotateAsync(text, imagePath is null ? null : ImageSource.FromFile(imagePath), cancellationToken);

    /// <summary>Annotates a text with a picture from anywhere.</summary>
    /// <param name="text">The text, at most 50,000 characters unless the options say otherwise.</param>
    /// <param name="image">The picture: from a file, bytes, or a source that is opened later; null for a post without one.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <inheritdoc cref="AnnotateAsync(Post, CancellationToken)" path="/returns|/exception" />
    // So that a plain null means a post without a picture, and is no question of which.
    [OverloadResolutionPriority(-1)]
    public Task<AnnotationResult> AnnotateAsync(string text, ImageSource? image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AnnotateAsync(new Post { Id = "post", Text = text, Image = image }, cancellationToken);
    }

    /// <summary>Annotates one post.</summary>
    /// <param name="post">The post.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The annotation; what is wrong with the post is said in it and not thrown.</returns>
    /// <remarks>
    /// Pictures are read and stages are called on threads of the pool, so posts that are begun together are annotated together. Who cancels
    /// waits for a stage that does not heed its token a second at most; it is then left to itself, and disposing of the pipeline waits for
    /// it.
    /// </remarks>
    /// <exception cref="StageUnavailableException">A stage can answer nothing more; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The pipeline is disposed of.</exception>
    public async Task<AnnotationResult> AnnotateAsync(Post post, CancellationToken cancellationToken = default) =>
        Finish(await engine.RunAsync(post, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc cref="AnnotateAsync(Post, CancellationToken)" />
    /// <param name="post">The post.</param>
    /// <param name="left">Told what was left to itself when the token was cancelled, and may not have ended yet.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    internal async Task<AnnotationResult> AnnotateAsync(
        Post post, Action<IReadOnlyList<Task>> left, CancellationToken cancellationToken) =>
        Finish(await engine.RunAsync(post, left, cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Annotates a stream of posts: one result for each post, in order. At most <see cref="PipelineOptions.BatchSize"/> times twice
    /// <see cref="PipelineOptions.MaxBatchesInFlight"/> posts are read ahead of the consumer, and at most
    /// <see cref="PipelineOptions.MaxPixelsInFlight"/> pixels are decoded at once, so memory stays flat on an endless stream. When the
    /// enumeration ends, by a <c>break</c> too, no stage is at work for it any more, unless one does not heed its token: the end waits for
    /// it 30 seconds at most, and one second where the run was cancelled.
    /// </summary>
    /// <param name="posts">The posts; an exception of theirs is thrown on after the results of the posts before it.</param>
    /// <param name="cancellationToken">Ends the run; what is under way is given up.</param>
    /// <returns>One result for each post, in order.</returns>
    /// <exception cref="StageUnavailableException">
    /// A stage can answer nothing more; thrown behind the results that are complete. The message says what to do.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The pipeline is disposed of, before or during the run.</exception>
    /// <example><code source="../../samples/Riveg.Samples.Programs/AnnotateStream.cs" region="stream"><![CDATA[
    /// await foreach (var result in riveg.AnnotateAsync(ReadPostsAsync()))
    /// {
    ///     var names = string.Join(", ", result.Entities.Select(e => e.Text));
    ///     output.WriteLine(result.Error is { } error ? $"{result.PostId} failed: {error.Message}" : $"{result.PostId}: {names}");
    /// }
    /// ]]></code></example>
    public async IAsyncEnumerable<AnnotationResult> AnnotateAsync(
        IAsyncEnumerable<Post> posts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var post in engine.RunAsync(posts, cancellationToken).ConfigureAwait(false))
        {
            yield return Finish(post);
        }
    }

    /// <summary>
    /// Ends the runs that are under way (their enumerations throw <see cref="ObjectDisposedException"/>), waits for the stages that are at
    /// work, and disposes of what the pipeline owns. Where a stage does not end within 30 seconds, what the pipeline owns is left alone
    /// rather than taken from under it.
    /// </summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose" />
    public ValueTask DisposeAsync() => engine.DisposeAsync();

    private AnnotationResult Finish(PostInProgress post)
    {
        var result = PostResult.Of(post, Provenance);
        PipelineTelemetry.CountPost(result.Succeeded);
        return result;
    }
}
