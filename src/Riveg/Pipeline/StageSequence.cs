using Riveg.Evidence;
using Riveg.Faults;
using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>The method: posts go through the stages in their order, each seeing what those before it found. Thread-safe.</summary>
internal sealed class StageSequence(PipelineStages stages, PipelineOptions options, StageRunner runner)
{
    /// <summary>Takes a group of posts through all stages.</summary>
    /// <param name="group">The posts, with their pictures.</param>
    /// <param name="release">Called for a post as soon as no stage needs its picture any more.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="StageUnavailableException">A stage can answer nothing more.</exception>
    public async ValueTask RunAsync(
        IReadOnlyList<PostInProgress> group, Action<PostInProgress> release, CancellationToken cancellationToken)
    {
        var clock = runner.StartClock(group.Count);
        var posts = group.Where(p => p.Error is null).ToList();
        await CaptionAsync(posts, clock, cancellationToken).ConfigureAwait(false);
        await ObserveAsync(posts, clock, cancellationToken).ConfigureAwait(false);
        await GetKnowledgeAsync(posts, clock, cancellationToken).ConfigureAwait(false);
        await RecognizeAsync(posts, clock, cancellationToken).ConfigureAwait(false);
        foreach (var post in group.Where(p => p.Error is not null || p.Mentions.Count == 0))
        {
            release(post);
        }

        posts = [.. posts.Where(p => p.Error is null && p.Mentions.Count > 0)];
        await ExpandAsync(posts, clock, cancellationToken).ConfigureAwait(false);
        await EntailAsync(posts, clock, cancellationToken).ConfigureAwait(false);
        await GroundAsync(posts, clock, cancellationToken).ConfigureAwait(false);
        await SegmentAsync(posts, release, clock, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CaptionAsync(IEnumerable<PostInProgress> posts, PostClock clock, CancellationToken cancellationToken)
    {
        if (stages.Find(StageSlots.Captions) is { } captioner)
        {
            var call = StageCall<string?>.OfPosts(StageSlots.Captions, captioner, (_, _) => null);
            var source = captioner.Info.Model ?? captioner.Info.Implementation;
            await AskAsync(
                call,
                posts.Where(p => p.Image is not null && p.Observations.All(o => o.Kind != ObservationKind.Caption)),
                (post, caption) => post.AddObservations(
                    string.IsNullOrWhiteSpace(caption) ? [] : [PictureObservation.OfCaption(caption, source)]),
                (post, fault) => post.AddFault(fault),
                clock,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask ObserveAsync(IEnumerable<PostInProgress> posts, PostClock clock, CancellationToken cancellationToken)
    {
        if (stages.Find(StageSlots.Observation) is { } observer)
        {
            var call = StageCall<IReadOnlyList<PictureObservation>>.OfPosts(
                StageSlots.Observation, observer, (_, seen) => StageAnswers.FindFault(seen));
            await AskAsync(
                call,
                posts.Where(p => p.Image is not null),
                (post, seen) => post.AddObservations(seen),
                (post, fault) => post.AddFault(fault),
                clock,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask GetKnowledgeAsync(IEnumerable<PostInProgress> posts, PostClock clock, CancellationToken cancellationToken)
    {
        if (stages.Find(StageSlots.Knowledge) is { } source)
        {
            var call = StageCall<AuxiliaryKnowledge>.OfPosts(
                StageSlots.Knowledge, source, (_, answer) => answer is null ? "nothing (null)" : null);
            await AskAsync(
                call,
                posts.Where(p => p.Knowledge is null),
                (post, answer) => post.SetKnowledge(answer),
                (post, fault) => post.AddFault(fault),
                clock,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask RecognizeAsync(IEnumerable<PostInProgress> posts, PostClock clock, CancellationToken cancellationToken) => AskAsync(
        StageCall<IReadOnlyList<Mention>>.OfPosts(
            StageSlots.Recognition, stages.Get(StageSlots.Recognition), (post, mentions) => StageAnswers.FindFault(post.Post, mentions)),
        posts,
        (post, mentions) => post.SetMentions(options.MinScore > 0 ? mentions.Where(m => m.Score >= options.MinScore) : mentions),
        (post, fault) => post.Fail(fault),
        clock,
        cancellationToken);

    private async ValueTask ExpandAsync(IEnumerable<PostInProgress> posts, PostClock clock, CancellationToken cancellationToken)
    {
        if (stages.Find(StageSlots.Expansion) is { } expander)
        {
            await AskMentionsAsync(
                StageSlots.Expansion,
                expander,
                posts,
                _ => true,
                (_, _) => null,
                (mention, expansion) => mention.Expansion = expansion,
                clock,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask EntailAsync(IEnumerable<PostInProgress> posts, PostClock clock, CancellationToken cancellationToken) =>
        AskMentionsAsync(
        StageSlots.Entailment,
        stages.Get(StageSlots.Entailment),
        posts,
        mention => mention.Post.MayShowEntities,
        (_, answer) => StageAnswers.FindFault(answer),
        (mention, answer) => mention.Entailment = answer,
        clock,
        cancellationToken);

    private ValueTask GroundAsync(IEnumerable<PostInProgress> posts, PostClock clock, CancellationToken cancellationToken) =>
        AskMentionsAsync(
        StageSlots.Grounding,
        stages.Get(StageSlots.Grounding),
        posts,
        mention => mention.Entailment is { } answer && Decide(mention, () => options.Decision.MayBeInPicture(answer.Probability)),
        (_, answer) => StageAnswers.FindFault(answer),
        Ground,
        clock,
        cancellationToken);

    private void Ground(MentionInProgress mention, GroundingAnswer answer)
    {
        var regions = InsidePicture(answer.Regions, mention.Post.Image);
        var isIn = Decide(mention, () => options.Decision.IsInPicture(mention.Entailment!.Probability, regions));
        mention.Regions = isIn ? regions : [];
        if (options.KeepCandidates)
        {
            mention.Candidates = CandidatesOf(answer, regions, isIn);
        }
    }

    // What a grounder does not tell of is told of here: its regions are candidates too.
    private IReadOnlyList<Candidate> CandidatesOf(GroundingAnswer answer, IReadOnlyList<Region> regions, bool isIn)
    {
        var told = answer.Candidates.Count > 0
            ? answer.Candidates
            : [.. regions.Select(
                r => new Candidate(r, stages.Get(StageSlots.Grounding).Info.Implementation, "the grounder's region", IsChosen: true))];
        return isIn
            ? told
            : [.. told.Select(c => c.IsChosen
                ? c with { IsChosen = false, Reason = $"{c.Reason}; held back by the decision {options.Decision.Name}" }
                : c)];
    }

    private bool Decide(MentionInProgress mention, Func<bool> decision)
    {
        try
        {
            return decision();
        }
        catch (Exception exception)
        {
            var stage = StageSlots.Grounding.Name;
            var fault = new Fault(FaultKind.Unanswered, stage, $"The grounding decision failed: {exception.Message}") { Cause = exception };
            mention.Fail(runner.Report(stage, mention.Post, fault));
            return false;
        }
    }

    private async ValueTask SegmentAsync(
        IReadOnlyList<PostInProgress> posts, Action<PostInProgress> release, PostClock clock, CancellationToken cancellationToken)
    {
        var segmenter = stages.Find(StageSlots.Segmentation);
        bool IsOpen(PostInProgress post) => segmenter is not null && post.Image is not null && post.Mentions.Any(m => m.Regions.Count > 0);
        foreach (var post in posts.Where(p => !IsOpen(p)))
        {
            release(post);
        }

        foreach (var post in posts.Where(IsOpen))
        {
            if (segmenter is not null && post.Image is { } image)
            {
                var size = new ImageSize(image.Width, image.Height);
                await AskMentionsAsync(
                    StageSlots.Segmentation,
                    segmenter,
                    [post],
                    mention => mention.Regions.Count > 0,
                    (mention, masks) => StageAnswers.FindFault(size, mention.Regions.Count, masks),
                    (mention, masks) => mention.Regions = [.. mention.Regions.Zip(masks, (region, mask) => region with { Mask = mask })],
                    clock,
                    cancellationToken).ConfigureAwait(false);
            }

            release(post);
        }
    }

    private async ValueTask AskAsync<TAnswer>(
        StageCall<TAnswer> call,
        IEnumerable<PostInProgress> posts,
        Action<PostInProgress, TAnswer> keep,
        Action<PostInProgress, Fault> fail,
        PostClock clock,
        CancellationToken cancellationToken)
    {
        var asked = posts.ToList();
        var answers = await runner.RunAsync(call, asked, clock, cancellationToken).ConfigureAwait(false);
        foreach (var (post, answer) in asked.Zip(answers))
        {
            if (answer.Fault is { } fault)
            {
                fail(post, fault);
            }
            else
            {
                keep(post, answer.Value!);
            }
        }
    }

    private ValueTask AskMentionsAsync<T>(
        StageSlot slot,
        IStage<IReadOnlyList<Answer<T>>> stage,
        IEnumerable<PostInProgress> posts,
        Predicate<MentionInProgress> isAsked,
        Func<MentionInProgress, T, string?> findFault,
        Action<MentionInProgress, T> keep,
        PostClock clock,
        CancellationToken cancellationToken)
    {
        // Asked once for each mention: a decision may be anyone's, as a stage is.
        var asked = new List<PostInProgress>();
        foreach (var post in posts)
        {
            var any = false;
            foreach (var mention in post.Mentions)
            {
                mention.IsAsked = mention.Fault is null && isAsked(mention);
                any |= mention.IsAsked;
            }

            if (any)
            {
                asked.Add(post);
            }
        }

        return AskAsync(
            StageCall<T>.OfMentions(slot, stage),
            asked,
            (post, answers) => KeepEach(slot, post.Mentions.Where(m => m.IsAsked), answers, findFault, keep),
            (post, fault) =>
            {
                foreach (var mention in post.Mentions.Where(m => m.IsAsked))
                {
                    mention.Fail(fault);
                }
            },
            clock,
            cancellationToken);
    }

    private void KeepEach<T>(
        StageSlot slot,
        IEnumerable<MentionInProgress> mentions,
        IReadOnlyList<Answer<T>> answers,
        Func<MentionInProgress, T, string?> findFault,
        Action<MentionInProgress, T> keep)
    {
        foreach (var (mention, answer) in mentions.Zip(answers))
        {
            var fault = answer.Fault
                ?? (findFault(mention, answer.Value!) is { } unusable ? StageAnswers.Unusable(slot.Name, unusable) : null);
            if (fault is null)
            {
                keep(mention, answer.Value!);
                continue;
            }

            if (fault.Kind == FaultKind.Unavailable)
            {
                throw StageUnavailableException.Of(fault);
            }

            mention.Fail(runner.Report(slot.Name, mention.Post, fault));
        }
    }

    // Best first, whatever the stage's order.
    private static IReadOnlyList<Region> InsidePicture(IReadOnlyList<Region> regions, RgbImage? image)
    {
        var proper = new List<Region>(regions.Count);
        foreach (var region in regions)
        {
            var box = image is null
                ? region.Box
                : region.ToPixels(new ImageSize(image.Width, image.Height)).ClampTo(new ImageSize(image.Width, image.Height));
            if (box.IsProper)
            {
                proper.Add(region with { Box = box, Unit = image is null ? region.Unit : RegionUnit.Pixels });
            }
        }

        return proper.Count < 2 ? proper : [.. proper.OrderByDescending(r => r.Score)];
    }
}
