using System.Collections.Immutable;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Sam;

/// <summary>The sizes of SAM's image encoder. All of them show in the shapes of its weights.</summary>
/// <param name="PatchSize">Side of a patch in pixels.</param>
/// <param name="GridSize">Patches on each side of the image.</param>
/// <param name="Width">Numbers per patch.</param>
/// <param name="HeadWidth">Numbers per attention head.</param>
/// <param name="FeedForwardWidth">Width between the two maps of a block's feed-forward part.</param>
/// <param name="OutputWidth">Channels of the embedding.</param>
/// <param name="Windows">For each block the side of its attention windows in patches; <paramref name="GridSize"/> where it attends
/// globally.</param>
public sealed record SamImageEncoderConfig(
    int PatchSize,
    int GridSize,
    int Width,
    int HeadWidth,
    int FeedForwardWidth,
    int OutputWidth,
    ImmutableArray<int> Windows)
{
    /// <summary>Side of the input in pixels.</summary>
    public int ImageSize => PatchSize * GridSize;

    /// <summary>SAM ViT-B at its published size.</summary>
    public static SamImageEncoderConfig VitB { get; } = new(16, 64, 768, 64, 3072, 256, [14, 14, 64, 14, 14, 64, 14, 14, 64, 14, 14, 64]);

    /// <summary>Reads the sizes off the weights.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="prefix">What precedes <c>patch_embed.</c> in their names.</param>
    /// <exception cref="Checkpoints.CheckpointException">The weights are of another architecture.</exception>
    public static SamImageEncoderConfig Read(CheckpointWeights weights, string prefix)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ImmutableArray<int> Shape(string name, int rank) => weights.ShapeOf(prefix + name, rank, "SAM");
        var patch = Shape("patch_embed.proj.weight", 4);
        var depth = Enumerable.Range(0, int.MaxValue).First(i => !weights.Contains($"{prefix}blocks.{i}.norm1.weight"));
        var tables = Enumerable.Range(0, depth).Select(i => Shape($"blocks.{i}.attn.rel_pos_h", 2)).ToList();
        return new SamImageEncoderConfig(
            patch[2],
            Shape("pos_embed", 4)[1],
            patch[0],
            Shape("blocks.0.attn.rel_pos_h", 2)[1],
            Shape("blocks.0.mlp.lin1.weight", 2)[0],
            Shape("neck.0.weight", 4)[0],

            // A table has a row for each distance between two patches of a window, negative ones included.
            [.. tables.Select(t => (t[0] + 1) / 2)]);
    }
}
