using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Ofa;

/// <summary>
/// Writes the answer token by token. What it needs of the encoding (<see cref="Memory"/>) and of earlier tokens is handed in and out, so
/// that a step computes its own tokens alone; with nothing earlier the same step reads a whole prefix.
/// </summary>
public sealed class OfaDecoder
{
    private readonly OfaConfig config;
    private readonly Weight words;
    private readonly LayerNorm norm;
    private readonly Weight positions;
    private readonly LayerNorm positionNorm;
    private readonly Linear selfPositionQuery;
    private readonly Linear selfPositionKey;
    private readonly Linear crossPositionQuery;
    private readonly Linear crossPositionKey;
    private readonly OfaTextDistances distances;
    private readonly List<(OfaAttentionBranch Self, OfaAttentionBranch Cross, OfaFeedForward FeedForward)> layers;
    private readonly LayerNorm last;

    /// <summary>Asks for the weights. The words are those of the encoder, for reading as for writing.</summary>
    /// <param name="weights">All weights, by Hugging Face's names.</param>
    /// <param name="config">The sizes.</param>
    public OfaDecoder(WeightSource weights, OfaConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        this.config = config;
        var decoder = weights.In("decoder.");
        words = weights.Get(
            "encoder.embed_tokens.weight",
            new InitialDistribution.NormalTable(1 / MathF.Sqrt(config.Width), OfaConfig.PaddingId),
            config.VocabularySize,
            config.Width);
        norm = Norm("layernorm_embedding");
        positions = decoder.Get("embed_positions.weight", OfaLayers.Words(config), config.TextPositions, config.Width);
        positionNorm = Norm("pos_ln");
        selfPositionQuery = Map("self_pos_q_linear");
        selfPositionKey = Map("self_pos_k_linear");
        crossPositionQuery = Map("cross_pos_q_linear");
        crossPositionKey = Map("cross_pos_k_linear");
        distances = new OfaTextDistances(decoder, config, config.DecoderLayers);
        layers = [.. Enumerable.Range(0, config.DecoderLayers).Select(i => decoder.In($"layers.{i}.")).Select(l => (
            new OfaAttentionBranch(
                l, "self_attn", config), new OfaAttentionBranch(l, "cross_attn", config), new OfaFeedForward(l, config)))];
        last = Norm("layer_norm");

        LayerNorm Norm(string name) => new(decoder, name, config.Width, OfaLayers.Epsilon);
        Linear Map(string name) => new(decoder, name, config.Width, config.Width);
    }

    /// <summary>What the decoder needs of an encoding, computed once for all steps.</summary>
    public OfaMemory<T> Memory<T>(ITensorOps<T> ops, OfaEncoding<T> encoding)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        ArgumentNullException.ThrowIfNull(encoding);
        return new OfaMemory<T>(
            [.. layers.Select(l => new OfaCache<T>(
                l.Cross.Attention.Keys(ops, encoding.Output), l.Cross.Attention.Values(ops, encoding.Output)))],
            PositionHeads(ops, crossPositionKey, encoding.Positions),
            encoding.Mask);
    }

    /// <summary>Reads tokens, a prefix or one more, and says what may follow each.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="ids">The tokens [rows, steps], integers. The rows of one question lie together, and each question has as many.</param>
    /// <param name="past">What earlier steps left for each layer [rows, heads, earlier, head width]; earlier may be 0.</param>
    /// <param name="memory">What <see cref="Memory"/> made of the questions.</param>
    public OfaAnswer<T> Forward<T>(ITensorOps<T> ops, T ids, IReadOnlyList<OfaCache<T>> past, OfaMemory<T> memory)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        ArgumentNullException.ThrowIfNull(past);
        ArgumentNullException.ThrowIfNull(memory);
        var numbers = ops.Add(ops.IndicesAlong(ids, 1), ops.LengthOf(past[0].Keys, 2));
        var allNumbers = ops.IndicesAlong(ops.Concat(0, ops.IndicesAlong(past[0].Keys, 2), numbers), 0);
        var placed = positionNorm.Forward(ops, ops.Embedding(numbers, positions));
        var allPlaced = positionNorm.Forward(ops, ops.Embedding(allNumbers, positions));
        var rows = distances.Rows(ops, numbers, allNumbers);
        var absolute = ops.Add(
            Meet(ops, PositionHeads(ops, selfPositionQuery, placed), PositionHeads(ops, selfPositionKey, allPlaced)),
            distances.Causal(ops, rows));
        var look = Look(ops, ids, PositionHeads(ops, crossPositionQuery, placed), memory);

        var x = ops.Dropout(norm.Forward(ops, ops.Embedding(ids, words)), config.Dropout);
        List<T> states = [x];
        List<OfaCache<T>> present = [];
        for (var i = 0; i < layers.Count; i++)
        {
            var (self, cross, feedForward) = layers[i];
            var dropPath = OfaLayers.DropPath(config, i, layers.Count);
            var entered = self.Enter(ops, x);
            var cache = new OfaCache<T>(
                ops.Concat(2, past[i].Keys, self.Attention.Keys(ops, entered)),
                ops.Concat(2, past[i].Values, self.Attention.Values(ops, entered)));
            var bias = ops.Add(absolute, distances.Bias(ops, rows, i));
            var attended = self.Attention.Attend(ops, self.Attention.Queries(ops, entered), cache.Keys, cache.Values, bias);
            x = self.Leave(ops, x, attended, dropPath);
            x = cross.Leave(ops, x, look(cross, i, cross.Enter(ops, x)), dropPath);
            x = feedForward.Forward(ops, x, dropPath);
            present.Add(cache);
            states.Add(x);
        }

        return new OfaAnswer<T>(states, last.Forward(ops, x), present);
    }

    /// <summary>The scores of each next token.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="output">Of <see cref="OfaAnswer{T}.Output"/>, all or some of its places [..., width].</param>
    /// <returns>[..., vocabulary].</returns>
    public T Logits<T>(ITensorOps<T> ops, T output)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        return ops.Linear(output, words, null);
    }

    /// <summary>One place of each row: [rows, steps, width] to [rows, width].</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="output">Of <see cref="OfaAnswer{T}.Output"/>.</param>
    /// <param name="steps">Which place [rows], integers.</param>
    public T Select<T>(ITensorOps<T> ops, T output, T steps)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        var rows = ops.Multiply(ops.IndicesAlong(output, 0), ops.LengthOf(output, 1));
        return ops.Gather(ops.Reshape(output, -1, config.Width), ops.Add(rows, steps));
    }

    /// <summary>
    /// How a layer looks at the encoding. All rows of a question meet its keys at once, which are never copied for them.
    /// </summary>
    private Func<OfaAttentionBranch, int, T, T> Look<T>(ITensorOps<T> ops, T ids, T positionQuery, OfaMemory<T> memory)
        where T : class
    {
        var (heads, width) = (config.Heads, config.HeadWidth);
        var questions = Extent<T>.Of(memory.Mask, 0);
        var steps = Extent<T>.Of(ids, 1);
        var padding = ops.Reshape(ops.Multiply(ops.Add(memory.Mask, -1), -OfaMask.Never), 0, 1, 1, 1, -1);
        var absolute = ops.Reshape(
            Meet(ops, positionQuery, memory.PositionKeys), [1, heads, 1, steps, Extent<T>.Of(memory.Mask, 1)]);
        var bias = ops.Add(absolute, padding);
        return (branch, layer, entered) =>
        {
            var queries = ops.Reshape(branch.Attention.Queries(ops, entered), [questions, -1, heads, steps, width]);
            var attended = branch.Attention.Attend(
                ops,
                ops.Reshape(ops.Transpose(queries, 0, 2, 1, 3, 4), 0, 0, -1, width),
                memory.Layers[layer].Keys,
                memory.Layers[layer].Values,
                RowsOfBias(ops, bias, queries));
            var split = ops.Reshape(attended, [questions, heads, -1, steps, width]);
            return ops.Reshape(ops.Transpose(split, 0, 2, 1, 3, 4), [-1, heads, steps, width]);
        };
    }

    // [questions, heads, 1, steps, source] to [questions, heads, rows of a question · steps, source].
    private T RowsOfBias<T>(ITensorOps<T> ops, T bias, T queries)
        where T : class
    {
        var none = ops.Multiply(ops.Slice(ops.Transpose(queries, 0, 2, 1, 3, 4), 4, 0, 1), 0);
        return ops.Reshape(ops.Add(bias, none), [Extent<T>.Of(queries, 0), config.Heads, -1, Extent<T>.Of(bias, 4)]);
    }

    // [tokens, width] to [heads, tokens, head width].
    private T PositionHeads<T>(ITensorOps<T> ops, Linear map, T placed)
        where T : class => ops.Transpose(ops.Reshape(map.Forward(ops, placed), -1, config.Heads, config.HeadWidth), 1, 0, 2);

    private T Meet<T>(ITensorOps<T> ops, T queries, T keys)
        where T : class => ops.MatMul(ops.Multiply(queries, config.Scale), ops.Transpose(keys, 0, 2, 1));
}

/// <summary>Keys and values of one layer's attention [N, heads, tokens, head width].</summary>
public sealed record OfaCache<T>(T Keys, T Values)
    where T : class;

/// <summary>What the decoder needs of an encoding.</summary>
/// <param name="Layers">Keys and values of each layer [N, heads, places and tokens, head width].</param>
/// <param name="PositionKeys">The positions as keys [heads, places and tokens, head width], the same for all questions.</param>
/// <param name="Mask">1 for places and tokens, 0 for padding [N, places and tokens].</param>
public sealed record OfaMemory<T>(IReadOnlyList<OfaCache<T>> Layers, T PositionKeys, T Mask)
    where T : class;

/// <summary>What the decoder says.</summary>
/// <param name="States">What goes into the first layer and what each layer made of it [rows, steps, width].</param>
/// <param name="Output">The last state, normalised: what scores are made of.</param>
/// <param name="Present">What later steps need of these and the earlier ones.</param>
public sealed record OfaAnswer<T>(IReadOnlyList<T> States, T Output, IReadOnlyList<OfaCache<T>> Present)
    where T : class;
