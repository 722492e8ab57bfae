using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Layers;

/// <summary>Linear maps with a rectifier between them, named <c>layers.0</c>, <c>layers.1</c>, ...</summary>
internal sealed class MultilayerPerceptron(WeightSource weights, string name, params int[] widths)
{
    private readonly List<Linear> layers =
        [.. Enumerable.Range(0, widths.Length - 1).Select(i => new Linear(weights, $"{name}.layers.{i}", widths[i], widths[i + 1]))];

    public T Forward<T>(ITensorOps<T> ops, T x)
        where T : class
    {
        foreach (var layer in layers[..^1])
        {
            x = ops.Relu(layer.Forward(ops, x));
        }

        return layers[^1].Forward(ops, x);
    }
}
