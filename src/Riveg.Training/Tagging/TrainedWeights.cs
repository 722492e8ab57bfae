using System.Collections.Immutable;
using Riveg.Networks.Operations;
using TorchSharp;

namespace Riveg.Training.Tagging;

/// <summary>The weights of a network in training, for whoever emits it.</summary>
internal sealed class TrainedWeights(IReadOnlyDictionary<string, torch.Tensor> tensors) : WeightSource
{
    protected override Weight Find(string name, WeightKind kind, InitialDistribution initial, ImmutableArray<int> shape) =>
        new(name, shape, () => Numbers(tensors[name]), kind);

    /// <summary>A tensor's numbers, row-major.</summary>
    public static float[] Numbers(torch.Tensor tensor)
    {
        using var detached = tensor.detach();
        using var whole = detached.contiguous();
        return whole.data<float>().ToArray();
    }
}
