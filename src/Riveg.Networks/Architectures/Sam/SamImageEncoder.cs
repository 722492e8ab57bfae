using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Sam;

/// <summary>
/// SAM's image encoder (Kirillov et al., "Segment Anything", 2023, after Li et al., "Exploring Plain Vision Transformer Backbones", 2022):
/// patches, blocks of windowed or global attention with decomposed relative positions, and a convolutional neck.
/// </summary>
public sealed class SamImageEncoder
{
    private const float Epsilon = 1e-6f;

    private readonly SamImageEncoderConfig config;
    private readonly Weight patchWeight;
    private readonly Weight patchBias;
    private readonly Weight positions;
    private readonly List<Block> blocks;
    private readonly SamNeck neck;

    /// <summary>Asks for the weights.</summary>
    /// <param name="weights">The weights below <c>image_encoder.</c>.</param>
    /// <param name="config">The sizes.</param>
    public SamImageEncoder(WeightSource weights, SamImageEncoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        this.config = config;
        patchWeight = weights.Get("patch_embed.proj.weight", config.Width, 3, config.PatchSize, config.PatchSize);
        patchBias = weights.Get("patch_embed.proj.bias", config.Width);
        positions = weights.Get("pos_embed", InitialDistribution.Small, 1, config.GridSize, config.GridSize, config.Width);
        blocks = [.. config.Windows.Select((window, i) => new Block(weights.In($"blocks.{i}."), config, window))];
        neck = new SamNeck(weights.In("neck."), config.Width, config.OutputWidth);
    }

    /// <summary>Encodes prepared pictures.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="image">[N, 3, S, S], normalised and padded.</param>
    /// <returns>The patches and what each block made of them, each [N, g, g, width], and the embedding [N, channels, g, g].</returns>
    public (IReadOnlyList<T> States, T Embedding) Forward<T>(ITensorOps<T> ops, T image)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        var patches = ops.Transpose(ops.Conv2d(image, patchWeight, patchBias, config.PatchSize, 0, 1), 0, 2, 3, 1);
        List<T> states = [patches];
        var x = ops.Add(patches, ops.Parameter(positions));
        foreach (var block in blocks)
        {
            x = block.Forward(ops, x);
            states.Add(x);
        }

        return (states, neck.Forward(ops, x));
    }

    private sealed class Block(WeightSource weights, SamImageEncoderConfig config, int window)
    {
        private readonly LayerNorm attentionNorm = new(weights, "norm1", config.Width, Epsilon);
        private readonly WindowAttention attention = new(weights.In("attn."), config, window);
        private readonly LayerNorm feedForwardNorm = new(weights, "norm2", config.Width, Epsilon);
        private readonly Linear widen = new(weights, "mlp.lin1", config.Width, config.FeedForwardWidth);
        private readonly Linear narrow = new(weights, "mlp.lin2", config.FeedForwardWidth, config.Width);

        public T Forward<T>(ITensorOps<T> ops, T x)
            where T : class
        {
            x = ops.Add(x, attention.Forward(ops, attentionNorm.Forward(ops, x)));
            return ops.Add(x, narrow.Forward(ops, ops.Gelu(widen.Forward(ops, feedForwardNorm.Forward(ops, x)))));
        }
    }
}
