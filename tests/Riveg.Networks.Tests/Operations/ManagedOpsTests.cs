using Riveg.Networks.Operations;
using Riveg.TestKit.Networks;

namespace Riveg.Networks.Tests.Operations;

/// <summary>The reference that the executions are held against, held against numbers worked out by hand.</summary>
public sealed class ManagedOpsTests
{
    private readonly ManagedOps ops = new();

    [Fact]
    public void MatMul_ByHand() => Is([19, 22, 43, 50], ops.MatMul(Of([1, 2, 3, 4], 2, 2), Of([5, 6, 7, 8], 2, 2)));

    [Fact]
    public void Linear_ByHand() => Is(
        [1 + 4 + 10, 3 + 8 + 20], ops.Linear(Of([1, 2], 2), Given("w", [1, 2, 3, 4], 2, 2), Given("b", [10, 20], 2)));

    [Fact]
    public void Conv2d_ByHand() => Is(
        [14, 16, 14, 16, 19, 16, 14, 16, 14],
        ops.Conv2d(
            Of([1, 1, 1, 1, 1, 1, 1, 1, 1], 1, 1, 3, 3),
            Given("ones", [1, 1, 1, 1, 1, 1, 1, 1, 1], 1, 1, 3, 3),
            Given("ten", [10], 1),
            1,
            1,
            1));

    [Fact]
    public void MaxPool2d_ByHand() => Is([-1, -2, -3, -4], ops.MaxPool2d(Of([-1, -2, -3, -4], 1, 1, 2, 2), 2, 2, 1));

    [Fact]
    public void LayerNorm_ByHand() => Is(
        [-10 + 1, 10 + 2], ops.LayerNorm(Of([3, 5], 1, 2), Given("g", [10, 10], 2), Given("s", [1, 2], 2), 0));

    [Fact]
    public void BatchNorm_ByHand() => Is(
        [((7 - 3) / 2.0 * 10) + 1],
        ops.BatchNorm(Of([7], 1, 1, 1, 1), new(Given("g1", [10], 1), Given("s1", [1], 1), Given("m", [3], 1), Given("v", [4], 1)), 0));

    [Fact]
    public void Attention_ByHand() => Is(
        [((Math.E * 10) + 20) / (Math.E + 1)], ops.Attention(Of([2], 1, 1), Of([0.5, 0], 2, 1), Of([10, 20], 2, 1), null, 1));

    [Fact]
    public void Gelu_ByHand() => Is([0, 0.8413447460685429, -0.15865525393145707, 1.9544997361036416], ops.Gelu(Of([0, 1, -1, 2], 4)));

    [Fact]
    public void Rearrangements_ByHand()
    {
        var x = Of([1, 2, 3, 4, 5, 6], 2, 3);
        Is([1, 4, 2, 5, 3, 6], ops.Transpose(x, 1, 0));
        Is([2, 3, 5, 6], ops.Slice(x, 1, -2, null));
        Is([4, 5, 6, 1, 2, 3], ops.Gather(x, Numbers.Integers([1, 0], 2)));
        Is([1, 2, 3, 0, 4, 5, 6, 0], ops.PadEnd(x, 0, 1));
        Is([1, 3, 6, 4, 9, 15], ops.CumulativeSum(x, -1));
        Is([1, 2, 3, 4, 5, 6, 1, 2, 3], ops.Concat(0, x, ops.Slice(x, 0, 0, 1)));
    }

    private static Numbers Of(double[] values, params int[] shape) => new(values, shape, false);

    private static Weight Given(string name, float[] values, params int[] shape) => new(name, [.. shape], () => values);

    private static void Is(double[] expected, Numbers actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        Assert.All(expected.Zip(actual.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }
}
