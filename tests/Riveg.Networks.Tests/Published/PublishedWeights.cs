using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Tests.Published;

/// <summary>A weight as a published checkpoint has it.</summary>
internal sealed record PublishedWeight(string Name, ElementType Type, int[] Shape)
{
    public long Count => Shape.Aggregate(1L, (product, length) => product * length);

    public long Bytes => Count * Type.ByteSize();
}

/// <summary>
/// Makes lists of weights as PyTorch's modules name them: a linear map has <c>weight [outputs, inputs]</c> and <c>bias [outputs]</c>, and
/// so on.
/// </summary>
internal sealed class WeightList
{
    private readonly List<PublishedWeight> weights = [];

    public IReadOnlyList<PublishedWeight> All => weights;

    public void Add(string name, params int[] shape) => weights.Add(new(name, ElementType.Float32, shape));

    public void AddIntegers(string name, params int[] shape) => weights.Add(new(name, ElementType.Int64, shape));

    /// <summary><c>nn.Linear</c>.</summary>
    public void Linear(string name, int inputs, int outputs, bool bias = true)
    {
        Add(name + ".weight", outputs, inputs);
        if (bias)
        {
            Add(name + ".bias", outputs);
        }
    }

    /// <summary><c>nn.LayerNorm</c>, and SAM's <c>LayerNorm2d</c>.</summary>
    public void Norm(string name, int width)
    {
        Add(name + ".weight", width);
        Add(name + ".bias", width);
    }

    /// <summary><c>nn.Conv2d</c>.</summary>
    public void Convolution(string name, int inputs, int outputs, int kernel, bool bias = true)
    {
        Add(name + ".weight", outputs, inputs, kernel, kernel);
        if (bias)
        {
            Add(name + ".bias", outputs);
        }
    }

    /// <summary><c>nn.ConvTranspose2d</c>, whose inputs come first.</summary>
    public void TransposedConvolution(string name, int inputs, int outputs, int kernel)
    {
        Add(name + ".weight", inputs, outputs, kernel, kernel);
        Add(name + ".bias", outputs);
    }

    /// <summary><c>nn.BatchNorm2d</c>.</summary>
    public void BatchNorm(string name, int channels)
    {
        Norm(name, channels);
        Add(name + ".running_mean", channels);
        Add(name + ".running_var", channels);
        AddIntegers(name + ".num_batches_tracked");
    }

    /// <summary><c>nn.Embedding</c>.</summary>
    public void Embedding(string name, int rows, int width) => Add(name + ".weight", rows, width);
}
