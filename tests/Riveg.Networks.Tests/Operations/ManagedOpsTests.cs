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
    public void Conv1d_ByHand() => Is(
        [10 + 2 + 6, 10 + 1 + 4 + 9, 10 + 2 + 6],
        ops.Conv1d(Of([1, 2, 3], 1, 1, 3), Given("k", [1, 2, 3], 1, 1, 3), Given("ten", [10], 1), 1));

    [Fact]
    public void Max_ByHand()
    {
        var x = Of([1, -2, 3, 4, -5, -6], 2, 3);
        Is([3, 4], ops.Max(x, -1));
        Is([4, -2, 3], ops.Max(x, 0));
    }

    [Fact]
    public void Tanh_ByHand() => Is([0, (Math.E - 1) / (Math.E + 1)], ops.Tanh(Of([0, 0.5], 2)));

    /// <summary>
    /// All weights and biases 0 but one: with the input's, the forgetting and the output's gate at 1/2 (a bias of 0), or all open.
    /// </summary>
    [Fact]
    public void Lstm_ByHand()
    {
        // Only the cell's gate sees the input: c = c/2 + tanh(x)/2, h = tanh(c)/2. The other direction sees twice as much.
        var weights = new LstmWeights(Direction("f", [0, 0, 1, 0], [0, 0, 0, 0]), Direction("b", [0, 0, 2, 0], [0, 0, 0, 0]));
        var (first, second) = (Math.Tanh(0.3) / 2, (Math.Tanh(0.3) / 4) + (Math.Tanh(-0.7) / 2));
        var (last, before) = (Math.Tanh(-1.4) / 2, (Math.Tanh(-1.4) / 4) + (Math.Tanh(0.6) / 2));
        Is(
            [Math.Tanh(first) / 2, Math.Tanh(before) / 2, Math.Tanh(second) / 2, Math.Tanh(last) / 2, 0, 0],
            ops.Lstm(Of([0.3, -0.7, 5], 1, 3, 1), Numbers.Integers([2], 1), weights));

        // Only the output's gate sees the state before, and the input; biases open the others: c = c + 1 at each place but for rounding.
        var open = new LstmWeights(
            Direction("g", [0, 0, 0, 1], [0, 0, 0, 3], [40, 40, 40, 0]), Direction("h", [0, 0, 0, 0], [0, 0, 0, 0]));
        var one = Gate(0.3) * Math.Tanh(1);
        Is(
            [one, 0, Gate(-0.7 + (3 * one)) * Math.Tanh(2), 0],
            ops.Lstm(Of([0.3, -0.7], 1, 2, 1), Numbers.Integers([2], 1), open));

        static double Gate(double x) => 1 / (1 + Math.Exp(-x));

        static LstmDirection Direction(string name, float[] inputs, float[] hidden, float[]? bias = null) => new(
            Given(name + "i", inputs, 4, 1),
            Given(name + "h", hidden, 4, 1),
            Given(name + "b", [.. (bias ?? new float[4]).Select(v => v / 4)], 4),
            Given(name + "c", [.. (bias ?? new float[4]).Select(v => v * 3 / 4)], 4));
    }

    /// <summary>Two labels: all four paths of two places, and the two of one place.</summary>
    [Fact]
    public void ChainLoss_ByHand()
    {
        var chain = new ChainWeights(Given("s", [1, 2], 2), Given("t", [0, 3, 5, 7], 2, 2), Given("e", [4, 0], 2));
        var emissions = Of([0.5, 1, 2, -1, 0.5, 1, 9, 9], 2, 2, 2);

        // 00: 1 + 0.5 + 0 + 2 + 4; 01: 1 + 0.5 + 3 - 1 + 0; 10: 2 + 1 + 5 + 2 + 4; 11: 2 + 1 + 7 - 1 + 0. Of one place: 5.5 and 3.
        Is(
            [
                Math.Log(Math.Exp(7.5) + Math.Exp(3.5) + Math.Exp(14) + Math.Exp(9)) - 3.5,
                Math.Log(Math.Exp(5.5) + Math.Exp(3)) - 3,
            ],
            ops.ChainLoss(emissions, Numbers.Integers([0, 1, 1, 0], 2, 2), Numbers.Integers([2, 1], 2), chain));
    }

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
