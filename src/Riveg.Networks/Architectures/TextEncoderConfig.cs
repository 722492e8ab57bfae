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
    /// <summary>
    /// The widths and heads of the encoders that a configuration may name instead of stating their heads, as AdaSeq's does
    /// (<c>embedder.model_name_or_path</c>): Devlin et al., 2019, section 3; Conneau et al., 2020, section 3.
    /// </summary>
    private static readonly (string Name, int Width, int Heads)[] Published = [
        ("bert-base", 768, 12), ("bert-large", 1024, 16), ("xlm-roberta-base", 768, 12), ("xlm-roberta-large", 1024, 16)
    ];

    /// <summary>The longest input in tokens, specials included.</summary>
    public int MaximumLength => Kind == TextEncoderKind.XlmRoberta ? Positions - PaddingId - 1 : Positions;

    /// <summary>
    /// Reads the sizes off the weights, the number of heads off the configuration, which must state it, and the constants where it states
    /// them.
    /// </summary>
    /// <param name="kind">Which family.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="prefix">What precedes <c>embeddings.</c> in their names.</param>
    /// <param name="settings">The configuration.</param>
    /// <exception cref="Checkpoints.CheckpointException">The weights are of another architecture, the heads are not stated or do not divide
    /// the width, or the configuration is another's or states something that is not implemented.</exception>
    public static TextEncoderConfig Read(TextEncoderKind kind, CheckpointWeights weights, string prefix, ArchitectureSettings settings)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(settings);
        ImmutableArray<int> Shape(string name) => weights.ShapeOf(prefix + name, 2, kind.ToString());
        var words = Shape("embeddings.word_embeddings.weight");
        var roberta = kind == TextEncoderKind.XlmRoberta;
        RefuseWhatIsNotImplemented(kind, settings);
        var config = new TextEncoderConfig(
            kind,
            words[0],
            words[1],
            Enumerable.Range(0, int.MaxValue).First(i => !weights.Contains($"{prefix}encoder.layer.{i}.output.dense.weight")),
            ReadHeads(kind, weights.Path, words[1], settings),
            Shape("encoder.layer.0.intermediate.dense.weight")[0],
            Shape("embeddings.position_embeddings.weight")[0],
            Shape("embeddings.token_type_embeddings.weight")[0],
            settings.Single("layer_norm_eps", roberta ? 1e-5f : 1e-12f),
            settings.Integer("pad_token_id", roberta ? 1 : 0),
            settings.Single("hidden_dropout_prob", 0.1f));
        settings.RequireSame("vocab_size", config.VocabularySize);
        settings.RequireSame("hidden_size", config.Width);
        settings.RequireSame("num_hidden_layers", config.Layers);
        settings.RequireSame("intermediate_size", config.FeedForwardWidth);
        settings.RequireSame("max_position_embeddings", config.Positions);
        settings.RequireSame("type_vocab_size", config.TokenTypes);
        settings.RequireDivisor("num_attention_heads", config.Heads, config.Width);
        return config;
    }

    private static void RefuseWhatIsNotImplemented(TextEncoderKind kind, ArchitectureSettings settings)
    {
        settings.RequireOneOf("model_type", kind == TextEncoderKind.Bert ? ["bert"] : ["xlm-roberta"]);
        settings.RequireOneOf("hidden_act", "gelu", "gelu_python");
        settings.RequireOneOf("position_embedding_type", "absolute");
        settings.RequireBoolean("is_decoder", implemented: false);
        settings.RequireBoolean("add_cross_attention", implemented: false);
        settings.Section("embedder").RequireOneOf("sub_token_mode", "first");
    }

    /// <summary>
    /// The heads show in no shape, and a wrong number makes a network that answers wrongly in silence: they are stated, or the encoder is
    /// named by a published name.
    /// </summary>
    private static int ReadHeads(TextEncoderKind kind, string path, int width, ArchitectureSettings settings)
    {
        if (settings.Integer("num_attention_heads") is { } stated)
        {
            return stated;
        }

        var name = settings.Section("embedder").Text("model_name_or_path") ?? settings.Section("encoder").Text("model_name_or_path");
        var published = Array.Find(Published, p => IsNamed(name, p.Name));
        if (published.Name is null || published.Width != width)
        {
            throw new Checkpoints.CheckpointException(
                $"{path}: its shapes do not tell the number of attention heads"
                + (settings.IsEmpty ? ", and there is no config.json beside it" : $", and {settings.Source} does not state it")
                + "; give a --config with 'num_attention_heads' (the checkpoint's config.json has it).");
        }

        return published.Name.StartsWith("xlm-roberta", StringComparison.Ordinal) == (kind == TextEncoderKind.XlmRoberta)
            ? published.Heads
            : throw new Checkpoints.CheckpointException(
                $"{settings.Source}: the encoder is {name}; convert it with --architecture "
                + $"{(kind == TextEncoderKind.Bert ? "xlm-roberta" : "bert")}.");
    }

    /// <summary>Whether a hub's name or a folder is that of a published encoder: <c>google-bert/bert-base-cased</c> is <c>bert-base</c>.</summary>
    private static bool IsNamed(string? name, string published)
    {
        var last = name?.TrimEnd('/', '\\').Split('/', '\\')[^1];
        return last is not null
            && (last == published || last == $"{published}-cased" || last == $"{published}-uncased"
                || last == $"{published}-multilingual-cased" || last == $"{published}-multilingual-uncased");
    }
}
