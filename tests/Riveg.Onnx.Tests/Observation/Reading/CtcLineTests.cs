using Riveg.Onnx.Observation.Reading;

namespace Riveg.Onnx.Tests.Observation.Reading;

public sealed class CtcLineTests
{
    private static readonly string[] Letters = ["a", "b", " "];

    [Theory]
    [InlineData("_aa_b_", "ab")]
    [InlineData("_a_a_b", "aab")]
    [InlineData("aab b", "ab b")]
    [InlineData("______", "")]
    public void Read_BestPath_DropsRepeatsAndBlanks(string path, string expected) => Assert.Equal(expected, Text(Steps(path)));

    [Fact]
    public void Read_SpaceThatComesSecond_IsReadBetweenLetters()
    {
        var steps = Steps("a_b_");
        (steps[4], steps[7]) = (0.85f, 0.15f);
        (steps[12], steps[15]) = (0.85f, 0.15f);

        Assert.Equal("a b", Text(steps));
    }

    [Fact]
    public void Read_Letters_SayWhereTheyStand()
    {
        var letters = CtcLine.Read(Steps("_aab"), Letters, 4, 4);

        Assert.Equal([("a", 0.25, 0.75), ("b", 0.75, 1.0)], letters.Select(l => (l.Text, l.From, l.To)));
    }

    private static string Text(float[] steps) =>
        string.Concat(CtcLine.Read(steps, Letters, steps.Length / 4, steps.Length / 4).Select(l => l.Text));

    private static float[] Steps(string path)
    {
        var steps = new float[path.Length * 4];
        for (var i = 0; i < path.Length; i++)
        {
            steps[(i * 4) + "_ab ".IndexOf(path[i])] = 1;
        }

        return steps;
    }
}
