using System.Collections.Immutable;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures;

/// <summary>The two families of text encoder; they differ in how positions are counted and in a constant.</summary>
public enum TextEncoderKind
{
    /// <summary>Positions from 0.</summary>
    Bert,

    /// <summary>Positions count the tokens that are no padding, from the padding's id + 1 on.</summary>
    XlmRoberta,
}

/// <summary>The sizes of a BERT-like encoder.</summary>
/// <param name="Kind">Which family.</param>
/// <param name="VocabularySize">Rows of the word table.</param>
/// <param name="Width">Numbers per token.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Heads">Attention heads; they divide the width.</param>
/// <param name="FeedForwardWidth">Width between the two maps of a layer's feed-forward part.</param>
/// <param name="Positions">Rows of the position table.</param>
/// <param name="TokenTypes">Rows of the token type table.</param>
/// <param name="LayerNormEpsilon">Added to variances.</param>
/// <param name="PaddingId">The id of the padding token.</param>
/// <param name="Dropout">The share dropped in training.</param>
public sealed record TextEncoderConfig(
    TextEncoderKind Kind,
    int VocabularySize,
    int Width,
    int Layers,
    int Heads,
    int FeedForwardWidth,
    int Positions,
    int TokenTypes,
    float LayerNormEpsilon,
    int PaddingId,
    double Dropout)
{
    /// <summary>The width of a head of every published BERT and XLM-R.</summary>
    private const int UsualHeadWidth = 64;

    /// <summary>The longest input in tokens, specials included.</summary>
    public int MaximumLength => Kind == TextEncoderKind.XlmRoberta ? Positions - PaddingId - 1 : Positions;

    /// <summary>
    /// Reads the sizes off the weights, and the number of heads and the constants off the configuration where it states them.
    /// </summary>
    /// <param name="kind">Which family.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="prefix">What precedes <c>embeddings.</c> in their names.</param>
    /// <param name="settings">The configuration; empty for the published constants.</param>
    /// <exception cref="Checkpoints.CheckpointException">The weights are of another architecture, or the heads do not divide the
    /// width.</exception>
    public static TextEncoderConfig Read(TextEncoderKind kind, CheckpointWeights weights, string prefix, ArchitectureSettings settings)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(settings);
        ImmutableArray<int> Shape(string name) => weights.ShapeOf(prefix + name, 2, kind.ToString());
        var words = Shape("embeddings.word_embeddings.weight");
        var roberta = kind == TextEncoderKind.XlmRoberta;
        var config = new TextEncoderConfig(
            kind,
            words[0],
            words[1],
            Enumerable.Range(0, int.MaxValue).First(i => !weights.Contains($"{prefix}encoder.layer.{i}.output.dense.weight")),
            settings.Integer("num_attention_heads", Math.Max(1, words[1] / UsualHeadWidth)),
            Shape("encoder.layer.0.intermediate.dense.weight")[0],
            Shape("embeddings.position_embeddings.weight")[0],
            Shape("embeddings.token_type_embeddings.weight")[0],
            settings.Single("layer_norm_eps", roberta ? 1e-5f : 1e-12f),
            settings.Integer("pad_token_id", roberta ? 1 : 0),
            settings.Single("hidden_dropout_prob", 0.1f));
        settings.RequireDivisor("num_attention_heads", config.Heads, config.Width);
        return config;
    }
}
