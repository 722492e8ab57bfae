using Riveg.Evaluation.Datasets;
using Riveg.Faults;
using Riveg.Posts;
using Riveg.Training.Cli.Runs;

namespace Riveg.Training.Cli.Tests.Runs;

public sealed class DevJudgeTests
{
    private static readonly Dataset Dev = new("own", "dev", [Post("a", "Ann sings"), Post("b", "Bob sleeps")], []);

    /// <summary>A network whose scores are no numbers: an F1 of 0 would make a checkpoint of it, and the good one would go.</summary>
    [Fact]
    public async Task ReadAsync_NoPostAnswered_EndsTheRun()
    {
        var broken = new FakeEntityRecognizer(_ => throw new InvalidDataException("a score is no number"));
        var thrown = await Assert.ThrowsAsync<RivegException>(
            () => DevJudge.OfText(Dev).ReadAsync(broken, TestContext.Current.CancellationToken));
        Assert.Equal(FaultKind.Unanswered, thrown.Kind);
        Assert.Equal(
            "None of the 2 posts of dev was answered; choose a smaller learningRate or gradientNorm. The first: the post a of dev failed "
            + "(a score is no number); its entities count as missed.",
            thrown.Message);
    }

    [Fact]
    public async Task ReadAsync_OnePostAnswered_CountsTheOtherAsMissed()
    {
        var halting = new FakeEntityRecognizer(p => p.Post.Id == "a" ? throw new InvalidDataException("too long") : []);
        var read = await DevJudge.OfText(Dev).ReadAsync(halting, TestContext.Current.CancellationToken);
        Assert.Equal(["the post a of dev failed (too long); its entities count as missed.", null], read.Select(r => r.Fault));
    }

    private static GoldPost Post(string id, string text) => new()
    {
        Post = new Post { Id = id, Text = text },
        Entities = [new GoldEntity { Span = new TextSpan(0, 3), Type = EntityType.Person }],
    };
}
