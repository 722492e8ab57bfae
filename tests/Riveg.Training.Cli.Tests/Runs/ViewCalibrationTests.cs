using Riveg.Evaluation.Datasets;
using Riveg.Posts;
using Riveg.Stages;
using Riveg.Training.Cli.Runs;

namespace Riveg.Training.Cli.Tests.Runs;

/// <summary>How the views are set on dev, and on which of its posts.</summary>
public sealed class ViewCalibrationTests
{
    private static readonly TextSpan Name = new(0, 3);
    private static readonly TextSpan Other = new(4, 7);

    [Fact]
    public async Task Choose_OneShiftIsBest_IsTakenAndItsScoresAreFitted()
    {
        // Below 0.6 nothing is found, from 1 on too much; what is found says 0.9 and is right in three of four posts.
        var dev = Dev(40);
        var chosen = await ViewCalibration.ChooseAsync(
            DevJudge.OfText(dev),
            (calibration, judge) => Read(judge, (_, i) => calibration.OutsideShift switch
            {
                < 0.6 => [],
                < 1 => [new Mention(i % 4 == 0 ? Other : Name, EntityType.Person, 0.9)],
                _ => [new Mention(Name, EntityType.Organization, 0.9), new Mention(Other, EntityType.Person, 0.9)],
            }));
        Assert.Equal(0.6, chosen.Calibration.OutsideShift);
        Assert.Equal((0.75, 0.75, 0.75), (chosen.Figures.Precision, chosen.Figures.Recall, chosen.Figures.F1));
        Assert.Equal(0.75, chosen.Calibration.Score(0.9), 0.03);
        Assert.InRange(chosen.Error!.Value, 0, 0.03);
        Assert.Equal((40, 40), (chosen.Posts, chosen.Entities));
    }

    [Fact]
    public async Task Choose_AllShiftsAreAlike_TakesNone()
    {
        var chosen = await ViewCalibration.ChooseAsync(DevJudge.OfText(Dev(4)), (_, judge) => Read(judge, (_, _) => []));
        Assert.Equal((0.0, null), (chosen.Calibration.OutsideShift, chosen.Error));
    }

    [Fact]
    public async Task Choose_ViewWithKnowledge_IsOfThePostsThatHaveSome()
    {
        // Every second post has knowledge, and only there the name is found.
        var judge = DevJudge.OfKnowledge(Dev(10, i => i % 2 == 0 ? "1. Ada (person)" : i == 1 ? " " : null))!;
        Assert.Equal(["p0", "p2", "p4", "p6", "p8"], judge.Posts.Select(p => p.Post.Id));
        var chosen = await ViewCalibration.ChooseAsync(
            judge,
            (_, asked) => Read(
                asked, (post, _) => post.Post.AuxiliaryKnowledge is null ? [] : [new Mention(Name, EntityType.Person, 0.9)]));
        Assert.Equal((1.0, 5, 5), (chosen.Figures.F1, chosen.Posts, chosen.Entities));
    }

    [Fact]
    public void OfKnowledge_NothingToJudgeBy_IsNone()
    {
        Assert.Null(DevJudge.OfKnowledge(Dev(4)));
        var dev = Dev(2, _ => "1. Ada (person)");
        Assert.Null(DevJudge.OfKnowledge(dev with { Posts = [.. dev.Posts.Select(p => p with { Entities = [] })] }));
    }

    private static Dataset Dev(int count, Func<int, string?>? knowledge = null) => new(
        "riveg",
        "dev",
        [
            .. Enumerable.Range(0, count).Select(i => new GoldPost
            {
                Post = new Post { Id = $"p{i}", Text = "Ada ran home", AuxiliaryKnowledge = knowledge?.Invoke(i) },
                Entities = [new GoldEntity { Span = Name, Type = EntityType.Person }],
            }),
        ],
        []);

    private static Task<IReadOnlyList<JudgedDevPost>> Read(DevJudge judge, Func<GoldPost, int, IReadOnlyList<Mention>> find) =>
        Task.FromResult<IReadOnlyList<JudgedDevPost>>(
            [.. judge.Posts.Select((p, i) => JudgedDevPost.Of(p, Answer.Of(find(p, i))))]);
}
