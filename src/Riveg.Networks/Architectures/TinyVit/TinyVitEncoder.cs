using Riveg.Networks.Architectures.Sam;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.TinyVit;

/// <summary>
/// MobileSAM's image encoder (Zhang et al., "Faster Segment Anything", 2023): TinyViT (Wu et al., 2022) at a constant resolution behind its
/// second merging, with SAM's neck.
/// </summary>
public sealed class TinyVitEncoder
{
    private readonly ConvolutionNorm stem;
    private readonly ConvolutionNorm patches;
    private readonly List<Stage> stages;
    private readonly SamNeck neck;

    /// <summary>Asks for the weights.</summary>
    /// <param name="weights">The weights below <c>image_encoder.</c>.</param>
    /// <param name="config">The sizes.</param>
    public TinyVitEncoder(WeightSource weights, TinyVitConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        stem = new ConvolutionNorm(weights, "patch_embed.seq.0", 3, config.StemWidth, 3, 2, 1);
        patches = new ConvolutionNorm(weights, "patch_embed.seq.2", config.StemWidth, config.Stages[0].Width, 3, 2, 1);
        stages = [.. config.Stages.Select((stage, i) => new Stage(weights.In($"layers.{i}."), stage))];
        neck = new SamNeck(weights.In("neck."), config.Stages[^1].OutputWidth, config.OutputWidth);
    }

    /// <summary>Encodes prepared pictures.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="image">[N, 3, S, S], normalised and padded.</param>
    /// <returns>The patches and what each stage made of them, each [N, channels, side, side], and the embedding [N, channels, g,
    /// g].</returns>
    public (IReadOnlyList<T> States, T Embedding) Forward<T>(ITensorOps<T> ops, T image)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        List<T> states = [patches.Forward(ops, ops.Gelu(stem.Forward(ops, image)))];
        foreach (var stage in stages)
        {
            states.Add(stage.Forward(ops, states[^1]));
        }

        return (states, neck.Forward(ops, ops.Transpose(states[^1], 0, 2, 3, 1)));
    }

    private sealed class Stage
    {
        private readonly List<DepthwiseConvolutions> convolutions = [];
        private readonly List<TinyVitBlock> blocks = [];
        private readonly DepthwiseConvolutions? merging;

        public Stage(WeightSource weights, TinyVitStageConfig config)
        {
            for (var i = 0; i < config.Depth; i++)
            {
                var block = weights.In($"blocks.{i}.");
                if (config.Heads == 0)
                {
                    convolutions.Add(new DepthwiseConvolutions(block, config.Width, config.HiddenWidth, config.Width, 1));
                }
                else
                {
                    blocks.Add(new TinyVitBlock(block, config));
                }
            }

            merging = config.Merges
                ? new DepthwiseConvolutions(
                    weights.In("downsample."), config.Width, config.OutputWidth, config.OutputWidth, config.MergingStride)
                : null;
        }

        public T Forward<T>(ITensorOps<T> ops, T x)
            where T : class
        {
            foreach (var convolution in convolutions)
            {
                x = ops.Gelu(ops.Add(convolution.Forward(ops, x), x));
            }

            if (blocks.Count > 0)
            {
                x = ops.Transpose(blocks.Aggregate(ops.Transpose(x, 0, 2, 3, 1), (state, block) => block.Forward(ops, state)), 0, 3, 1, 2);
            }

            return merging is null ? x : merging.Forward(ops, x);
        }
    }
}
