using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures;

/// <summary>
/// The transformer encoder of BERT (Devlin et al., 2019) and XLM-RoBERTa (Conneau et al., 2020): word, position and type tables, then
/// layers of self-attention and a feed-forward part, each normalised after its residual.
/// </summary>
public sealed class TextEncoder
{
    private readonly TextEncoderConfig config;
    private readonly Weight words;
    private readonly Weight positions;
    private readonly Weight types;
    private readonly LayerNorm norm;
    private readonly List<TransformerLayer> layers;

    /// <summary>Asks for the weights.</summary>
    /// <param name="weights">The weights below the encoder's prefix.</param>
    /// <param name="config">The sizes.</param>
    public TextEncoder(WeightSource weights, TextEncoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        this.config = config;
        var ofWords = new InitialDistribution.NormalTable(0.02f, config.PaddingId);
        words = weights.Get("embeddings.word_embeddings.weight", ofWords, config.VocabularySize, config.Width);
        positions = weights.Get("embeddings.position_embeddings.weight", InitialDistribution.Small, config.Positions, config.Width);
        types = weights.Get("embeddings.token_type_embeddings.weight", InitialDistribution.Small, config.TokenTypes, config.Width);
        norm = new LayerNorm(weights, "embeddings.LayerNorm", config.Width, config.LayerNormEpsilon);
        layers = [.. Enumerable.Range(0, config.Layers).Select(i => new TransformerLayer(weights.In($"encoder.layer.{i}."), config))];
    }

    /// <summary>Encodes texts.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="ids">Token ids [N, T], integers.</param>
    /// <param name="mask">1 for tokens and 0 for padding [N, T], integers.</param>
    /// <param name="tokenTypes">Token types [N, T], integers; null when all are of type 0, as in tagging.</param>
    /// <returns>The embedding and what each layer made of it, each [N, T, width]; the last is the encoding.</returns>
    public IReadOnlyList<T> Forward<T>(ITensorOps<T> ops, T ids, T mask, T? tokenTypes = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        var bias = MaskBias(ops, mask);
        List<T> states = [Embed(ops, ids, tokenTypes)];
        foreach (var layer in layers)
        {
            states.Add(layer.Forward(ops, states[^1], bias));
        }

        return states;
    }

    private T Embed<T>(ITensorOps<T> ops, T ids, T? tokenTypes)
        where T : class
    {
        var type = tokenTypes is null ? ops.Slice(ops.Parameter(types), 0, 0, 1) : ops.Embedding(tokenTypes, types);
        var sum = ops.Add(ops.Add(ops.Embedding(ids, words), type), ops.Embedding(PositionIds(ops, ids), positions));
        return ops.Dropout(norm.Forward(ops, sum), config.Dropout);
    }

    private T PositionIds<T>(ITensorOps<T> ops, T ids)
        where T : class
    {
        if (config.Kind == TextEncoderKind.Bert)
        {
            return ops.IndicesAlong(ids, 1);
        }

        var isToken = ops.Add(ops.Multiply(ops.EqualTo(ids, config.PaddingId), -1), 1);
        return ops.Add(ops.Multiply(ops.CumulativeSum(isToken, 1), isToken), config.PaddingId);
    }

    /// <summary>
    /// A large negative score for padding. It is finite, so that a row of padding alone stays free of NaN, in half precision too.
    /// </summary>
    private static T MaskBias<T>(ITensorOps<T> ops, T mask)
        where T : class
    {
        const double Never = -10_000;
        var padding = ops.Add(ops.Multiply(ops.ToFloat(mask), -1), 1);
        return ops.Reshape(ops.Multiply(padding, Never), 0, 1, 1, -1);
    }

    private sealed class TransformerLayer(WeightSource weights, TextEncoderConfig config)
    {
        private readonly int heads = config.Heads;
        private readonly int headWidth = config.Width / config.Heads;
        private readonly double dropout = config.Dropout;
        private readonly Linear query = new(weights, "attention.self.query", config.Width, config.Width, InitialDistribution.Small);
        private readonly Linear key = new(weights, "attention.self.key", config.Width, config.Width, InitialDistribution.Small);
        private readonly Linear value = new(weights, "attention.self.value", config.Width, config.Width, InitialDistribution.Small);
        private readonly Linear joined = new(weights, "attention.output.dense", config.Width, config.Width, InitialDistribution.Small);
        private readonly LayerNorm attentionNorm = new(weights, "attention.output.LayerNorm", config.Width, config.LayerNormEpsilon);
        private readonly Linear widen = new(
            weights, "intermediate.dense", config.Width, config.FeedForwardWidth, InitialDistribution.Small);
        private readonly Linear narrow = new(weights, "output.dense", config.FeedForwardWidth, config.Width, InitialDistribution.Small);
        private readonly LayerNorm outputNorm = new(weights, "output.LayerNorm", config.Width, config.LayerNormEpsilon);

        public T Forward<T>(ITensorOps<T> ops, T x, T bias)
            where T : class
        {
            var attended = ops.Attention(
                AttentionHeads.Split(ops, query.Forward(ops, x), heads, headWidth),
                AttentionHeads.Split(ops, key.Forward(ops, x), heads, headWidth),
                AttentionHeads.Split(ops, value.Forward(ops, x), heads, headWidth),
                bias,
                1 / Math.Sqrt(headWidth),
                dropout);
            var mixed = joined.Forward(ops, AttentionHeads.Join(ops, attended, heads, headWidth));
            x = attentionNorm.Forward(ops, ops.Add(ops.Dropout(mixed, dropout), x));
            var fed = narrow.Forward(ops, ops.Gelu(widen.Forward(ops, x)));
            return outputNorm.Forward(ops, ops.Add(ops.Dropout(fed, dropout), x));
        }
    }
}
