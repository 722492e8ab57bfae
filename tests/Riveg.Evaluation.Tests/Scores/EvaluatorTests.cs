using CsCheck;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Faults;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Scores;

public sealed class EvaluatorTests
{
    private const string Text = "Ann met Bob and Ann in Rome";
    private static readonly Box Left = new(0, 0, 50, 100);

    private static readonly Dataset Gold = new("test", "dev",
        [
            Post("1", (0,
                3,
                EntityType.Person,
                [Left]), (8, 11, EntityType.Person, []), (16, 19, EntityType.Person, [Left]), (23, 27, EntityType.Location, [])),
            Post("2"),
        ],
        []);

    [Fact]
    public void Evaluate_EverythingRight_IsOneInEveryTask()
    {
        var report = Evaluate(
            ScoringRules.Span,
            Entity(0, 3, EntityType.Person, new Region(Left, 1)),
            Entity(8, 11, EntityType.Person),
            Entity(16, 19, EntityType.Person, new Region(new Box(0, 0, 0.5, 1), 1) { Unit = RegionUnit.Relative }),
            Entity(23, 27, EntityType.Location));
        Assert.All(report.Tasks.Values, t => Assert.Equal((new Score(4, 4, 4), 1.0), (t.Overall, t.Overall.F1)));
        Assert.Equal(new ErrorBreakdown { Right = 4 }, report.Errors);
        Assert.Equal(new Score(3, 3, 3), report.Tasks[ScoringTask.Gmner].ByType[EntityType.Person]);
        Assert.DoesNotContain(ScoringTask.Smner, report.Tasks.Keys);
    }

    [Fact]
    public void Evaluate_EachFault_IsCountedAsWhatItIs()
    {
        var report = Evaluate(
            ScoringRules.Span,
            Entity(0, 3, EntityType.Person, new Region(new Box(60, 0, 100, 100), 1)),
            Entity(8, 11, EntityType.Person, new Region(Left, 1)),
            Entity(12, 19, EntityType.Person),
            Entity(4, 7, EntityType.Other),
            Entity(23, 27, EntityType.Organization));
        Assert.Equal(new ErrorBreakdown { BoxOff = 1, WronglyGrounded = 1, Span = 1, Type = 1, Spurious = 1 }, report.Errors);
        Assert.Equal((2, 1, 0), (report.Tasks[ScoringTask.Mner].Overall.Right,
            report.Tasks[ScoringTask.Eeg].Overall.Right,
            report.Tasks[ScoringTask.Gmner].Overall.Right));
    }

    [Fact]
    public void Evaluate_SameSurfaceElsewhere_IsRightForTheAuthorsRuleAlone()
    {
        AnnotatedEntity[] predicted = [
            Entity(16, 19, EntityType.Person, new Region(Left, 1)), Entity(16, 19, EntityType.Person, new Region(Left, 1))
        ];
        Assert.Equal(1, Evaluate(ScoringRules.Span, predicted).Tasks[ScoringTask.Gmner].Overall.Right);
        Assert.Equal(2, Evaluate(ScoringRules.Riveg, predicted).Tasks[ScoringTask.Gmner].Overall.Right);
    }

    [Fact]
    public void FindLargest_AnyRelation_IsAsLargeAsTheBestOfAllMatchings() =>
        (from left in Gen.Int[0, 4]
         from right in Gen.Int[0, 4]
         from edges in Gen.Bool.Array[left * right]
         select (left, right, edges)).Sample(c =>
        {
            bool MayMatch(int l, int r) => c.edges[(l * c.right) + r];
            int Best(int l, int used) => l == c.left ? 0 : Enumerable.Range(0, c.right)
                .Where(r => (used >> r & 1) == 0 && MayMatch(l, r))
                .Select(r => 1 + Best(l + 1, used | (1 << r)))
                .Append(Best(l + 1, used))
                .Max();
            var found = BipartiteMatching.FindLargest(c.left, c.right, MayMatch);
            var pairs = found.Select((r, l) => (l, r)).Where(p => p.r >= 0).ToList();
            return pairs.Count == Best(0, 0) && pairs.All(p => MayMatch(p.l, p.r)) && pairs.DistinctBy(p => p.r).Count() == pairs.Count;
        });

    [Fact]
    public void PredictionSet_ThatDoesNotFit_SaysEachFaultAndScoresTheRest()
    {
        AnnotationLine[] lines =
        [
            new(1, Result("1"), null),
            new(2, Result("1"), null),
            new(3, Result("9"), null),
            new(4, null, "out.jsonl:4: not JSON at character 1"),
        ];
        Assert.Equal(
            [
                "out.jsonl:2: a second prediction for the post 1; the first counts.",
                "out.jsonl:3: the gold posts have no 9; it is passed over.",
                "out.jsonl:4: not JSON at character 1",
                "out.jsonl: no prediction for the post 2; its entities count as missed.",
            ],
            PredictionSet.Create(lines, Gold, "out.jsonl").Faults);
    }

    [Fact]
    public void Compare_TheSamePredictions_FindsNoDifference()
    {
        var report = Evaluate(ScoringRules.Span, Entity(8, 11, EntityType.Person));
        Assert.All(Evaluator.Compare(report, report).Values, d => Assert.Equal(
            (0.0, new Interval(0, 0), 1.0), (d.Difference, d.Interval, d.PValue)));
    }

    [Fact]
    public void Evaluate_GoldWithMasks_ScoresThem()
    {
        var mask = Mask.FromPixels(2, 2, [1, 1, 0, 0]);
        var post = Gold.Posts[0] with { Entities = [Gold.Posts[0].Entities[0] with { Masks = [mask] }] };
        var gold = Gold with { Posts = [post, Gold.Posts[1]] };
        var right = Entity(0, 3, EntityType.Person, new Region(Left, 1) { Mask = mask });
        var wrong = Entity(0, 3, EntityType.Person, new Region(Left, 1) { Mask = Mask.FromPixels(2, 2, [0, 0, 1, 1]) });
        Assert.Equal(1, Evaluator.Evaluate(gold, Set(gold, right)).Tasks[ScoringTask.Smner].Overall.Right);
        Assert.Equal(0, Evaluator.Evaluate(gold, Set(gold, wrong)).Tasks[ScoringTask.Smner].Overall.Right);
    }

    [Fact]
    public void Evaluate_ByType_CountsARightOneUnderGoldsTypeAlone()
    {
        var report = Evaluate(
            ScoringRules.Span,
            Entity(0, 3, EntityType.Organization, new Region(Left, 1)),
            Entity(8, 11, EntityType.Person),
            Entity(4, 7, EntityType.Other));
        Assert.Equal(["LOC", "ORG", "OTHER", "PER"], report.Tasks[ScoringTask.Mner].ByType.Keys.Select(t => t.Name));
        Assert.Equal((new Score(1, 1, 3), new Score(0, 1, 0), new Score(0, 1, 0), new Score(0, 0, 1)), ByType(report, ScoringTask.Mner));
        Assert.Equal((new Score(2, 2, 3), new Score(0, 1, 0), new Score(0, 0, 1)), (
            report.Tasks[ScoringTask.Eeg].ByType[EntityType.Person],
            report.Tasks[ScoringTask.Eeg].ByType[EntityType.Other],
            report.Tasks[ScoringTask.Eeg].ByType[EntityType.Location]));
        Assert.DoesNotContain(EntityType.Organization, report.Tasks[ScoringTask.Eeg].ByType.Keys);
        Assert.Equal([new Score(1, 3, 4), new Score(0, 0, 0)], report.Tasks[ScoringTask.Mner].ByPost);
        Assert.Equal(("span", 2, new Score(1, 3, 4)), (report.Rule, report.Posts, report.Tasks[ScoringTask.Mner].Overall));
        Assert.True(report.Tasks[ScoringTask.Mner].F1Interval is { Low: > 0.28, High: < 0.29 });
        Assert.Equal("riveg", Evaluate(ScoringRules.Riveg).Rule);
    }

    [Fact]
    public void Evaluate_AnyPredictions_RowsByTypeAreTheWholeAndNoneIsMoreThanAll() =>
        (from types in Gen.Int[0, 4].Array[4]
         from boxed in Gen.Bool.Array[4]
         from masked in Gen.Bool.Array[4]
         select (types, boxed, masked)).Sample(c =>
        {
            var mask = Mask.FromPixels(2, 2, [1, 1, 0, 0]);
            var post = Gold.Posts[0] with
            {
                Entities = [.. Gold.Posts[0].Entities.Select(e => e with { Masks = e.Boxes.Count > 0 ? [mask] : [] })],
            };
            var gold = Gold with { Posts = [post, Gold.Posts[1]] };
            var predicted = post.Entities.Select((e, i) => c.types[i] == 4 ? null : Entity(
                e.Span.Start,
                e.Span.End,
                EntityType.Coarse[c.types[i]],
                c.boxed[i] ? [new Region(Left, 1) { Mask = c.masked[i] ? mask : null }] : [])).OfType<AnnotatedEntity>();
            foreach (var rule in new[] { ScoringRules.Span, ScoringRules.Riveg })
            {
                foreach (var score in Evaluator.Evaluate(gold, Set(gold, [.. predicted]), rule).Tasks.Values)
                {
                    Assert.Equal(score.Overall, score.ByType.Values.Aggregate(default(Score), (a, b) => a + b));
                    Assert.All(score.ByType.Values, s => Assert.True(s.Right <= s.Predicted && s.Right <= s.Gold, $"{s}"));
                }
            }
        });

    [Fact]
    public void Evaluate_Nothing_IsZeroAndMissed()
    {
        var report = Evaluate(ScoringRules.Span);
        Assert.Equal(new ErrorBreakdown { Missed = 4 }, report.Errors);
        Assert.Equal(
            (new Score(0, 0, 4), new Interval(0, 0)),
            (report.Tasks[ScoringTask.Gmner].Overall, report.Tasks[ScoringTask.Gmner].F1Interval));
        Assert.Null(report.Entailment);
        Assert.Equal(
            new EntailmentScore(1, 1, 0.0, 0.0),
            Evaluate(ScoringRules.Span, Entity(0, 3, EntityType.Person) with { Entailment = 1 }).Entailment);
    }

    [Fact]
    public void Compare_WithAnotherSplitOrRule_IsRefused()
    {
        var report = Evaluate(ScoringRules.Span);
        foreach (var other in new[] { Evaluate(ScoringRules.Riveg), report with { Posts = 3 } })
        {
            Assert.Equal(
                "Only scores of the same split and rule can be compared. (Parameter 'second')",
                Assert.Throws<ArgumentException>(() => Evaluator.Compare(report, other)).Message);
        }

        Assert.Throws<ArgumentNullException>(() => Evaluator.Compare(null!, report));
        Assert.Throws<ArgumentNullException>(() => Evaluator.Compare(report, null!));
        Assert.Throws<ArgumentNullException>("gold", () => Evaluator.Evaluate(null!, Set(Gold)));
        Assert.Throws<ArgumentNullException>("predictions", () => Evaluator.Evaluate(Gold, null!));
        foreach (var rule in new[] { ScoringRules.Span, ScoringRules.Riveg })
        {
            Assert.Throws<ArgumentNullException>("gold", () => rule.Match(ScoringTask.Mner, null!, []));
            Assert.Throws<ArgumentNullException>("predicted", () => rule.Match(ScoringTask.Mner, Gold.Posts[0], null!));
        }

        Assert.Throws<ArgumentNullException>("results", () => PredictionSet.Create((IEnumerable<AnnotationResult>)null!, Gold));
        Assert.Throws<ArgumentNullException>("gold", () => PredictionSet.Create(Array.Empty<AnnotationResult>(), null!));
    }

    [Fact]
    public void Match_OfTheRules_NamesTheGoldEntity()
    {
        var post = Gold.Posts[0];
        AnnotatedEntity[] predicted = [Entity(16, 19, EntityType.Person, new Region(Left, 1)), Entity(
            23, 27, EntityType.Person), Entity(16, 19, EntityType.Person), Entity(8, 11, EntityType.Person)];
        Assert.Equal([2, -1, -1, 1], ScoringRules.Span.Match(ScoringTask.Mner, post, predicted));
        Assert.Equal([2, 3, -1, 1], ScoringRules.Span.Match(ScoringTask.Eeg, post, predicted));
        Assert.Equal([0, -1, 2, 1], ScoringRules.Riveg.Match(ScoringTask.Mner, post, predicted));
        Assert.Equal([0, 3, -1, 1], ScoringRules.Riveg.Match(ScoringTask.Eeg, post, predicted));
        Assert.Equal([0, -1, -1, 1], ScoringRules.Riveg.Match(ScoringTask.Gmner, post, predicted));
    }

    [Fact]
    public void PredictionSet_FailedAndOtherTexts_AreTold()
    {
        AnnotationLine[] lines =
        [
            new(1, Result("1") with { Error = new Fault(FaultKind.WrongInput, "input", "no text") }, null),
            new(2, Result("2") with { Text = "Ann", Entities = [Entity(0, 3, EntityType.Person)] }, null),
        ];
        var set = PredictionSet.Create(lines, Gold);
        Assert.Equal(
            [
                "predictions:1: the post 1 failed (no text); its entities count as missed.",
                "predictions:2: the text of the post 2 is not the gold one, so its offsets may not fit.",
            ],
            set.Faults);
        Assert.Equal((0, 1), (set.EntitiesOf(Gold.Posts[0]).Count, set.EntitiesOf(Gold.Posts[1]).Count));
        Assert.Empty(set.EntitiesOf(Gold.Posts[1] with { }));
    }

    [Fact]
    public void Evaluate_TypeThatOnlyGoldKnows_IsNoFault()
    {
        var book = EntityType.Parse("BOOK");
        var gold = Gold with { Posts = [Gold.Posts[0] with { Entities = [Gold.Posts[0].Entities[0] with { Type = book }] }] };
        var set = PredictionSet.Create(
            [new AnnotationLine(
                1,
                Result("1") with { Entities = [
                    Entity(0, 3, book), Entity(8, 11, EntityType.Person), Entity(23, 27, EntityType.Parse("FILM"))
                ] },
                null)],
            gold);
        Assert.Equal(["predictions:1: \"Rome\" is of the type FILM, which gold does not have."], set.Faults);
    }

    [Fact]
    public void PredictionSet_UsualTypeThatGoldDoesNotHave_IsToldAndNoFault()
    {
        var set = Set(
            Gold,
            Entity(0, 3, EntityType.Person),
            Entity(8, 11, EntityType.Other),
            Entity(16, 19, EntityType.Other), Entity(23, 27, EntityType.Organization));
        Assert.Empty(set.Faults);
        Assert.Equal(
            [
                "predictions: 1 entity is of the type ORG, which gold does not have; the first is \"Rome\" in line 1.",
                "predictions: 2 entities are of the type OTHER, which gold does not have; the first is \"Bob\" in line 1.",
            ],
            set.Notices);
    }

    [Fact]
    public void PredictionSet_NoTypeOfGolds_IsAFaultThatNamesBoth()
    {
        EntityType[] labels = [EntityType.Parse("person"), EntityType.Parse("Location")];
        var gold = Gold with
        {
            Posts = [Gold.Posts[0] with
            {
                Entities = [.. Gold.Posts[0].Entities.Select(e => e with { Type = labels[e.Type == EntityType.Person ? 0 : 1] })],
            }, Gold.Posts[1]],
        };
        var set = Set(gold, Entity(0, 3, EntityType.Person), Entity(23, 27, EntityType.Location));
        Assert.Equal(
            ["predictions: no entity has a type that gold has, so none is right but in EEG: "
                + "the types of gold are Location, person, those of the predictions LOC, PER."],
            set.Faults);
        Assert.Equal(2, set.Notices.Count);
        Assert.Empty(Set(gold, Entity(0, 3, labels[0])).Faults);
        Assert.Empty(Set(gold).Faults);
        Assert.Empty(Set(Gold, Entity(0, 3, EntityType.Other)).Faults);
        var none = Gold with { Posts = [Gold.Posts[0] with { Entities = [] }, Gold.Posts[1]] };
        Assert.Empty(Set(none, Entity(0, 3, EntityType.Person)).Faults);
    }

    private static (Score Person, Score Organization, Score Other, Score Location) ByType(EvaluationReport report, ScoringTask task)
    {
        var scores = report.Tasks[task].ByType;
        return (scores[EntityType.Person], scores[EntityType.Organization], scores[EntityType.Other], scores[EntityType.Location]);
    }

    private static EvaluationReport Evaluate(IScoringRule rule, params AnnotatedEntity[] predicted) =>
        Evaluator.Evaluate(Gold, Set(Gold, predicted), rule);

    private static PredictionSet Set(Dataset gold, params AnnotatedEntity[] predicted) => PredictionSet.Create(
        [new AnnotationLine(1, Result("1") with { Entities = predicted }, null), new AnnotationLine(2, Result("2"), null)], gold);

    private static AnnotationResult Result(string id) => new() { PostId = id, Text = Text };

    private static AnnotatedEntity Entity(int start, int end, EntityType type, params Region[] regions) =>
        new() { Mention = new Mention(new TextSpan(start, end), type), Text = Text[start..end], Regions = regions };

    private static GoldPost Post(string id, params (int Start, int End, EntityType Type, Box[] Boxes)[] entities) => new()
    {
        Post = new Post { Id = id, Text = Text },
        Entities = [.. entities.Select(e => new GoldEntity { Span = new TextSpan(e.Start, e.End), Type = e.Type, Boxes = e.Boxes })],
        ImageSize = new ImageSize(100, 100),
    };
}
