using System.Collections.Immutable;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Sam;

/// <summary>The sizes of SAM's prompt encoder and mask decoder.</summary>
/// <param name="ImageSize">Side of the image encoder's input in pixels.</param>
/// <param name="GridSize">Height and width of the image embedding.</param>
/// <param name="Width">Channels of the embedding and of every token.</param>
/// <param name="Heads">Attention heads; 8 in every published model.</param>
/// <param name="CrossWidth">Width inside of the attention between tokens and image.</param>
/// <param name="Layers">Two-way layers.</param>
/// <param name="FeedForwardWidth">Width of the feed-forward part.</param>
/// <param name="MaskInputWidth">Channels inside of the mask prompt's encoder.</param>
/// <param name="MaskTokens">Masks that come out: the single one, then those of an ambiguous prompt.</param>
/// <param name="UpscaledWidth">Channels after the first doubling of the resolution.</param>
/// <param name="MaskWidth">Channels after the second, which a mask's weights are multiplied with.</param>
/// <param name="QualityWidth">Width of the map that predicts a mask's quality.</param>
public sealed record SamDecoderConfig(
    int ImageSize,
    int GridSize,
    int Width,
    int Heads,
    int CrossWidth,
    int Layers,
    int FeedForwardWidth,
    int MaskInputWidth,
    int MaskTokens,
    int UpscaledWidth,
    int MaskWidth,
    int QualityWidth)
{
    private const int PublishedHeads = 8;

    /// <summary>Height and width of the masks.</summary>
    public int MaskSize => 4 * GridSize;

    /// <summary>The sizes of every published SAM and of MobileSAM.</summary>
    public static SamDecoderConfig Published { get; } = new(1024, 64, 256, PublishedHeads, 128, 2, 2048, 16, 4, 64, 32, 256);

    /// <summary>
    /// Reads the sizes off the weights, and the heads off <c>dec_heads</c> of the configuration or <c>num_attention_heads</c> of its
    /// <c>mask_decoder_config</c>. Weights of the published widths have the published heads; others must have them stated.
    /// </summary>
    /// <param name="weights">The weights, with official names.</param>
    /// <param name="imageSize">Side of the image encoder's input in pixels.</param>
    /// <param name="gridSize">Side of the image encoder's embedding.</param>
    /// <param name="settings">The configuration; empty for the published constants.</param>
    /// <exception cref="Checkpoints.CheckpointException">The weights are of another architecture, or the heads are not known or do not
    /// divide the width.</exception>
    public static SamDecoderConfig Read(CheckpointWeights weights, int imageSize, int gridSize, ArchitectureSettings settings)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(settings);
        ImmutableArray<int> Shape(string name, int rank) => weights.ShapeOf(name, rank, "SAM");
        var upscaling = Shape("mask_decoder.output_upscaling.3.weight", 4);
        var width = Shape("prompt_encoder.no_mask_embed.weight", 2)[1];
        var crossWidth = Shape("mask_decoder.transformer.final_attn_token_to_image.q_proj.weight", 2)[0];
        var config = new SamDecoderConfig(
            imageSize,
            gridSize,
            width,
            ReadHeads(weights.Path, width, crossWidth, settings),
            crossWidth,
            Enumerable.Range(0, int.MaxValue).First(i => !weights.Contains($"mask_decoder.transformer.layers.{i}.norm1.weight")),
            Shape("mask_decoder.transformer.layers.0.mlp.lin1.weight", 2)[0],
            Shape("prompt_encoder.mask_downscaling.3.weight", 4)[0],
            Shape("mask_decoder.mask_tokens.weight", 2)[0],
            upscaling[0],
            upscaling[1],
            Shape("mask_decoder.iou_prediction_head.layers.0.weight", 2)[0]);
        settings.RequireDivisor("dec_heads", config.Heads, config.CrossWidth);
        return config;
    }

    /// <summary>
    /// Every published checkpoint has these two widths, 8 heads, and no configuration beside it (segment_anything/build_sam.py); of another
    /// width no shape tells them.
    /// </summary>
    private static int ReadHeads(string path, int width, int crossWidth, ArchitectureSettings settings) =>
        settings.Integer("dec_heads") ?? settings.Section("mask_decoder_config").Integer("num_attention_heads")
        ?? (width == Published.Width && crossWidth == Published.CrossWidth
            ? PublishedHeads
            : throw new Checkpoints.CheckpointException(
                $"{path}: its shapes do not tell the number of the decoder's attention heads, and its width of {width} is not the "
                + $"published {Published.Width}; give a --config with 'dec_heads'."));
}
