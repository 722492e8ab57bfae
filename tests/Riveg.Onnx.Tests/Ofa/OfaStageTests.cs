using Riveg.Onnx.Ofa;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Ofa;

public sealed class OfaStageTests(GoldenOfa golden) : IClassFixture<GoldenOfa>
{
    private static readonly OfaEntailmentOptions Small = new() { Side = 64 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [SharedFact]
    public async Task Answer_OfManyPosts_IsThatOfEachAlone()
    {
        var stage = new OfaVisualEntailment(golden.Model, Small);
        PostContext[] posts =
        [
            Post("a", golden.Truck, "Ford", "Main Street"), Post("b", null, "Adele"), Post("c", TestPictures.Random(30, 20, 2), "Paris"),
        ];

        var together = await stage.AnswerAsync(posts, Cancel);

        Assert.Equal([2, 1, 1], together.Select(a => a.Value!.Count));
        Assert.Equal(0, together[1].Value![0].Value!.Probability);
        foreach (var (post, answer) in posts.Zip(together))
        {
            var alone = await stage.AnswerAsync([post], Cancel);
            Assert.All(
                alone[0].Value!.Zip(answer.Value!), p => Assert.Equal(p.First.Value!.Probability, p.Second.Value!.Probability, 1e-5));
        }
    }

    [SharedFact]
    public async Task Answer_AQuestionThatCannotBeAsked_FailsAlone()
    {
        var stage = new OfaVisualGrounder(golden.Model, new OfaGroundingOptions { Side = 64 });
        var odd = new PostContext
        {
            Post = new Post { Id = "odd", Text = "x" },
            Image = golden.Truck,
            Mentions = [new MentionContext(new Mention(new TextSpan(0, 1), EntityType.Other))],
        };

        var answers = await stage.AnswerAsync([Post("a", golden.Truck, "Ford"), odd], Cancel);

        Assert.False(answers[0].Value![0].HasFailed);
        var region = Assert.Single(answers[0].Value![0].Value!.Regions);
        Assert.True(region.Box.IsProper);
        Assert.InRange(region.Score, 0, 1);
        Assert.False(answers[1].Value![0].HasFailed);
    }

    [SharedFact]
    public async Task Answer_Cancelled_Throws()
    {
        var stage = new OfaVisualEntailment(golden.Model, Small);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await stage.AnswerAsync([Post("a", golden.Truck, "Ford")], source.Token));
    }

    [SharedFact]
    public void Info_SaysWhatDecidesTheAnswers()
    {
        var info = new OfaVisualEntailment(golden.Model, Small, "mine").Info;

        Assert.Equal(("ofa", "mine", golden.Model.Sha256), (info.Implementation, info.Model, info.ModelSha256));
        Assert.Equal(
            ["device", "order", "precision", "prompt", "side", "temperature"], info.Details.Keys.Order(StringComparer.Ordinal));
    }

    [SharedTheory]
    [InlineData(500)]
    [InlineData(688)]
    [InlineData(0)]
    public void Make_SideThatTheModelDoesNotTake_IsRefused(int side)
    {
        var fault = Assert.Throws<InvalidDataException>(
            () => new OfaVisualEntailment(golden.Model, new OfaEntailmentOptions { Side = side }));

        Assert.Equal($"The side {side} does not fit the model; give a multiple of 16, at most 672.", fault.Message);
    }

    [SharedTheory]
    [InlineData("...")]
    [InlineData("~")]
    public void Ask_NothingButMarks_IsRefused(string expression)
    {
        var fault = Assert.Throws<InvalidDataException>(
            () => new OfaGrounding(golden.Model, new OfaGroundingOptions()).Ask(golden.Truck, expression));

        Assert.Equal("Nothing but marks is in the text; say in words what to look for.", fault.Message);
    }

    [SharedTheory]
    [InlineData("\"temperature\": 1", "\"temperature\": 0", "the temperature is 0, must be 0.001 to 1000")]
    [InlineData("\"temperature\": 1", "\"temperature\": -2", "the temperature is -2, must be 0.001 to 1000")]
    [InlineData("\"layers\": 2", "\"layers\": 2000000000", "do not belong together")]
    [InlineData("\"heads\": 4", "\"heads\": -1", "do not belong together")]
    [InlineData("\"vocabularySize\": 59457", "\"vocabularySize\": 7", "has 7 words and the tokenizer 59457")]
    [InlineData("\"architecture\": \"ofa\"", "\"architecture\": \"sam\"", "of the architecture sam; one of ofa is wanted")]
    public void Open_DescriptionOfAnother_IsRefusedInOneLine(string written, string odd, string message)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(golden.Folder))
        {
            File.Copy(file, folder[Path.GetFileName(file)]);
        }

        var description = File.ReadAllText(folder["model.json"]);
        Assert.Contains(written, description, StringComparison.Ordinal);
        File.WriteAllText(folder["model.json"], description.Replace(written, odd, StringComparison.Ordinal));

        var fault = Assert.Throws<InvalidDataException>(() => OfaModel.Open(folder.Path));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Theory]
    [InlineData(462, 727, 462, 462, 831.53, 554.95, 833.33, 873.27)]
    [InlineData(0, 0, 0, 0, 0, 0, 0.9, 0.6)]
    [InlineData(999, 0, 999, 999, 1799.1, 0, 1800, 1200)]
    public void WithArea_CornersAtOnePlace_IsWidenedInsideThePicture(
        int x0, int y0, int x1, int y1, double left, double top, double right, double bottom)
    {
        var size = new ImageSize(1800, 1200);

        var box = OfaPlaces.WithArea(OfaPlaces.ToBox([x0, y0, x1, y1], size), size);

        Assert.Equal(left, box.X0, 0.02);
        Assert.Equal(top, box.Y0, 0.02);
        Assert.Equal(right, box.X1, 0.02);
        Assert.Equal(bottom, box.Y1, 0.02);
    }

    private static PostContext Post(string id, RgbImage? image, params string[] names)
    {
        var text = string.Join(" and ", names);
        return new PostContext
        {
            Post = new Post { Id = id, Text = text },
            Image = image,
            Mentions =
            [
                .. names.Select(n => new MentionContext(
                    new Mention(
                        new TextSpan(text.IndexOf(n, StringComparison.Ordinal), text.IndexOf(n, StringComparison.Ordinal) + n.Length),
                        EntityType.Organization))),
            ],
        };
    }
}
