using Riveg.Annotations;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>Takes one batch of posts through all stages. Thread-safe.</summary>
internal sealed class BatchProcessor(PipelineStages stages, PipelineOptions options, string profile)
{
    private readonly ImageDecoder decoder = new(options.ImageLimits);
    private readonly Dictionary<string, StageInfo> stageInfos = stages.Present().ToDictionary(s => s.Slot.Name(), s => s.Stage.Info);
    private readonly string version = typeof(BatchProcessor).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    public async Task<IReadOnlyList<AnnotationResult>> ProcessAsync(IReadOnlyList<Post> posts, CancellationToken cancellationToken)
    {
        var batch = posts.Select(p => new PostInProgress(p)).ToList();
        CheckPosts(batch);
        DecodeImages(batch, cancellationToken);
        await CaptionAsync(batch, cancellationToken);
        await GetKnowledgeAsync(batch, cancellationToken);
        await RecognizeAsync(batch, cancellationToken);
        await ExpandAsync(batch, cancellationToken);
        await EntailAsync(batch, cancellationToken);
        await GroundAsync(batch, cancellationToken);
        await SegmentAsync(batch, cancellationToken);
        return [.. batch.Select(p => p.Finish(DescribeOrigin))];
    }

    private Provenance DescribeOrigin(PostContext context) => new()
    {
        Profile = profile,
        Version = version,
        Stages = stageInfos,
        AuxiliaryKnowledge = context.AuxiliaryKnowledge,
        Captions = context.Captions,
    };

    private void CheckPosts(List<PostInProgress> batch)
    {
        foreach (var post in batch)
        {
            if (options.PostLimits.FindFault(post.Context.Post) is { } fault)
            {
                post.Fail("input", fault);
            }
        }
    }

    private void DecodeImages(List<PostInProgress> batch, CancellationToken cancellationToken)
    {
        foreach (var post in Working(batch))
        {
            if (post.Context.Post.Image is not { } source)
            {
                continue;
            }

            try
            {
                post.SetImage(decoder.Decode(source, cancellationToken));
            }
            catch (Exception exception) when (exception is ImageDecodingException or IOException or UnauthorizedAccessException)
            {
                post.Fail("image", exception.Message);
            }
        }
    }

    private async ValueTask CaptionAsync(List<PostInProgress> batch, CancellationToken cancellationToken)
    {
        if (stages.Captions is { } captioner)
        {
            var open = Working(batch).Where(p => p.Context.Captions.Count == 0 && p.Context.Image is not null).ToList();
            await AskPostsAsync<string?>(StageSlot.Captions, open, captioner.CaptionAsync, (post, caption) => post.SetCaption(caption), cancellationToken);
        }
    }

    private async ValueTask GetKnowledgeAsync(List<PostInProgress> batch, CancellationToken cancellationToken)
    {
        if (stages.Knowledge is { } source)
        {
            var open = Working(batch).Where(p => p.Context.AuxiliaryKnowledge is null).ToList();
            await AskPostsAsync<string>(StageSlot.Knowledge, open, source.GetKnowledgeAsync, (post, knowledge) => post.SetKnowledge(knowledge), cancellationToken);
        }
    }

    private ValueTask RecognizeAsync(List<PostInProgress> batch, CancellationToken cancellationToken) => AskPostsAsync<IReadOnlyList<Mention>>(
        StageSlot.Recognition, [.. Working(batch)], stages.Recognition.RecognizeAsync, (post, mentions) => post.SetMentions(mentions), cancellationToken);

    private async ValueTask ExpandAsync(List<PostInProgress> batch, CancellationToken cancellationToken)
    {
        if (stages.Expansion is { } expander)
        {
            await AskMentionsAsync<string?>(StageSlot.Expansion, WorkingMentions(batch), expander.ExpandAsync, (mention, expansion) => mention.SetExpansion(expansion), cancellationToken);
        }
    }

    private ValueTask EntailAsync(List<PostInProgress> batch, CancellationToken cancellationToken) => AskMentionsAsync<Entailment.EntailmentAnswer>(
        StageSlot.Entailment,
        WorkingMentions(batch),
        stages.Entailment.EntailAsync,
        (mention, answer) => mention.SetEntailment(answer.Probability, answer.RawAnswer),
        cancellationToken);

    private ValueTask GroundAsync(List<PostInProgress> batch, CancellationToken cancellationToken) => AskMentionsAsync<IReadOnlyList<Region>>(
        StageSlot.Grounding,
        [.. WorkingMentions(batch).Where(m => options.Decision.MayBeInPicture(m.Entailment ?? 0))],
        stages.Grounding.GroundAsync,
        (mention, regions) =>
        {
            var proper = InsidePicture(regions, mention.Post.Context.Image);
            mention.Regions = options.Decision.IsInPicture(mention.Entailment ?? 0, proper) ? proper : [];
        },
        cancellationToken);

    private async ValueTask SegmentAsync(List<PostInProgress> batch, CancellationToken cancellationToken)
    {
        if (stages.Segmentation is null)
        {
            return;
        }

        foreach (var post in Working(batch))
        {
            if (post.Context.Image is { } image)
            {
                await SegmentAsync(post, image, cancellationToken);
            }
        }
    }

    private async ValueTask SegmentAsync(PostInProgress post, RgbImage image, CancellationToken cancellationToken)
    {
        var mentions = post.Mentions.Where(m => m.Regions.Count > 0).ToList();
        var outcomes = await StageRunner.RunAsync(
            mentions.SelectMany(m => m.Regions).Select(r => r.Box).ToList(),
            _ => post,
            (boxes, token) => stages.Segmentation!.SegmentAsync(image, boxes, token),
            cancellationToken);
        if (outcomes.FirstOrDefault(o => o.Error is not null).Error is { } error)
        {
            post.Fail(StageSlot.Segmentation.Name(), error.Message);
            return;
        }

        var next = 0;
        foreach (var mention in mentions)
        {
            mention.Regions = [.. mention.Regions.Select(region => region with { Mask = outcomes[next++].Answer })];
        }
    }

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

        return proper;
    }

    private static IEnumerable<PostInProgress> Working(List<PostInProgress> batch) => batch.Where(p => p.Error is null);

    private static List<MentionInProgress> WorkingMentions(List<PostInProgress> batch) => [.. Working(batch).SelectMany(p => p.Mentions)];

    private static async ValueTask AskPostsAsync<TOut>(
        StageSlot slot,
        List<PostInProgress> posts,
        Func<IReadOnlyList<PostContext>, CancellationToken, ValueTask<IReadOnlyList<TOut>>> ask,
        Action<PostInProgress, TOut> keep,
        CancellationToken cancellationToken)
    {
        var outcomes = await StageRunner.RunAsync([.. posts.Select(p => p.Context)], context => context, ask, cancellationToken);
        for (var i = 0; i < posts.Count; i++)
        {
            Keep(slot, posts[i], outcomes[i], answer => keep(posts[i], answer));
        }
    }

    private static async ValueTask AskMentionsAsync<TOut>(
        StageSlot slot,
        List<MentionInProgress> mentions,
        Func<IReadOnlyList<MentionContext>, CancellationToken, ValueTask<IReadOnlyList<TOut>>> ask,
        Action<MentionInProgress, TOut> keep,
        CancellationToken cancellationToken)
    {
        var outcomes = await StageRunner.RunAsync([.. mentions.Select(m => m.Context)], context => context.Post, ask, cancellationToken);
        for (var i = 0; i < mentions.Count; i++)
        {
            Keep(slot, mentions[i].Post, outcomes[i], answer => keep(mentions[i], answer));
        }
    }

    private static void Keep<TOut>(StageSlot slot, PostInProgress post, StageOutcome<TOut> outcome, Action<TOut> keep)
    {
        if (outcome.Error is { } error)
        {
            post.Fail(slot.Name(), error.Message);
        }
        else
        {
            keep(outcome.Answer!);
        }
    }
}
