using System.Collections.Immutable;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.TinyVit;

/// <summary>The sizes of MobileSAM's image encoder.</summary>
/// <param name="ImageSize">Side of the input in pixels.</param>
/// <param name="StemWidth">Channels between the two convolutions of the patch embedding.</param>
/// <param name="Stages">The stages; the first is convolutional, the others attend.</param>
/// <param name="OutputWidth">Channels of the embedding.</param>
public sealed record TinyVitConfig(int ImageSize, int StemWidth, ImmutableArray<TinyVitStageConfig> Stages, int OutputWidth)
{
    private const int PublishedImageSize = 1024;
    private const int LeastImageSize = 32;
    private const int MostImageSize = 8192;

    /// <summary>Side of the embedding.</summary>
    public int GridSize => Stages[^1].GridSize;

    /// <summary>
    /// Reads the sizes off the weights, and the input's side off <c>img_size</c> of the configuration where it states it.
    /// </summary>
    /// <param name="weights">The weights.</param>
    /// <param name="prefix">What precedes <c>patch_embed.</c> in their names.</param>
    /// <param name="settings">The configuration; empty for the published constants.</param>
    /// <exception cref="Checkpoints.CheckpointException">The weights are of another architecture.</exception>
    public static TinyVitConfig Read(CheckpointWeights weights, string prefix, ArchitectureSettings settings)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(settings);
        var stem = weights.ShapeOf(prefix + "patch_embed.seq.0.c.weight", 4, "MobileSAM");
        var width = weights.ShapeOf(prefix + "patch_embed.seq.2.c.weight", 4, "MobileSAM")[0];
        var neck = weights.ShapeOf(prefix + "neck.0.weight", 4, "MobileSAM");
        var imageSize = settings.Integer("img_size", PublishedImageSize);
        if (imageSize is < LeastImageSize or > MostImageSize)
        {
            throw new Checkpoints.CheckpointException(
                $"{settings.Source}: 'img_size' is {imageSize}; give {LeastImageSize} to {MostImageSize}.");
        }

        var grid = imageSize / 4;
        var stages = new List<TinyVitStageConfig>();
        while (weights.Names.Any(n => n.StartsWith($"{prefix}layers.{stages.Count}.", StringComparison.Ordinal)))
        {
            var stage = TinyVitStageConfig.Read(weights, $"{prefix}layers.{stages.Count}.", width, grid);
            stages.Add(stage);
            (width, grid) = (stage.OutputWidth, stage.OutputGridSize);
        }

        return new TinyVitConfig(imageSize, stem[0], [.. stages], neck[0]);
    }
}

/// <summary>The sizes of one stage.</summary>
/// <param name="GridSize">Side of the grid that it works on.</param>
/// <param name="Width">Channels that it works on.</param>
/// <param name="Depth">Blocks.</param>
/// <param name="HiddenWidth">Channels inside of a block's feed-forward or convolutional part.</param>
/// <param name="Heads">Attention heads; 0 in the convolutional stage.</param>
/// <param name="Window">Side of the attention windows; 0 in the convolutional stage.</param>
/// <param name="OutputWidth">Channels after the merging of patches that ends the stage; <paramref name="Width"/> where none does.</param>
public sealed record TinyVitStageConfig(int GridSize, int Width, int Depth, int HiddenWidth, int Heads, int Window, int OutputWidth)
{
    /// <summary>Merging to one of these widths keeps the resolution, a peculiarity of MobileSAM.</summary>
    private static readonly int[] WidthsOfFullResolution = [320, 448, 576];

    /// <summary>Whether a merging of patches ends the stage.</summary>
    public bool Merges => OutputWidth != Width;

    /// <summary>The step of that merging.</summary>
    public int MergingStride => WidthsOfFullResolution.Contains(OutputWidth) ? 1 : 2;

    /// <summary>Side of the grid that the stage leaves.</summary>
    public int OutputGridSize => Merges ? (GridSize + MergingStride - 1) / MergingStride : GridSize;

    internal static TinyVitStageConfig Read(CheckpointWeights weights, string prefix, int width, int grid)
    {
        var merging = prefix + "downsample.conv1.c.weight";
        var output = weights.Contains(merging) ? weights.ShapeOf(merging, 4, "MobileSAM")[0] : width;
        var isAttention = weights.Contains(prefix + "blocks.0.attn.qkv.weight");
        var first = isAttention ? "mlp.fc1.weight" : "conv1.c.weight";
        var depth = Enumerable.Range(0, int.MaxValue).First(i => !weights.Contains($"{prefix}blocks.{i}.{first}"));
        var hidden = weights.ShapeOf($"{prefix}blocks.0.{first}", isAttention ? 2 : 4, "MobileSAM")[0];
        if (!isAttention)
        {
            return new TinyVitStageConfig(grid, width, depth, hidden, 0, 0, output);
        }

        var biases = weights.ShapeOf(prefix + "blocks.0.attn.attention_biases", 2, "MobileSAM");
        return new TinyVitStageConfig(grid, width, depth, hidden, biases[0], (int)Math.Sqrt(biases[1]), output);
    }
}
