using Riveg.Networks.Operations;
using Riveg.TestKit.Networks;
using Riveg.Training.Operations;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Riveg.Training.Tests.Operations;

/// <summary>Gradients of what is more than one operation of libtorch, held against differences of the managed reference.</summary>
public sealed class GradientTests
{
    /// <summary>
    /// The reference computes in double precision of weights that are single: this step is exact in both, and its square is below what
    /// single precision tells.
    /// </summary>
    private const float Step = 1f / 1024;

    private const double Tolerance = 1e-4;

    [Fact]
    public void ChainLoss_OfSequencesOfSeveralLengths_HasTheGradientOfTheReference()
    {
        var (labels, lengths) = (Numbers.Integers([0, 2, 1, 1, 2, 2, 0, 0, 1, 0, 2, 0], 3, 4), Numbers.Integers([4, 2, 1], 3));
        var weighted = Numbers.Floats(3);
        var chain = ChainWeights.From(new RandomWeights(1), "crf", 3);
        AreOfTheReference(
            Numbers.Floats(3, 4, 3),
            [chain.Start, chain.Transitions, chain.End],
            (ops, x, changed) => Total(ops, weighted, ops.ChainLoss(x, Given(ops, labels), Given(ops, lengths), Chain(changed))),
            (ops, x, changed) => Total(ops, weighted, ops.ChainLoss(x, Given(ops, labels), Given(ops, lengths), Chain(changed))));

        static ChainWeights Chain(Weight[] w) => new(w[0], w[1], w[2]);
    }

    [Fact]
    public void Lstm_OfSequencesOfSeveralLengths_HasTheGradientOfTheReference()
    {
        var lengths = Numbers.Integers([4, 2, 1], 3);
        var weighted = Numbers.Floats(3, 5, 4);
        var memory = LstmWeights.From(new RandomWeights(1), "memory", 3, 2);
        AreOfTheReference(
            Numbers.Floats(3, 5, 3),
            [.. All(memory.Forward), .. All(memory.Backward)],
            (ops, x, changed) => Total(ops, weighted, ops.Lstm(x, Given(ops, lengths), Memory(changed))),
            (ops, x, changed) => Total(ops, weighted, ops.Lstm(x, Given(ops, lengths), Memory(changed))));

        static Weight[] All(LstmDirection direction) => [direction.Inputs, direction.Hidden, direction.InputBias, direction.HiddenBias];

        static LstmWeights Memory(Weight[] w) => new(new(w[0], w[1], w[2], w[3]), new(w[4], w[5], w[6], w[7]));
    }

    private static void AreOfTheReference(
        Numbers x, Weight[] weights, Func<TorchOps, Tensor, Weight[], Tensor> torchTotal, Func<ManagedOps, Numbers, Weight[], Numbers> total)
    {
        LibTorch.Require();
        using var ops = new TorchOps();
        using var scope = torch.NewDisposeScope();
        var input = LibTorch.FromNumbers(x).requires_grad_();
        torchTotal(ops, input, weights).backward();

        IsOfTheReference("the input", input.grad!, [.. x.Values.Select(v => (float)v)], values => total(
            new ManagedOps(), x with { Values = [.. values.Select(v => (double)v)] }, weights));
        for (var i = 0; i < weights.Length; i++)
        {
            var place = i;
            IsOfTheReference(weights[i].Name, ops.Parameters[weights[i].Name].grad!, weights[i].Read(), values =>
            {
                Weight[] changed = [.. weights];
                changed[place] = new Weight(weights[place].Name, weights[place].Shape, () => values);
                return total(new ManagedOps(), x, changed);
            });
        }
    }

    private static void IsOfTheReference(string what, Tensor gradient, float[] values, Func<float[], Numbers> total)
    {
        var actual = LibTorch.ToNumbers(gradient).Values;
        Assert.Equal(values.Length, actual.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var (above, below) = ((float[])values.Clone(), (float[])values.Clone());
            (above[i], below[i]) = (values[i] + Step, values[i] - Step);
            var slope = (total(above).Values[0] - total(below).Values[0]) / ((double)above[i] - below[i]);
            Assert.True(
                Math.Abs(slope - actual[i]) <= Tolerance * Math.Max(1, Math.Abs(slope)), $"{what}, number {i}: {actual[i]} instead of {slope}");
        }
    }

    private static Numbers Total(ManagedOps ops, Numbers weighted, Numbers x)
    {
        var each = ops.Multiply(x, weighted);
        return new([each.Values.Sum()], [], false);
    }

    private static Tensor Total(TorchOps ops, Numbers weighted, Tensor x) => ops.Multiply(x, LibTorch.FromNumbers(weighted)).sum();

    private static Tensor Given(TorchOps ops, Numbers numbers) => LibTorch.FromNumbers(numbers);

    private static Numbers Given(ManagedOps ops, Numbers numbers) => numbers;
}
