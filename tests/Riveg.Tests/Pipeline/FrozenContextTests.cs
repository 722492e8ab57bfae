using Riveg.Entailment;
using Riveg.Evidence;
using Riveg.Grounding;
using Riveg.Observation;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Tests.Pipeline;

/// <summary>What a stage sees, and what a result holds, changes never again: neither by the pipeline nor by whoever has it.</summary>
public sealed class FrozenContextTests
{
    [Fact]
    public async Task Contexts_OfAllStages_StayAsTheyWere()
    {
        var seen = new List<(PostContext Context, string AsItWas)>();
        using var stages = Watched(seen);
        var slots = stages.Stages();
        slots.Set(StageSlots.Observation, new Observer(seen));
        using var pipeline = PipelineFixture.Pipeline(slots, new PipelineOptions { KeepCandidates = true });
        var captions = new List<string>();
        var tokens = new List<TextSpan> { new(0, 5), new(6, 11), new(12, 15) };
        var post = new Post
        {
            Id = "1",
            Text = "Alice meets Bob",
            Image = StageFaultTests.Picture(8, 6),
            Captions = captions,
            Tokens = tokens,
        };
        var result = await pipeline.AnnotateAsync(post, TestContext.Current.CancellationToken);
        captions.Add("too late");
        tokens.Clear();

        Assert.True(result.Succeeded, result.AllFaults().FirstOrDefault()?.Message);
        Assert.True(seen.Count >= 6);
        Assert.All(seen, s => Assert.Equal(s.AsItWas, Shown(s.Context)));
        foreach (var (context, _) in seen)
        {
            IsFrozen(context.Observations);
            IsFrozen(context.Captions);
            IsFrozen(context.Mentions);
            IsFrozen(context.Asked);
            IsFrozen(context.Post.Captions);
            IsFrozen(context.Post.Tokens!);
            IsFrozen(context.Knowledge?.Entities ?? []);
            Assert.All(context.Mentions, m => IsFrozen(m.Regions));
        }

        IsFrozen(result.Observations);
        IsFrozen(result.Faults);
        IsFrozen(result.Entities);
        IsFrozen(result.Provenance!.Captions);
        Assert.False(result.Provenance.Stages is IDictionary<string, StageInfo> { IsReadOnly: false }, "who served can be written to");
        Assert.All(result.Entities, e => IsFrozen(e.Regions));
        Assert.All(result.Entities, e => IsFrozen(e.Candidates));
        Assert.Equal(["a picture", "dog"], result.Observations.Select(o => o.Text));
    }

    [Fact]
    public async Task Answers_ThatTheirStageChangesAfterwards_ChangeNothing()
    {
        var regions = new List<Region> { new(new Box(0, 0, 4, 4), 0.5) };
        var candidates = new List<Candidate> { new(regions[0], "own", "it", IsChosen: true) };
        var slots = PipelineFixture.Stages();
        slots.Set(StageSlots.Grounding, new Grounder(new GroundingAnswer(regions) { Candidates = candidates }));
        using var pipeline = PipelineFixture.Pipeline(slots, new PipelineOptions { KeepCandidates = true });
        var result = await pipeline.AnnotateAsync(
            new Post { Id = "1", Text = "Alice", Image = StageFaultTests.Picture(8, 6) }, TestContext.Current.CancellationToken);
        regions.Clear();
        candidates.Clear();
        Assert.Single(result.Entities[0].Regions);
        Assert.Single(result.Entities[0].Candidates);
    }

    private static ScriptedStages Watched(List<(PostContext Context, string AsItWas)> seen)
    {
        T Look<T>(PostContext context, T answer)
        {
            seen.Add((context, Shown(context)));
            return answer;
        }

        return new ScriptedStages
        {
            Caption = p => Look(p, "a picture"),
            Know = p => Look(p, "Named entities: 1. Alice (person)"),
            Recognize = (p, _) => Task.FromResult<IReadOnlyList<Mention>?>(Look(p, PipelineFixture.Capitals(p.Text))),
            Expand = m => Look(m.Post, "a singer"),
            Entail = m => Look(m.Post, new EntailmentAnswer(0.9)),
            Ground = m => Look<IReadOnlyList<Region>>(m.Post, new List<Region> { new(new Box(0, 0, 4, 4), 0.5) }),
            Segment = (image, _) => Mask.FromPixels(image.Width, image.Height, new byte[48]),
        };
    }

    private static string Shown(PostContext context) => string.Join(
        " | ",
        [
            .. context.Post.Captions,
            .. context.Post.Tokens!.Select(t => $"{t}"),
            .. context.Observations.Select(o => o.Text),
            .. context.Mentions.Select(m => $"{m.Text} {m.Expansion} {m.Entailment} {m.Regions.Count}"),
        ]);

    private static void IsFrozen<T>(IReadOnlyList<T> list)
    {
        Assert.False(list is T[] { Length: > 0 }, $"an array of {typeof(T).Name} can be written to");
        Assert.False(list is IList<T> { IsReadOnly: false } and not T[], $"a list of {typeof(T).Name} can be written to");
    }

    private sealed class Observer(List<(PostContext Context, string AsItWas)> seen)
        : PostStage<IReadOnlyList<PictureObservation>>("observer"), IPictureObserver
    {
        protected override ValueTask<IReadOnlyList<PictureObservation>> AnswerPostAsync(
            PostContext post, CancellationToken cancellationToken)
        {
            seen.Add((post, Shown(post)));
            return ValueTask.FromResult<IReadOnlyList<PictureObservation>>([new(ObservationKind.Object, "dog", "observer")]);
        }
    }

    private sealed class Grounder(GroundingAnswer answer) : MentionStage<GroundingAnswer>("own"), IVisualGrounder
    {
        protected override ValueTask<GroundingAnswer> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken) =>
            ValueTask.FromResult(answer);
    }
}
