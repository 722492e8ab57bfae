using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Sam;

/// <summary>SAM's prompt encoder: points, boxes and a mask become tokens of the image embedding's width.</summary>
public sealed class SamPromptEncoder
{
    private const float Epsilon = 1e-6f;

    private readonly SamDecoderConfig config;
    private readonly Weight frequencies;
    private readonly Weight notAPoint;
    private readonly Weight noMask;
    private readonly Weight[] labels;
    private readonly MaskDownscaling downscaling;

    /// <summary>Asks for the weights.</summary>
    /// <param name="weights">The weights below <c>prompt_encoder.</c>.</param>
    /// <param name="config">The sizes.</param>
    public SamPromptEncoder(WeightSource weights, SamDecoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        this.config = config;
        var token = new InitialDistribution.Normal(1);
        frequencies = weights.GetBuffer("pe_layer.positional_encoding_gaussian_matrix", token, 2, config.Width / 2);
        notAPoint = weights.Get("not_a_point_embed.weight", token, 1, config.Width);
        noMask = weights.Get("no_mask_embed.weight", token, 1, config.Width);
        labels = [.. Enumerable.Range(0, 4).Select(i => weights.Get($"point_embeddings.{i}.weight", token, 1, config.Width))];
        downscaling = new MaskDownscaling(weights.In("mask_downscaling."), config);
    }

    /// <summary>Points as tokens.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="points">x and y in pixels of the encoder's input [N, P, 2].</param>
    /// <param name="kinds">[N, P]: 1 inside, 0 outside, 2 and 3 a box's corners, -1 no point.</param>
    /// <returns>[N, P, width].</returns>
    public T EncodePoints<T>(ITensorOps<T> ops, T points, T kinds)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        var kind = ops.Reshape(kinds, 0, -1, 1);
        var isNone = ops.EqualTo(kind, -1);
        var position = ops.Multiply(EncodePixels(ops, points), ops.Add(ops.Multiply(isNone, -1), 1));
        var sum = ops.Add(position, ops.Multiply(isNone, ops.Parameter(notAPoint)));
        for (var label = 0; label < labels.Length; label++)
        {
            sum = ops.Add(sum, ops.Multiply(ops.EqualTo(kind, label), ops.Parameter(labels[label])));
        }

        return sum;
    }

    /// <summary>Boxes as two tokens each, one for each corner.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="boxes">x0 y0 x1 y1 in pixels of the encoder's input [N, 4].</param>
    /// <returns>[N, 2, width].</returns>
    public T EncodeBoxes<T>(ITensorOps<T> ops, T boxes)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        var corners = ops.Concat(0, ops.Parameter(labels[2]), ops.Parameter(labels[3]));
        return ops.Add(EncodePixels(ops, ops.Reshape(boxes, 0, 2, 2)), corners);
    }

    /// <summary>A mask prompt as something to add to each pixel of the embedding.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="mask">Logits [N or 1, 1, 4g, 4g].</param>
    /// <param name="hasMask">[1]: 1 to heed the mask, 0 to pass over it.</param>
    /// <returns>[N or 1, g², width].</returns>
    public T EncodeMask<T>(ITensorOps<T> ops, T mask, T hasMask)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        var hasNone = ops.Add(ops.Multiply(hasMask, -1), 1);
        return ops.Add(ops.Multiply(downscaling.Forward(ops, mask), hasMask), ops.Multiply(EncodeNoMask(ops), hasNone));
    }

    /// <summary>What is added to each pixel of the embedding where there is no mask prompt [1, 1, width].</summary>
    public T EncodeNoMask<T>(ITensorOps<T> ops)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        return ops.Reshape(ops.Parameter(noMask), 1, 1, config.Width);
    }

    /// <summary>The position of each pixel of the embedding [1, g², width].</summary>
    public T EncodeGrid<T>(ITensorOps<T> ops)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        var size = config.GridSize;
        var centres = new float[size * size * 2];
        for (var i = 0; i < size * size; i++)
        {
            centres[2 * i] = ((i % size) + 0.5f) / size;
            centres[(2 * i) + 1] = ((i / size) + 0.5f) / size;
        }

        return EncodePositions(ops, ops.Constant(centres, 1, size * size, 2));
    }

    private T EncodePixels<T>(ITensorOps<T> ops, T pixels)
        where T : class => EncodePositions(ops, ops.Multiply(ops.Add(pixels, 0.5), 1.0 / config.ImageSize));

    /// <summary>Random Fourier features of places in the unit square.</summary>
    private T EncodePositions<T>(ITensorOps<T> ops, T places)
        where T : class
    {
        var centred = ops.Add(ops.Multiply(places, 2), -1);
        var phase = ops.Multiply(ops.MatMul(centred, ops.Parameter(frequencies)), 2 * Math.PI);
        return ops.Concat(-1, ops.Sin(phase), ops.Cos(phase));
    }

    private sealed class MaskDownscaling(WeightSource weights, SamDecoderConfig config)
    {
        private readonly Weight first = weights.Get("0.weight", config.MaskInputWidth / 4, 1, 2, 2);
        private readonly Weight firstBias = weights.Get("0.bias", config.MaskInputWidth / 4);
        private readonly LayerNorm firstNorm = new(weights, "1", config.MaskInputWidth / 4, Epsilon);
        private readonly Weight second = weights.Get("3.weight", config.MaskInputWidth, config.MaskInputWidth / 4, 2, 2);
        private readonly Weight secondBias = weights.Get("3.bias", config.MaskInputWidth);
        private readonly LayerNorm secondNorm = new(weights, "4", config.MaskInputWidth, Epsilon);
        private readonly Weight last = weights.Get("6.weight", config.Width, config.MaskInputWidth, 1, 1);
        private readonly Weight lastBias = weights.Get("6.bias", config.Width);

        public T Forward<T>(ITensorOps<T> ops, T mask)
            where T : class
        {
            var x = ops.Gelu(firstNorm.ForwardChannels(ops, ops.Conv2d(mask, first, firstBias, 2, 0, 1)));
            x = ops.Gelu(secondNorm.ForwardChannels(ops, ops.Conv2d(x, second, secondBias, 2, 0, 1)));
            x = ops.Conv2d(x, last, lastBias, 1, 0, 1);
            return ops.Transpose(ops.Reshape(x, 0, config.Width, -1), 0, 2, 1);
        }
    }
}
