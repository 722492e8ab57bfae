using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures;

/// <summary>A text encoder with a linear map from each token to the scores of the labels: the emissions of a linear-chain CRF.</summary>
/// <param name="encoder">The encoder.</param>
/// <param name="weights">The weights that hold the map.</param>
/// <param name="head">The map's name: <c>classifier</c> in Hugging Face's checkpoints, <c>linear</c> in AdaSeq's.</param>
/// <param name="config">The encoder's sizes.</param>
/// <param name="labels">How many labels there are.</param>
public sealed class TokenClassifier(TextEncoder encoder, WeightSource weights, string head, TextEncoderConfig config, int labels)
{
    private readonly Linear linear = new(weights, head, config.Width, labels, InitialDistribution.Small);

    /// <summary>Scores every token.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="ids">Token ids [N, T], integers.</param>
    /// <param name="mask">1 for tokens and 0 for padding [N, T], integers.</param>
    /// <returns>[N, T, labels].</returns>
    public T Forward<T>(ITensorOps<T> ops, T ids, T mask)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        return linear.Forward(ops, ops.Dropout(encoder.Forward(ops, ids, mask)[^1], config.Dropout));
    }
}
