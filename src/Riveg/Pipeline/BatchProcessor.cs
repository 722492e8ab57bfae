using System.Runtime.ExceptionServices;
using Riveg.Annotations;
using Riveg.Entailment;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>
/// Takes one batch of posts through all stages, in groups whose pictures fit into the budget of pixels. Thread-safe.
/// </summary>
internal sealed class BatchProcessor(PipelineStages stages, PipelineOptions options, StageRunner runner, string profile)
{
    private readonly ImageDecoder decoder = new(options.ImageLimits);
    private readonly PixelBudget pixels = new(options.MaxPixelsInFlight);
    private readonly PixelBuffers buffers = new(options.MaxPixelsInFlight * 3);
    private readonly Dictionary<string, StageInfo> stageInfos = stages.Present().ToDictionary(s => s.Slot.Name(), s => s.Stage.Info);
    private readonly string version = typeof(BatchProcessor).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    /// <summary>What the provenance of every post says, whatever its own parts.</summary>
    public Provenance Origin => field ??= new Provenance
    {
        Profile = profile,
        Version = version,
        Stages = stageInfos,
        Decision = options.Decision.Name,
        MinScore = options.MinScore,
    };

    /// <summary>Annotates posts: one result for each in order; fewer where a stage ended the run, with its exception.</summary>
    public async Task<BatchOutcome> ProcessAsync(IReadOnlyList<Post> posts, CancellationToken cancellationToken)
    {
        var done = new List<AnnotationResult>(posts.Count);
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
            Release(group);
        }
    }

    private async ValueTask FinishAsync(List<PostInProgress> group, List<AnnotationResult> done, CancellationToken cancellationToken)
    {
        var clock = new PostClock(options.PostTimeLimit, group.Count);
        await CaptionAsync(group, clock, cancellationToken).ConfigureAwait(false);
        await GetKnowledgeAsync(group, clock, cancellationToken).ConfigureAwait(false);
        await RecognizeAsync(group, clock, cancellationToken).ConfigureAwait(false);
        Release(group.Where(p => p.Error is not null || p.Mentions.Count == 0));
        await ExpandAsync(group, clock, cancellationToken).ConfigureAwait(false);
        await EntailAsync(group, clock, cancellationToken).ConfigureAwait(false);
        await GroundAsync(group, clock, cancellationToken).ConfigureAwait(false);
        Release(group.Where(p => stages.Segmentation is null || p.Mentions.All(m => m.Regions.Count == 0)));
        await SegmentAsync(group, clock, cancellationToken).ConfigureAwait(false);
        done.AddRange(group.Select(p => p.Finish(DescribeOrigin)));
        group.Clear();
    }

    private void Release(IEnumerable<PostInProgress> posts)
    {
        foreach (var post in posts)
        {
            post.ReleasePicture(buffers);
        }
    }

    private Provenance DescribeOrigin(PostContext context) => Origin with { AuxiliaryKnowledge = context.AuxiliaryKnowledge, Captions = context.Captions };

    private void CheckPost(PostInProgress post)
    {
        if (options.PostLimits.FindFault(post.Context.Post) is { } fault)
        {
            post.Fail("input", fault);
        }
    }

    private ValueTask OpenAsync(PostInProgress post, CancellationToken cancellationToken) => post.HasPictureToOpen
        ? AskAboutPictureAsync(post, (source, token) => decoder.Open(source, token), post.Open, cancellationToken)
        : ValueTask.CompletedTask;

    private async ValueTask TakePixelsAsync(PostInProgress post, List<PostInProgress> group, List<AnnotationResult> done, CancellationToken cancellationToken)
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
            await AskAboutPictureAsync(post, (_, token) => picture.Decode(buffers.Rent, token), post.SetImage, cancellationToken).ConfigureAwait(false);
            if (post.Context.Image is null)
            {
                post.ReleasePicture(buffers);
            }
        }
    }

    private async ValueTask AskAboutPictureAsync<TOut>(PostInProgress post, Func<ImageSource, CancellationToken, TOut> ask, Action<TOut> keep, CancellationToken cancellationToken)
    {
        var call = new StageCall<PostInProgress, TOut>(
            AnnotatedImage.Stage,
            null,
            p => p,
            (posts, token) => ValueTask.FromResult<IReadOnlyList<TOut>>([.. posts.Select(p => ask(p.Context.Post.Image!, token))]),
            (_, _) => null);
        var outcomes = await runner.RunAsync(call, [post], new PostClock(options.PostTimeLimit, 1), cancellationToken).ConfigureAwait(false);
        Keep(outcomes[0], keep, post.FailPicture);
    }

    private async ValueTask CaptionAsync(List<PostInProgress> group, PostClock clock, CancellationToken cancellationToken)
    {
        if (stages.Captions is { } captioner)
        {
            var open = Working(group).Where(p => p.Context.Captions.Count == 0 && p.Context.Image is not null).ToList();
            var call = OfPosts<string?>(StageSlot.Captions, captioner, captioner.CaptionAsync, (_, _) => null);
            await AskAsync(call, open, clock, (post, caption) => post.SetCaption(caption), (post, message) => post.AddFault(call.Stage, message), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask GetKnowledgeAsync(List<PostInProgress> group, PostClock clock, CancellationToken cancellationToken)
    {
        if (stages.Knowledge is { } source)
        {
            var open = Working(group).Where(p => p.Context.AuxiliaryKnowledge is null).ToList();
            var call = OfPosts<string>(StageSlot.Knowledge, source, source.GetKnowledgeAsync, (_, answer) => answer is null ? "nothing (null)" : null);
            await AskAsync(call, open, clock, (post, knowledge) => post.SetKnowledge(knowledge), (post, message) => post.AddFault(call.Stage, message), cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask RecognizeAsync(List<PostInProgress> group, PostClock clock, CancellationToken cancellationToken)
    {
        var call = OfPosts<IReadOnlyList<Mention>>(
            StageSlot.Recognition, stages.Recognition, stages.Recognition.RecognizeAsync, (post, mentions) => StageAnswers.FindFault(post.Context.Post, mentions));
        return AskAsync(
            call, [.. Working(group)], clock, (post, mentions) => post.SetMentions(AtLeastMinScore(mentions)), (post, message) => post.Fail(call.Stage, message), cancellationToken);
    }

    private IReadOnlyList<Mention> AtLeastMinScore(IReadOnlyList<Mention> mentions) =>
        options.MinScore > 0 ? [.. mentions.Where(m => m.Score >= options.MinScore)] : mentions;

    private async ValueTask ExpandAsync(List<PostInProgress> group, PostClock clock, CancellationToken cancellationToken)
    {
        if (stages.Expansion is { } expander)
        {
            var call = OfMentions<string?>(StageSlot.Expansion, expander, expander.ExpandAsync, _ => null);
            await AskAsync(call, WorkingMentions(group), clock, (mention, expansion) => mention.SetExpansion(expansion), cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask EntailAsync(List<PostInProgress> group, PostClock clock, CancellationToken cancellationToken) => AskAsync(
        OfMentions<EntailmentAnswer>(StageSlot.Entailment, stages.Entailment, stages.Entailment.EntailAsync, StageAnswers.FindFault),
        [.. WorkingMentions(group).Where(m => m.Post.MayShowEntities)],
        clock,
        (mention, answer) => mention.SetEntailment(answer.Probability, answer.RawAnswer),
        cancellationToken);

    private ValueTask GroundAsync(List<PostInProgress> group, PostClock clock, CancellationToken cancellationToken) => AskAsync(
        OfMentions<IReadOnlyList<Region>>(StageSlot.Grounding, stages.Grounding, stages.Grounding.GroundAsync, StageAnswers.FindFault),
        [.. WorkingMentions(group).Where(m => m.Entailment is { } entailment && Decide(m, () => options.Decision.MayBeInPicture(entailment)))],
        clock,
        (mention, regions) =>
        {
            var proper = InsidePicture(regions, mention.Post.Context.Image);
            mention.Regions = Decide(mention, () => options.Decision.IsInPicture(mention.Entailment ?? 0, proper)) ? proper : [];
        },
        cancellationToken);

    // A decision may be anyone's, as a stage is.
    private static bool Decide(MentionInProgress mention, Func<bool> decision)
    {
        try
        {
            return decision();
        }
        catch (Exception exception)
        {
            mention.Fail(StageSlot.Grounding.Name(), $"The grounding decision failed: {exception.Message}");
            return false;
        }
    }

    private async ValueTask SegmentAsync(List<PostInProgress> group, PostClock clock, CancellationToken cancellationToken)
    {
        if (stages.Segmentation is not { } segmenter)
        {
            return;
        }

        foreach (var post in Working(group))
        {
            if (post.Context.Image is { } image)
            {
                var size = new ImageSize(image.Width, image.Height);
                var prompts = post.Mentions.Where(m => !m.IsFaulty).SelectMany(m => m.Regions.Select(r => new BoxPrompt(m, r))).ToList();
                var call = new StageCall<BoxPrompt, Mask>(
                    StageSlot.Segmentation.Name(),
                    segmenter.TimeLimit,
                    p => p.Mention.Post,
                    (asked, token) => segmenter.SegmentAsync(image, [.. asked.Select(p => p.Region.Box)], token),
                    (_, mask) => StageAnswers.FindFault(size, mask));
                var outcomes = await runner.RunAsync(call, prompts, clock, cancellationToken).ConfigureAwait(false);
                foreach (var (prompt, outcome) in prompts.Zip(outcomes))
                {
                    Keep(outcome, prompt.SetMask, message => prompt.Mention.Fail(call.Stage, message));
                }

                post.ReleasePicture(buffers);
            }
        }
    }

    // Best first, whatever the stage's order.
    private static IReadOnlyList<Region> InsidePicture(IReadOnlyList<Region> regions, RgbImage? image)
    {
        var proper = new List<Region>(regions.Count);
        foreach (var region in regions)
        {
            var box = image is null ? region.Box : region.ToPixels(new ImageSize(image.Width, image.Height)).ClampTo(new ImageSize(image.Width, image.Height));
            if (box.IsProper)
            {
                proper.Add(region with { Box = box, Unit = image is null ? region.Unit : RegionUnit.Pixels });
            }
        }

        return proper.Count < 2 ? proper : [.. proper.OrderByDescending(r => r.Score)];
    }

    private static IEnumerable<PostInProgress> Working(List<PostInProgress> group) => group.Where(p => p.Error is null);

    private static List<MentionInProgress> WorkingMentions(List<PostInProgress> group) => [.. Working(group).SelectMany(p => p.Mentions).Where(m => !m.IsFaulty)];

    private static StageCall<PostInProgress, TOut> OfPosts<TOut>(
        StageSlot slot, IStage stage, Func<IReadOnlyList<PostContext>, CancellationToken, ValueTask<IReadOnlyList<TOut>>> ask, Func<PostInProgress, TOut, string?> findFault) =>
        new(slot.Name(), stage.TimeLimit, p => p, (posts, token) => ask([.. posts.Select(p => p.Context)], token), findFault);

    private static StageCall<MentionInProgress, TOut> OfMentions<TOut>(
        StageSlot slot, IStage stage, Func<IReadOnlyList<MentionContext>, CancellationToken, ValueTask<IReadOnlyList<TOut>>> ask, Func<TOut, string?> findFault) =>
        new(slot.Name(), stage.TimeLimit, m => m.Post, (mentions, token) => ask([.. mentions.Select(m => m.Context)], token), (_, answer) => findFault(answer));

    private ValueTask AskAsync<TOut>(
        StageCall<MentionInProgress, TOut> call, IReadOnlyList<MentionInProgress> mentions, PostClock clock, Action<MentionInProgress, TOut> keep, CancellationToken cancellationToken) =>
        AskAsync(call, mentions, clock, keep, (mention, message) => mention.Fail(call.Stage, message), cancellationToken);

    private async ValueTask AskAsync<TIn, TOut>(
        StageCall<TIn, TOut> call, IReadOnlyList<TIn> inputs, PostClock clock, Action<TIn, TOut> keep, Action<TIn, string> fail, CancellationToken cancellationToken)
    {
        var outcomes = await runner.RunAsync(call, inputs, clock, cancellationToken).ConfigureAwait(false);
        foreach (var (input, outcome) in inputs.Zip(outcomes))
        {
            Keep(outcome, answer => keep(input, answer), message => fail(input, message));
        }
    }

    private static void Keep<TOut>(StageOutcome<TOut> outcome, Action<TOut> keep, Action<string> fail)
    {
        if (outcome.Error is { } error)
        {
            fail(error is IDescribedFault described ? described.Description : error.Message);
        }
        else
        {
            keep(outcome.Answer!);
        }
    }

    /// <summary>A region that is to be outlined, with the mention whose it is.</summary>
    private sealed class BoxPrompt(MentionInProgress mention, Region region)
    {
        public MentionInProgress Mention => mention;

        public Region Region => region;

        public void SetMask(Mask mask) => mention.Regions = [.. mention.Regions.Select(r => ReferenceEquals(r, region) ? r with { Mask = mask } : r)];
    }
}

/// <summary>What came of a batch.</summary>
/// <param name="Results">One result for each post, in order; fewer where the run ended in the batch.</param>
/// <param name="End">Why the run is to end; null where it goes on.</param>
internal sealed record BatchOutcome(IReadOnlyList<AnnotationResult> Results, ExceptionDispatchInfo? End);
