using Riveg.Networks.Checkpoints;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Tests.Operations;

public sealed class CheckpointWeightsTests
{
    [Fact]
    public void ThrowIfFaulty_WhenEverythingFits_DoesNothing() => WithWeights(weights =>
    {
        weights.Get("a", 2);
        weights.In("b.").Get("c", 1, 2);
        weights.Ignore(n => n == "buffer");
        weights.ThrowIfFaulty("test");
    });

    [Fact]
    public void ThrowIfFaulty_WithSeveralFaults_NamesThemAllInOneLine() => WithWeights(weights =>
    {
        weights.Get("a", 3);
        weights.Get("d", 4);
        var fault = Assert.Throws<CheckpointException>(() => weights.ThrowIfFaulty("test"));

        Assert.Contains(
            "'a' has shape [2] where [3] is due; 'd' is missing; 'b.c' is surplus; 'buffer' is surplus.",
            fault.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    });

    [Fact]
    public void ThrowIfFaulty_WithManyFaults_CountsTheRest() => WithWeights(weights =>
    {
        for (var i = 0; i < 50; i++)
        {
            weights.Get($"missing.{i}", 1);
        }

        Assert.Contains(
            "and 33 more", Assert.Throws<CheckpointException>(() => weights.ThrowIfFaulty("test")).Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Get_UnderAnOlderName_FindsTheWeightAndCountsItAsUsed() => WithWeights(weights =>
    {
        weights.AcceptOlderNames(n => n.Replace("new", "a", StringComparison.Ordinal));
        weights.Ignore(n => n is "b.c" or "buffer");

        Assert.Equal([1, 2], weights.Get("new", 2).Read());
        weights.ThrowIfFaulty("test");
    });

    [Fact]
    public void Get_FromChance_DependsOnSeedAndNameAlone()
    {
        var weights = new RandomWeights(1);
        var first = weights.Get("a.weight", 3, 5).Read();
        weights.Get("b.weight", 3, 5).Read();

        Assert.Equal(first, new RandomWeights(1).Get("a.weight", 3, 5).Read());
        Assert.NotEqual(first, weights.Get("b.weight", 3, 5).Read());
        Assert.NotEqual(first, new RandomWeights(2).Get("a.weight", 3, 5).Read());
    }

    /// <summary>A weight is drawn by what the architecture asks for, and not by how it is named.</summary>
    [Fact]
    public void Get_FromChance_DrawsByTheDistribution()
    {
        var weights = new RandomWeights(1);

        Assert.All(weights.Get("gain", InitialDistribution.Ones, 4).Read(), value => Assert.Equal(1, value));
        Assert.All(weights.Get("bias", InitialDistribution.Zeros, 4).Read(), value => Assert.Equal(0, value));
        var table = weights.Get("table", new InitialDistribution.NormalTable(0.5f, 1), 400, 10).Read();
        Assert.All(table[10..20], value => Assert.Equal(0, value));
        Assert.InRange(Math.Sqrt(table.Average(v => v * v)), 0.45, 0.55);
        var linear = weights.Get("linear", 10, 100).Read();
        Assert.InRange(linear.Max(Math.Abs), 0.095f, 0.1f);
        Assert.InRange(weights.Get("shift", new InitialDistribution.Uniform(3), 1000).Read().Average(), -0.3f, 0.3f);
    }

    [Fact]
    public void Get_TheSameNameTwice_GivesTheSameWeight()
    {
        var weights = new RandomWeights(1);
        Assert.Same(weights.Get("a.table", 3, 5), weights.In("a.").Get("table", 3, 5));

        var fault = Assert.Throws<ArgumentException>(() => weights.In("a.").Get("table", 5, 3));
        Assert.Equal("The weight 'a.table' is asked for as Parameter [5, 3] and was asked for as Parameter [3, 5].", fault.Message);
        Assert.Throws<ArgumentException>(() => weights.GetBuffer("a.table", InitialDistribution.Zeros, 3, 5));
    }

    private static void WithWeights(Action<CheckpointWeights> test)
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder["w.safetensors"], [
            CheckpointTensor.FromValues("a", [2], [1, 2]), CheckpointTensor.FromValues("b.c", [1, 2], [3, 4]),
            CheckpointTensor.FromValues("buffer", [1], [5])]);
        using var checkpoint = Checkpoint.Open(folder["w.safetensors"]);
        test(new CheckpointWeights(checkpoint));
    }
}
