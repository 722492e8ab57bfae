using static TorchSharp.torch;

namespace Riveg.Training.Tagging;

/// <summary>
/// The weights that are served: they follow the trained ones slowly, so that the last posts count no more than others (Polyak and Juditsky,
/// SIAM Journal on Control and Optimization 1992).
/// </summary>
internal sealed class AveragedWeights : IDisposable
{
    private readonly IReadOnlyDictionary<string, TorchSharp.Modules.Parameter> parameters;
    private readonly Dictionary<string, Tensor> averages = new(StringComparer.Ordinal);
    private readonly double slowness;

    /// <param name="parameters">The trained weights.</param>
    /// <param name="slowness">The share of a step that stays; 0..1.</param>
    public AveragedWeights(IReadOnlyDictionary<string, TorchSharp.Modules.Parameter> parameters, double slowness)
    {
        this.parameters = parameters;
        this.slowness = slowness;
        using var frozen = no_grad();
        foreach (var (name, parameter) in parameters)
        {
            averages.Add(name, parameter.detach().clone().DetachFromDisposeScope());
        }
    }

    /// <summary>The averages by the weights' names.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => averages;

    /// <summary>After how many steps.</summary>
    public long Steps { get; set; }

    /// <summary>Takes in a step. The first ones count alike: what the weights began as is soon forgotten.</summary>
    public void Follow()
    {
        const int FirstSteps = 9;
        Steps++;
        var kept = Math.Min(slowness, (double)(Steps - 1) / (Steps + FirstSteps));
        using var frozen = no_grad();
        foreach (var (name, parameter) in parameters)
        {
            averages[name].mul_(kept).add_(parameter, 1 - kept);
        }
    }

    /// <summary>Puts the averages in the place of the trained weights, and back where it is called again.</summary>
    public void Exchange()
    {
        using var frozen = no_grad();
        foreach (var (name, parameter) in parameters)
        {
            using var kept = parameter.clone();
            parameter.copy_(averages[name]);
            averages[name].copy_(kept);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var average in averages.Values)
        {
            average.Dispose();
        }
    }
}
