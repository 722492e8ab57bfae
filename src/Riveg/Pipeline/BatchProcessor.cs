using System.Runtime.ExceptionServices;
using Riveg.Faults;
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
    public async Task<BatchOutcome> ProcessAsync(IReadOnlyList<Post> posts, CancellationToken cancellationToken)
    {
        var done = new List<PostInProgress>(posts.Count);
        var group = new List<PostInProgress>(posts.Count);
        try
        {
            foreach (var post in posts)
            {
                var entering = new PostInProgress(post);
                CheckPost(entering);
                await OpenAsync(entering, cancellationToken).ConfigureAwait(false);
                try
                {
                    await TakePixelsAsync(entering, group, done, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    group.Add(entering);
                }

                await DecodeAsync(entering, cancellationToken).ConfigureAwait(false);
            }

            await FinishAsync(group, done, cancellationToken).ConfigureAwait(false);
            return new BatchOutcome(done, null);
        }
        catch (Exception exception)
        {
            return new BatchOutcome(done, ExceptionDispatchInfo.Capture(exception));
        }
        finally
        {
            group.ForEach(p => p.ReleasePicture(buffers));
        }
    }

    private async ValueTask FinishAsync(List<PostInProgress> group, List<PostInProgress> done, CancellationToken cancellationToken)
    {
        await stages.RunAsync(group, p => p.ReleasePicture(buffers), cancellationToken).ConfigureAwait(false);
        done.AddRange(group);
        group.Clear();
    }

    private void CheckPost(PostInProgress post)
    {
        if (options.PostLimits.FindFault(post.Post) is { } fault)
        {
            post.Fail(new Fault(FaultKind.WrongInput, "input", Fault.OneLine(fault)));
        }
    }

    private ValueTask OpenAsync(PostInProgress post, CancellationToken cancellationToken) => post.HasPictureToOpen
        ? AskAboutPictureAsync("open", post, decoder.OpenAsync, post.Open, cancellationToken)
        : ValueTask.CompletedTask;

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
        await runner.RunAsync(call, [post], runner.StartClock(1), cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>What came of a batch.</summary>
/// <param name="Posts">The posts that went through, in order; fewer where the run ended in the batch.</param>
/// <param name="End">Why the run is to end; null where it goes on.</param>
internal sealed record BatchOutcome(IReadOnlyList<PostInProgress> Posts, ExceptionDispatchInfo? End);
