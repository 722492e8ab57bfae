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
    /// The reference computes in double precision, of weights that are single; what the differences leave out is its square.
    /// </summary>
    private const float Step = 1f / 1024;

    private const double Tolerance = 1e-4;

    private interface INetwork
    {
        T Forward<T>(ITrainingOps<T> ops, T x, Weight[] weights)
            where T : class;
    }

    [Fact]
    public void ChainLoss_OfSequencesOfSeveralLengths_HasTheGradientOfTheReference()
    {
        var chain = ChainWeights.From(new RandomWeights(1), "crf", 3);
        IsOfTheReference(new ChainNetwork(), Numbers.Floats(3, 4, 3), [chain.Start, chain.Transitions, chain.End]);
    }

    [Fact]
    public void Lstm_OfSequencesOfSeveralLengths_HasTheGradientOfTheReference()
    {
        var memory = LstmWeights.From(new RandomWeights(1), "memory", 3, 2);
        IsOfTheReference(new MemoryNetwork(), Numbers.Floats(3, 5, 3), [.. All(memory.Forward), .. All(memory.Backward)]);

        static Weight[] All(LstmDirection direction) => [direction.Inputs, direction.Hidden, direction.InputBias, direction.HiddenBias];
    }

    /// <summary>What comes out is added up with weights by chance, so that each number that comes out counts differently.</summary>
    private static void IsOfTheReference(INetwork network, Numbers x, Weight[] weights)
    {
        LibTorch.Require();
        using var ops = new TorchOps();
        using var scope = torch.NewDisposeScope();
        var input = LibTorch.FromNumbers(x).requires_grad_();
        var answer = network.Forward(ops, input, weights);
        var shares = Numbers.Floats([.. answer.shape.Select(length => (int)length)]);
        (answer * LibTorch.FromNumbers(shares)).sum().backward();

        IsOfTheReference("the input", input.grad!, [.. x.Values.Select(v => (float)v)], values =>
            Total(x with { Values = [.. values.Select(v => (double)v)] }, weights));
        for (var i = 0; i < weights.Length; i++)
        {
            var place = i;
            IsOfTheReference(weights[i].Name, ops.Parameters[weights[i].Name].grad!, weights[i].Read(), values =>
            {
                Weight[] changed = [.. weights];
                changed[place] = new Weight(weights[place].Name, weights[place].Shape, () => values);
                return Total(x, changed);
            });
        }

        double Total(Numbers of, Weight[] by) => network.Forward(new ManagedOps(), of, by).Values.Zip(shares.Values, (v, s) => v * s).Sum();
    }

    private static void IsOfTheReference(string what, Tensor gradient, float[] values, Func<float[], double> total)
    {
        var actual = LibTorch.ToNumbers(gradient).Values;
        Assert.Equal(values.Length, actual.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var (above, below) = ((float[])values.Clone(), (float[])values.Clone());
            (above[i], below[i]) = (values[i] + Step, values[i] - Step);
            var slope = (total(above) - total(below)) / ((double)above[i] - below[i]);
            Assert.True(
                Math.Abs(slope - actual[i]) <= Tolerance * Math.Max(1, Math.Abs(slope)),
                $"{what}, number {i}: {actual[i]} instead of {slope}");
        }
    }

    private sealed class ChainNetwork : INetwork
    {
        public T Forward<T>(ITrainingOps<T> ops, T x, Weight[] weights)
            where T : class => ops.ChainLoss(
                x,
                ops.Constant([0L, 2, 1, 1, 2, 2, 0, 0, 1, 0, 2, 0], 3, 4),
                ops.Constant([4L, 2, 1], 3),
                new ChainWeights(weights[0], weights[1], weights[2]));
    }

    private sealed class MemoryNetwork : INetwork
    {
        public T Forward<T>(ITrainingOps<T> ops, T x, Weight[] weights)
            where T : class => ops.Lstm(
                x,
                ops.Constant([4L, 2, 1], 3),
                new LstmWeights(
                    new(weights[0], weights[1], weights[2], weights[3]), new(weights[4], weights[5], weights[6], weights[7])));
    }
}
