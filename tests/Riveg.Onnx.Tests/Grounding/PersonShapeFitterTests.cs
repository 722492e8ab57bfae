using Riveg.Evaluation.Datasets;
using Riveg.Onnx.Grounding;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Grounding;

public sealed class PersonShapeFitterTests
{
    [SharedFact]
    public void Fit_TwitterGmner_GivesTheShapeThatIsShipped()
    {
        var data = DatasetReference
            .Parse("twitter-gmner:" + SharedFolder.Resolve("data", "twitter-gmner", "Twitter10000_v2.0"))
            .ReadSplit("train", cancellationToken: TestContext.Current.CancellationToken);

        var shape = PersonShapeFitter.Fit(data.BoxesOf(EntityType.Person));

        var shipped = PersonShape.TwitterGmner;
        Assert.Equal(shipped.Side, shape.Side, 0.005);
        Assert.Equal(shipped.Up, shape.Up, 0.005);
        Assert.Equal(shipped.Down, shape.Down, 0.005);
        Assert.Equal(shipped.Reliability, shape.Reliability, 0.005);
    }

    [Fact]
    public void Fit_BoxesOfOneForm_RecoversThem()
    {
        // Upper bodies up to the picture's lower edge.
        var persons = Enumerable.Range(0, 50).Select(i => (new Box(100, 50, 200 + i, 300), new ImageSize(400, 300))).ToList();

        Assert.True(PersonShapeFitter.Fit(persons).Reliability > 0.8);
    }

    [Fact]
    public void Fit_NoBoxes_Throws() => Assert.Throws<ArgumentException>(() => PersonShapeFitter.Fit([]));
}
