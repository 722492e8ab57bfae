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
        Assert.All(weights.Get("norm.weight", 4).Read(), gain => Assert.Equal(1, gain));
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
