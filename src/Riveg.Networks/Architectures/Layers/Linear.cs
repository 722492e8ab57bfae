using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Layers;

/// <summary>A linear map with its weights <c>weight</c> [outputs, inputs] and <c>bias</c>.</summary>
/// <param name="weights">Where they come from.</param>
/// <param name="name">Their prefix without its dot.</param>
/// <param name="inputs">The length of what comes in.</param>
/// <param name="outputs">The length of what comes out.</param>
/// <param name="initial">How the weight starts, the bias at 0; null for PyTorch's way with both.</param>
internal sealed class Linear(WeightSource weights, string name, int inputs, int outputs, InitialDistribution? initial = null)
{
    private readonly Weight weight = weights.Get(name + ".weight", initial ?? InitialDistribution.ByInputs, outputs, inputs);
    private readonly Weight bias = weights.Get(
        name + ".bias", initial is null ? new InitialDistribution.Uniform(1 / MathF.Sqrt(inputs)) : InitialDistribution.Zeros, outputs);

    public T Forward<T>(ITensorOps<T> ops, T x)
        where T : class => ops.Linear(x, weight, bias);
}
