using System.Runtime.ExceptionServices;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>
/// Takes one batch of posts through all stages, in groups whose pictures fit into the budget of pixels. Thread-safe.
/// </summary>
internal sealed class BatchProcessor(PipelineOptions options, StageSequence stages, StageRunner runner)
{
    private readonly ImageDecoder decoder = new(options.ImageLimits);
    private readonly PixelBudget pixels = new(options.MaxPixelsInFlight);
    private readonly PixelBuffers buffers = new(options.MaxPixelsInFlight * 3);

    /// <summary>Takes posts through the stages: all of them in order; fewer where a stage ended the run, with its exception.</summary>
    public async Task<BatchOutcome> ProcessAsync(IReadOnlyList<Post?> posts, CancellationToken cancellationToken)
    {
        var batch = new PostInProgress[posts.Count];
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i] = PostIntake.Begin(posts[i], options.PostLimits);
        }

        var done = new List<PostInProgress>(batch.Length);
        ExceptionDispatchInfo? end = null;
        try
        {
            if (Array.Exists(batch, p => p.HasPictureToOpen || (p.HasUnseenPicture && stages.LacksModelsOfGuesses)))
            {
                stages.EnsureReadyForPictures();
            }

            await ProcessAsync(batch, done, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            end = ExceptionDispatchInfo.Capture(exception);
        }

        foreach (var post in batch)
        {
            post.ReleasePicture(buffers);
        }

        return new BatchOutcome(done, end, end is null ? [] : [.. batch.SelectMany(p => p.StillAtWork)]);
    }

    private async ValueTask ProcessAsync(
        IReadOnlyList<PostInProgress> batch, List<PostInProgress> done, CancellationToken cancellationToken)
    {
        var ahead = new PicturesAhead(batch, options.MaxPixelsInFlight, OpenAsync, cancellationToken);
        await using var end = ahead.ConfigureAwait(false);
        var group = new List<PostInProgress>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            await ahead.OpenedAsync(i).ConfigureAwait(false);
            await TakePixelsAsync(batch[i], group, done, cancellationToken).ConfigureAwait(false);
            group.Add(batch[i]);
            await DecodeAsync(batch[i], cancellationToken).ConfigureAwait(false);
        }

        await FinishAsync(group, done, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask FinishAsync(List<PostInProgress> group, List<PostInProgress> done, CancellationToken cancellationToken)
    {
        await stages.RunAsync(group, p => p.ReleasePicture(buffers), cancellationToken).ConfigureAwait(false);
        done.AddRange(group);
        group.Clear();
    }

    private Task OpenAsync(PostInProgress post, CancellationToken cancellationToken) =>
        AskAboutPictureAsync("open", post, decoder.OpenAsync, post.Open, cancellationToken).AsTask();

    private async ValueTask TakePixelsAsync(
        PostInProgress post, List<PostInProgress> group, List<PostInProgress> done, CancellationToken cancellationToken)
    {
        if (post.Opened is not { } picture)
        {
            return;
        }

        var count = (long)picture.Size.Width * picture.Size.Height;
        var lease = pixels.TryTake(count);
        if (lease is null)
        {
            // Whoever waits for pixels must hold none.
            await FinishAsync(group, done, cancellationToken).ConfigureAwait(false);
            lease = await pixels.TakeAsync(count, cancellationToken).ConfigureAwait(false);
        }

        post.Hold(lease);
    }

    private async ValueTask DecodeAsync(PostInProgress post, CancellationToken cancellationToken)
    {
        if (post.Opened is { } picture)
        {
            await AskAboutPictureAsync(
                "decode",
                post,
                (_, token) => ValueTask.FromResult(picture.Decode(buffers.Rent, token)),
                post.SetImage,
                cancellationToken).ConfigureAwait(false);
            if (post.Image is null)
            {
                post.ReleasePicture(buffers);
            }
        }
    }

    private async ValueTask AskAboutPictureAsync<TOut>(
        string step,
        PostInProgress post,
        Func<ImageSource, CancellationToken, ValueTask<TOut>> ask,
        Action<TOut> keep,
        CancellationToken cancellationToken)
    {
        var call = new StageCall<TOut>(
            PostInProgress.ImageStage,
            null,
            async (posts, token) => [Answer.Of(await ask(posts[0].Post.Image!, token).ConfigureAwait(false))],
            _ => 1,
            (_, _) => null,
            (_, answer, _) => keep(answer),
            (failed, fault) => failed.FailPicture(fault)) { Step = step };
        await runner.RunAsync(call, [post], cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>What came of a batch.</summary>
/// <param name="Posts">The posts that went through, in order; fewer where the run ended in the batch.</param>
/// <param name="End">Why the run is to end; null where it goes on.</param>
/// <param name="StillAtWork">What was left to itself when the run was cancelled, and may not have ended yet.</param>
internal sealed record BatchOutcome(
    IReadOnlyList<PostInProgress> Posts, ExceptionDispatchInfo? End, IReadOnlyList<Task> StillAtWork);
