using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Ofa;

/// <summary>
/// A picture as the tokens that the encoder reads: the first three stages of a residual network (He et al., 2016; the step lies in the
/// 3 x 3 convolution), a linear map, the mark of pictures, and a normalisation. It knows nothing of any question, so one run serves all
/// questions on a picture.
/// </summary>
public sealed class OfaPictureEncoder
{
    private const float Epsilon = 1e-5f;
    private const int StemWidth = 64;

    private readonly OfaConfig config;
    private readonly Weight stem;
    private readonly BatchNormWeights stemNorm;
    private readonly List<List<Bottleneck>> stages = [];
    private readonly Linear projection;
    private readonly Weight types;
    private readonly LayerNorm norm;

    /// <summary>Asks for the weights.</summary>
    /// <param name="weights">All weights, by Hugging Face's names.</param>
    /// <param name="config">The sizes.</param>
    public OfaPictureEncoder(WeightSource weights, OfaConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        this.config = config;
        var network = weights.In("encoder.embed_images.");
        stem = network.Get("conv1.weight", StemWidth, 3, 7, 7);
        stemNorm = BatchNormWeights.From(network, "bn1", StemWidth);
        var inputs = StemWidth;
        for (var stage = 0; stage < config.Blocks.Length; stage++)
        {
            var width = StemWidth << stage;
            List<Bottleneck> blocks = [];
            for (var i = 0; i < config.Blocks[stage]; i++)
            {
                blocks.Add(new Bottleneck(network.In($"layer{stage + 1}.{i}."), inputs, width, stage > 0 && i == 0 ? 2 : 1));
                inputs = Bottleneck.Expansion * width;
            }

            stages.Add(blocks);
        }

        projection = new Linear(weights, "encoder.image_proj", OfaConfig.PictureChannels, config.Width);
        types = weights.Get("encoder.type_embedding.weight", OfaLayers.Words(config), 2, config.Width);
        norm = new LayerNorm(weights, "encoder.patch_layernorm_embedding", config.Width, Epsilon);
    }

    /// <summary>Makes tokens of pictures.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="pictures">[N, 3, 16 · rows, 16 · columns], red, green and blue from -1 to 1.</param>
    public OfaPicture<T> Forward<T>(ITensorOps<T> ops, T pictures)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        var x = ops.MaxPool2d(ops.Relu(ops.BatchNorm(ops.Conv2d(pictures, stem, null, 2, 3, 1), stemNorm, Epsilon)), 3, 2, 1);
        List<T> states = [x];
        foreach (var stage in stages)
        {
            x = stage.Aggregate(x, (state, block) => block.Forward(ops, state));
            states.Add(x);
        }

        var projected = projection.Forward(ops, ops.Transpose(x, 0, 2, 3, 1));
        var marked = ops.Add(projected, ops.Slice(ops.Parameter(types), 0, 1, 2));
        return new OfaPicture<T>(states, projected, ops.Dropout(norm.Forward(ops, marked), config.Dropout));
    }

    /// <summary>Narrow, look around, widen; around it a shortcut, projected where the shape changes.</summary>
    private sealed class Bottleneck
    {
        public const int Expansion = 4;

        private readonly int stride;
        private readonly Weight[] convolutions;
        private readonly BatchNormWeights[] norms;
        private readonly Weight? shortcut;
        private readonly BatchNormWeights? shortcutNorm;

        public Bottleneck(WeightSource weights, int inputs, int width, int stride)
        {
            this.stride = stride;
            var outputs = Expansion * width;
            convolutions =
            [
                weights.Get("conv1.weight", width, inputs, 1, 1),
                weights.Get("conv2.weight", width, width, 3, 3),
                weights.Get("conv3.weight", outputs, width, 1, 1),
            ];
            norms = [BatchNormWeights.From(
                weights, "bn1", width), BatchNormWeights.From(weights, "bn2", width), BatchNormWeights.From(weights, "bn3", outputs)];
            if (stride > 1 || inputs != outputs)
            {
                shortcut = weights.Get("downsample.0.weight", outputs, inputs, 1, 1);
                shortcutNorm = BatchNormWeights.From(weights, "downsample.1", outputs);
            }
        }

        public T Forward<T>(ITensorOps<T> ops, T x)
            where T : class
        {
            var around = shortcut is null ? x : ops.BatchNorm(ops.Conv2d(x, shortcut, null, stride, 0, 1), shortcutNorm!, Epsilon);
            var narrow = ops.Relu(ops.BatchNorm(ops.Conv2d(x, convolutions[0], null, 1, 0, 1), norms[0], Epsilon));
            var seen = ops.Relu(ops.BatchNorm(ops.Conv2d(narrow, convolutions[1], null, stride, 1, 1), norms[1], Epsilon));
            return ops.Relu(ops.Add(ops.BatchNorm(ops.Conv2d(seen, convolutions[2], null, 1, 0, 1), norms[2], Epsilon), around));
        }
    }
}

/// <summary>What was made of pictures.</summary>
/// <param name="Stages">After the stem and each stage [N, channels, height, width].</param>
/// <param name="Projected">The linear map's answer [N, rows, columns, width].</param>
/// <param name="Tokens">Marked and normalised [N, rows, columns, width]: what the encoder takes.</param>
public sealed record OfaPicture<T>(IReadOnlyList<T> Stages, T Projected, T Tokens)
    where T : class;
