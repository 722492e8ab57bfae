using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Sam;

/// <summary>SAM's mask decoder: from an image embedding and the tokens of N prompts to masks and their predicted quality.</summary>
public sealed class SamMaskDecoder
{
    private const float Epsilon = 1e-6f;

    private readonly SamDecoderConfig config;
    private readonly Weight qualityToken;
    private readonly Weight maskTokens;
    private readonly TwoWayTransformer transformer;
    private readonly PixelDoubling firstDoubling;
    private readonly LayerNorm doublingNorm;
    private readonly PixelDoubling secondDoubling;
    private readonly List<MultilayerPerceptron> maskWeights;
    private readonly MultilayerPerceptron quality;

    /// <summary>Asks for the weights.</summary>
    /// <param name="weights">The weights below <c>mask_decoder.</c>.</param>
    /// <param name="config">The sizes.</param>
    public SamMaskDecoder(WeightSource weights, SamDecoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        this.config = config;
        var token = new InitialDistribution.Normal(1);
        qualityToken = weights.Get("iou_token.weight", token, 1, config.Width);
        maskTokens = weights.Get("mask_tokens.weight", token, config.MaskTokens, config.Width);
        transformer = new TwoWayTransformer(weights.In("transformer."), config);
        firstDoubling = new PixelDoubling(weights, "output_upscaling.0", config.Width, config.UpscaledWidth);
        doublingNorm = new LayerNorm(weights, "output_upscaling.1", config.UpscaledWidth, Epsilon);
        secondDoubling = new PixelDoubling(weights, "output_upscaling.3", config.UpscaledWidth, config.MaskWidth);
        maskWeights = [.. Enumerable.Range(0, config.MaskTokens).Select(
            i => new MultilayerPerceptron(
                weights, $"output_hypernetworks_mlps.{i}", config.Width, config.Width, config.Width, config.MaskWidth))];
        quality = new MultilayerPerceptron(
            weights, "iou_prediction_head", config.Width, config.QualityWidth, config.QualityWidth, config.MaskTokens);
    }

    /// <summary>Decodes N prompts over one image.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="embedding">The image [1, width, g, g].</param>
    /// <param name="positions">The positions of its pixels [1, g², width].</param>
    /// <param name="dense">The mask prompt, added to each pixel [N or 1, g² or 1, width].</param>
    /// <param name="sparse">The tokens of points and boxes [N, P, width].</param>
    /// <returns>Mask logits [N, masks, 4g, 4g] and their predicted intersection over union [N, masks].</returns>
    public (T Masks, T Quality) Forward<T>(ITensorOps<T> ops, T embedding, T positions, T dense, T sparse)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        var own = ops.Reshape(ops.Concat(0, ops.Parameter(qualityToken), ops.Parameter(maskTokens)), 1, -1, config.Width);
        var tokens = ops.Concat(1, ops.RepeatFirst(own, sparse, 3), sparse);
        var image = ops.Transpose(ops.Reshape(embedding, 0, config.Width, -1), 0, 2, 1);
        var (decoded, pixels) = transformer.Forward(ops, tokens, ops.Add(image, dense), positions);
        return (PredictMasks(ops, decoded, Upscale(ops, pixels)), PredictQuality(ops, decoded));
    }

    private T Upscale<T>(ITensorOps<T> ops, T pixels)
        where T : class
    {
        var doubled = ops.Gelu(doublingNorm.Forward(ops, firstDoubling.Forward(ops, pixels)));
        return ops.Gelu(secondDoubling.Forward(ops, doubled));
    }

    private T PredictMasks<T>(ITensorOps<T> ops, T decoded, T pixels)
        where T : class
    {
        var weights = ops.Concat(1, [.. maskWeights.Select((map, i) => map.Forward(ops, ops.Slice(decoded, 1, i + 1, i + 2)))]);
        var products = ops.MatMul(weights, ops.Transpose(pixels, 0, 2, 1));
        return PixelDoubling.Arrange(ops, products, config.MaskTokens, config.GridSize);
    }

    private T PredictQuality<T>(ITensorOps<T> ops, T decoded)
        where T : class => ops.Reshape(quality.Forward(ops, ops.Slice(decoded, 1, 0, 1)), 0, config.MaskTokens);
}
