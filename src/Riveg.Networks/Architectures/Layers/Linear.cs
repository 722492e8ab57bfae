using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Layers;

/// <summary>A linear map with its weights <c>weight</c> [outputs, inputs] and <c>bias</c>.</summary>
internal sealed class Linear(WeightSource weights, string name, int inputs, int outputs)
{
    private readonly Weight weight = weights.Get(name + ".weight", outputs, inputs);
    private readonly Weight bias = weights.Get(name + ".bias", outputs);

    public T Forward<T>(ITensorOps<T> ops, T x)
        where T : class => ops.Linear(x, weight, bias);
}
