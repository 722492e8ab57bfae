using System.Collections.Immutable;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Ofa;

/// <summary>
/// The sizes of OFA (Wang et al., 2022). All are read off the weights; the configuration may only confirm them.
/// </summary>
/// <param name="VocabularySize">Rows of the word table: text, codes and places.</param>
/// <param name="Width">Numbers per token.</param>
/// <param name="FeedForwardWidth">Width between the two maps of a layer's feed-forward part.</param>
/// <param name="EncoderLayers">Layers of the encoder.</param>
/// <param name="DecoderLayers">Layers of the decoder.</param>
/// <param name="Heads">Attention heads; they divide the width.</param>
/// <param name="Blocks">Blocks in each of the three stages of the picture's network.</param>
/// <param name="TextPositions">Rows of the table of positions in a text; the longest text in tokens.</param>
/// <param name="TextBuckets">Rows of a table of distances in a text.</param>
/// <param name="GridPositions">Places along a side of the table of positions in a picture: the largest side of a grid.</param>
/// <param name="Dropout">The share dropped in training.</param>
/// <param name="DropPath">The share of whole branches dropped in training at the last layer; the first layer drops none.</param>
public sealed record OfaConfig(
    int VocabularySize,
    int Width,
    int FeedForwardWidth,
    int EncoderLayers,
    int DecoderLayers,
    int Heads,
    ImmutableArray<int> Blocks,
    int TextPositions,
    int TextBuckets,
    int GridPositions,
    double Dropout = 0.1,
    double DropPath = 0)
{
    /// <summary>Channels that the picture's network ends with.</summary>
    internal const int PictureChannels = 1024;

    /// <summary>Pixels of the picture along a side of one place of the grid.</summary>
    public const int Stride = 16;

    /// <summary>The ids that have a meaning to the network itself.</summary>
    public const int StartId = 0, PaddingId = 1, EndId = 2;

    private const string Kind = "OFA";

    // Content and position are two terms of one score.
    private const float ScaleFactor = 2;

    private const int MostPositions = 8192, MostGridPositions = 512;

    // The tables reserve two rows that texts do not reach.
    private const int ReservedPositions = 2;

    /// <summary>Numbers per head.</summary>
    public int HeadWidth => Width / Heads;

    /// <summary>The most tokens of a text, of the source as of the answer.</summary>
    public int MaximumLength => TextPositions - ReservedPositions;

    /// <summary>What scores are multiplied with.</summary>
    internal double Scale => 1 / Math.Sqrt(ScaleFactor * HeadWidth);

    /// <summary>Reads the sizes off the weights.</summary>
    /// <param name="weights">The weights, by fairseq's or Hugging Face's names.</param>
    /// <param name="settings">The configuration; what it states has to agree.</param>
    /// <exception cref="Checkpoints.CheckpointException">The weights are of another architecture, or the configuration is of another
    /// checkpoint.</exception>
    public static OfaConfig Read(CheckpointWeights weights, ArchitectureSettings settings)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(settings);
        var words = weights.ShapeOf("encoder.embed_tokens.weight", 2, Kind);
        var grid = (int)Math.Sqrt(weights.ShapeOf("encoder.embed_image_positions.weight", 2, Kind)[0] - 1);
        var config = new OfaConfig(
            words[0],
            words[1],
            weights.ShapeOf("encoder.layers.0.fc1.weight", 2, Kind)[0],
            Count(i => $"encoder.layers.{i}.fc1.weight"),
            Count(i => $"decoder.layers.{i}.fc1.weight"),
            weights.ShapeOf("encoder.layers.0.self_attn.c_attn", 1, Kind)[0],
            [.. Enumerable.Range(1, 3).Select(stage => Count(i => $"encoder.embed_images.layer{stage}.{i}.conv1.weight"))],
            weights.ShapeOf("encoder.embed_positions.weight", 2, Kind)[0],
            weights.ShapeOf("encoder.token_rel_pos_table_list.0.weight", 2, Kind)[0],
            grid);
        settings.RequireDivisor("encoder_attention_heads", config.Heads, config.Width);
        config.RequireSizes(weights.Path, weights.ShapeOf("encoder.embed_image_positions.weight", 2, Kind)[0]);
        config.RequireAgreement(settings);
        return config;

        int Count(Func<int, string> name) => Enumerable.Range(0, int.MaxValue).First(i => !weights.Contains(name(i)));
    }

    // Tables follow from these sizes: they are held to what a network can have before anything is made of them.
    private void RequireSizes(string path, int placePositions)
    {
        var fault = MaximumLength is < 1 or > MostPositions ? $"a table of {TextPositions} positions in a text"
            : TextBuckets < 3 || TextBuckets % 2 == 0 ? $"a table of {TextBuckets} distances in a text"
            : GridPositions is < 1 or > MostGridPositions || (GridPositions * GridPositions) + 1 != placePositions
                ? $"a table of {placePositions} positions in a picture"
            : null;
        if (fault is not null)
        {
            throw new Checkpoints.CheckpointException($"{path}: has {fault}, which no OFA has; give an OFA's checkpoint, fetched whole.");
        }
    }

    // Hugging Face's names, and the reference run's own short ones.
    private void RequireAgreement(ArchitectureSettings settings)
    {
        Agree(Width, "d_model");
        Agree(EncoderLayers, "encoder_layers", "enc_layers");
        Agree(DecoderLayers, "decoder_layers", "dec_layers");
        Agree(Heads, "encoder_attention_heads", "decoder_attention_heads", "heads");
        Agree(FeedForwardWidth, "encoder_ffn_dim", "decoder_ffn_dim", "ffn");
        Agree(VocabularySize, "vocab_size", "vocab");
        Agree((TextBuckets + 1) / 2, "token_bucket_size");
        Agree(GridPositions, "image_bucket_size");
        Agree(MaximumLength, "max_position_embeddings", "max_positions");
        settings.RequireOneOf("model_type", "ofa");
        settings.RequireOneOf("activation_function", "gelu");
        settings.RequireOneOf("resnet_type", "resnet50", "resnet101", "resnet152");
        foreach (var name in new[] { "entangle_position_embedding", "scale_embedding", "use_ofasys" })
        {
            settings.RequireBoolean(name, implemented: false);
        }

        foreach (var name in new[] { "normformer", "add_type_embedding", "layernorm_embedding", "patch_layernorm_embedding" })
        {
            settings.RequireBoolean(name, implemented: true);
        }

        if (settings.Single("attn_scale_factor", ScaleFactor) is var factor && factor != ScaleFactor)
        {
            throw new Checkpoints.CheckpointException(
                $"{settings.Source}: 'attn_scale_factor' is {factor}, which Riveg does not implement; it implements {ScaleFactor}.");
        }

        void Agree(int found, params string[] names)
        {
            foreach (var name in names)
            {
                settings.RequireSame(name, found);
            }
        }
    }
}
