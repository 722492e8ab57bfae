using Riveg.Entailment;
using Riveg.Evidence;
using Riveg.Faults;
using Riveg.Grounding;
using Riveg.Observation;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>The method: posts go through the stages in their order, each seeing what those before it found. Thread-safe.</summary>
internal sealed class StageSequence(PipelineStages stages, PipelineOptions options, StageRunner runner)
{
    /// <inheritdoc cref="PipelineStages.LacksModelsOfGuesses" />
    public bool LacksModelsOfGuesses => stages.LacksModelsOfGuesses;

    /// <inheritdoc cref="PipelineStages.EnsureReadyForPictures" />
    public void EnsureReadyForPictures() => stages.EnsureReadyForPictures();

    /// <summary>Takes a group of posts through all stages.</summary>
    /// <param name="group">The posts, with their pictures.</param>
    /// <param name="release">Called for a post as soon as no stage needs its picture any more.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="StageUnavailableException">A stage can answer nothing more.</exception>
    public async ValueTask RunAsync(
        IReadOnlyList<PostInProgress> group, Action<PostInProgress> release, CancellationToken cancellationToken)
    {
        var posts = group.Where(p => p.Error is null).ToList();
        await CaptionAsync(posts, cancellationToken).ConfigureAwait(false);
        await ObserveAsync(posts, cancellationToken).ConfigureAwait(false);
        await GetKnowledgeAsync(posts, cancellationToken).ConfigureAwait(false);
        await RecognizeAsync(posts, cancellationToken).ConfigureAwait(false);
        foreach (var post in group.Where(p => p.Error is not null || p.Mentions.Count == 0))
        {
            release(post);
        }

        posts = [.. posts.Where(p => p.Error is null && p.Mentions.Count > 0)];
        await ExpandAsync(posts, cancellationToken).ConfigureAwait(false);
        await EntailAsync(posts, cancellationToken).ConfigureAwait(false);
        await GroundAsync(posts, cancellationToken).ConfigureAwait(false);
        await SegmentAsync(posts, release, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CaptionAsync(IEnumerable<PostInProgress> posts, CancellationToken cancellationToken)
    {
        if (stages.Find(StageSlots.Captions) is { } captioner)
        {
            var source = captioner.Info.Model ?? captioner.Info.Implementation;
            await AskAsync(
                StageCall.OfPosts<string?>(
                    StageSlots.Captions,
                    captioner,
                    (_, _) => null,
                    (post, caption) => post.AddObservations(
                        string.IsNullOrWhiteSpace(caption) ? [] : [PictureObservation.OfCaption(caption, source)])),
                posts.Where(p => p.Image is not null && p.Observations.All(o => o.Kind != ObservationKind.Caption)),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask ObserveAsync(IEnumerable<PostInProgress> posts, CancellationToken cancellationToken)
    {
        // Each of several observers is asked for itself: what one of them cannot answer takes nothing from what the others see.
        var observer = stages.Find(StageSlots.Observation);
        IEnumerable<IPictureObserver> observers = observer switch
        {
            null => [],
            ObserversTogether several => several.Observers,
            _ => [observer],
        };
        var seeing = posts.Where(p => p.Image is not null).ToList();
        foreach (var each in observers)
        {
            await AskAsync(
                StageCall.OfPosts<IReadOnlyList<PictureObservation>>(
                    StageSlots.Observation,
                    each,
                    (post, seen) => StageAnswers.FindFault(post.SizeOfImage, seen),
                    (post, seen) => post.AddObservations(seen)),
                seeing,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask GetKnowledgeAsync(IEnumerable<PostInProgress> posts, CancellationToken cancellationToken)
    {
        if (stages.Find(StageSlots.Knowledge) is { } source)
        {
            await AskAsync(StageCall.OfKnowledge(source), posts.Where(p => p.Knowledge is null), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private ValueTask RecognizeAsync(IEnumerable<PostInProgress> posts, CancellationToken cancellationToken) => AskAsync(
        StageCall.OfPosts<IReadOnlyList<Mention>>(
            StageSlots.Recognition,
            stages.Get(StageSlots.Recognition),
            (post, mentions) => StageAnswers.FindFault(post.Post, mentions),
            (post, mentions) => post.SetMentions(options.MinScore > 0 ? mentions.Where(m => m.Score >= options.MinScore) : mentions),
            (post, fault) => post.Fail(fault)),
        posts,
        cancellationToken);

    private async ValueTask ExpandAsync(IEnumerable<PostInProgress> posts, CancellationToken cancellationToken)
    {
        if (stages.Find(StageSlots.Expansion) is { } expander)
        {
            await AskMentionsAsync(StageCall.OfExpansion(expander), posts, _ => true, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask EntailAsync(IEnumerable<PostInProgress> posts, CancellationToken cancellationToken) =>
        AskMentionsAsync(
        StageCall.OfMentions<EntailmentAnswer>(
            StageSlots.Entailment,
            stages.Get(StageSlots.Entailment),
            (mention, answer) =>
            {
                var fault = StageAnswers.FindFault(answer);
                mention.Entailment = fault is null ? answer : null;
                return Unusable(StageSlots.Entailment, fault);
            }),
        posts,
        mention => mention.Post.MayShowEntities,
        cancellationToken);

    private ValueTask GroundAsync(IReadOnlyList<PostInProgress> posts, CancellationToken cancellationToken)
    {
        DecideWhoMayBeInPicture(posts);
        return AskMentionsAsync(
            StageCall.OfMentions<GroundingAnswer>(StageSlots.Grounding, stages.Get(StageSlots.Grounding), Ground),
            posts,
            mention => mention.MayBeInPicture,
            cancellationToken);
    }

    private void DecideWhoMayBeInPicture(IEnumerable<PostInProgress> posts)
    {
        foreach (var mention in posts.SelectMany(p => p.Mentions).Where(m => m.Fault is null))
        {
            if (mention.Entailment is not { } answer)
            {
                continue;
            }

            var fault = Decide(() => options.Decision.MayBeInPicture(answer.Probability), out var mayBe);
            mention.MayBeInPicture = mayBe;
            if (fault is not null)
            {
                mention.Fail(runner.Report(StageSlots.Grounding.Name, mention.Post, fault));
            }
        }
    }

    private Fault? Ground(MentionInProgress mention, GroundingAnswer answer)
    {
        if (StageAnswers.FindFault(mention.Post.SizeOfImage, answer) is { } unusable)
        {
            return Unusable(StageSlots.Grounding, unusable);
        }

        var regions = InsidePicture(answer.Regions, mention.Post.SizeOfImage);
        var fault = Decide(() => options.Decision.IsInPicture(mention.Entailment!.Probability, regions), out var isIn);
        mention.Regions = isIn ? regions : [];
        if (options.KeepCandidates)
        {
            mention.Candidates = CandidatesOf(answer, regions, isIn);
        }

        return fault;
    }

    // What a grounder does not tell of is told of here: its regions are candidates too.
    private IReadOnlyList<Candidate> CandidatesOf(GroundingAnswer answer, IReadOnlyList<Region> regions, bool isIn)
    {
        var given = answer.Candidates;
        IReadOnlyList<Candidate> told = given.Count > 0
            ? [.. given]
            : [.. regions.Select(
                r => new Candidate(r, stages.Get(StageSlots.Grounding).Info.Implementation, "the grounder's region", IsChosen: true))];
        return isIn
            ? told
            : [.. told.Select(c => c.IsChosen
                ? c with { IsChosen = false, Reason = $"{c.Reason}; held back by the decision {options.Decision.Name}" }
                : c)];
    }

    // A decision may be anyone's: what it throws is the fault of the mention that it was to decide on.
    private static Fault? Decide(Func<bool> decision, out bool isIn)
    {
        isIn = false;
        try
        {
            isIn = decision();
            return null;
        }
        catch (Exception exception)
        {
            return new Fault(FaultKind.Unanswered, StageSlots.Grounding.Name, $"The grounding decision failed: {exception.Message}")
            {
                Cause = exception,
            };
        }
    }

    private static Fault? Unusable(StageSlot slot, string? fault) => fault is null ? null : StageAnswers.Unusable(slot.Name, fault);

    private async ValueTask SegmentAsync(
        IReadOnlyList<PostInProgress> posts, Action<PostInProgress> release, CancellationToken cancellationToken)
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
                    StageCall.OfMentions<IReadOnlyList<Mask>>(StageSlots.Segmentation, segmenter, (m, masks) => Segment(m, masks, size)),
                    [post],
                    mention => mention.Regions.Count > 0,
                        cancellationToken).ConfigureAwait(false);
            }

            release(post);
        }
    }

    private static Fault? Segment(MentionInProgress mention, IReadOnlyList<Mask> masks, ImageSize size)
    {
        if (StageAnswers.FindFault(size, mention.Regions.Count, masks) is { } unusable)
        {
            return Unusable(StageSlots.Segmentation, unusable);
        }

        mention.Regions = [.. mention.Regions.Zip(masks, (region, mask) => region with { Mask = mask })];
        return null;
    }

    private ValueTask AskAsync<TAnswer>(
        StageCall<TAnswer> call, IEnumerable<PostInProgress> posts, CancellationToken cancellationToken) =>
        runner.RunAsync(call, [.. posts], cancellationToken);

    private ValueTask AskMentionsAsync<T>(
        StageCall<IReadOnlyList<Answer<T>>> call,
        IEnumerable<PostInProgress> posts,
        Predicate<MentionInProgress> isAsked,
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

        return AskAsync(call, asked, cancellationToken);
    }

    // Best first, whatever the stage's order; what reaches out of the picture is cut at its edge.
    private static IReadOnlyList<Region> InsidePicture(IReadOnlyList<Region> regions, ImageSize? size)
    {
        var inside = size is { } of
            ? regions.Select(r => r with { Box = r.ToPixels(of).ClampTo(of), Unit = RegionUnit.Pixels })
            : regions;
        return [.. inside.OrderByDescending(r => r.Score)];
    }
}
