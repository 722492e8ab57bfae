using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Ofa;

/// <summary>
/// Reads a picture's tokens and a text together, the picture first. Positions are no part of the tokens: they meet in a bias of their own,
/// which no layer changes and all share.
/// </summary>
public sealed class OfaEncoder
{
    private readonly OfaConfig config;
    private readonly Weight words;
    private readonly Weight types;
    private readonly LayerNorm norm;
    private readonly Weight textPositions;
    private readonly Weight placePositions;
    private readonly LayerNorm textPositionNorm;
    private readonly LayerNorm placePositionNorm;
    private readonly Linear positionQuery;
    private readonly Linear positionKey;
    private readonly OfaTextDistances textDistances;
    private readonly OfaPictureDistances pictureDistances;
    private readonly List<(OfaAttentionBranch Attention, OfaFeedForward FeedForward)> layers;
    private readonly LayerNorm last;

    /// <summary>Asks for the weights.</summary>
    /// <param name="weights">All weights, by Hugging Face's names.</param>
    /// <param name="config">The sizes.</param>
    public OfaEncoder(WeightSource weights, OfaConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        this.config = config;
        var encoder = weights.In("encoder.");
        var places = (config.GridPositions * config.GridPositions) + 1;
        words = encoder.Get(
            "embed_tokens.weight",
            new InitialDistribution.NormalTable(1 / MathF.Sqrt(config.Width), OfaConfig.PaddingId),
            config.VocabularySize,
            config.Width);
        types = encoder.Get("type_embedding.weight", OfaLayers.Words(config), 2, config.Width);
        norm = Norm("layernorm_embedding");
        textPositions = encoder.Get("embed_positions.weight", OfaLayers.Words(config), config.TextPositions, config.Width);
        placePositions = encoder.Get("embed_image_positions.weight", OfaLayers.Words(config), places, config.Width);
        textPositionNorm = Norm("pos_ln");
        placePositionNorm = Norm("image_pos_ln");
        positionQuery = new Linear(encoder, "pos_q_linear", config.Width, config.Width);
        positionKey = new Linear(encoder, "pos_k_linear", config.Width, config.Width);
        textDistances = new OfaTextDistances(encoder, config, config.EncoderLayers);
        pictureDistances = new OfaPictureDistances(encoder, config, config.EncoderLayers);
        layers = [.. Enumerable.Range(0, config.EncoderLayers).Select(i => encoder.In($"layers.{i}."))
            .Select(l => (new OfaAttentionBranch(l, "self_attn", config), new OfaFeedForward(l, config)))];
        last = Norm("layer_norm");

        LayerNorm Norm(string name) => new(encoder, name, config.Width, OfaLayers.Epsilon);
    }

    /// <summary>Reads questions on pictures.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="ids">The questions' tokens [N, T], integers; padding at the end.</param>
    /// <param name="picture">What <see cref="OfaPictureEncoder"/> made of each question's picture [N, rows, columns, width], or of the one
    /// that all ask of [1, rows, columns, width].</param>
    public OfaEncoding<T> Forward<T>(ITensorOps<T> ops, T ids, T picture)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        var places = pictureDistances.Find(ops, picture);
        var isText = ops.Reshape(ops.Add(ops.Multiply(ops.ToFloat(ops.EqualTo(ids, OfaConfig.PaddingId)), -1), 1), 0, -1, 1);
        var text = EmbedText(ops, ids);

        // One picture becomes one for each question.
        var none = ops.Multiply(ops.Slice(isText, 1, 0, 1), 0);
        var tokens = ops.Add(ops.Reshape(picture, 0, -1, config.Width), none);
        var isPicture = ops.Add(ops.Multiply(ops.Slice(tokens, 2, 0, 1), 0), 1);
        var x = ops.Concat(1, tokens, ops.Multiply(text, isText));
        var mask = ops.Reshape(ops.Concat(1, isPicture, isText), 0, -1);

        var placed = placePositionNorm.Forward(ops, ops.Embedding(places.Ids, placePositions));
        var numbered = textPositionNorm.Forward(ops, ops.Embedding(ops.IndicesAlong(ids, 1), textPositions));
        var biases = Biases(ops, places, ids, placed, numbered, mask);
        List<T> states = [x];
        for (var i = 0; i < layers.Count; i++)
        {
            x = Layer(ops, x, i, biases(i));
            states.Add(x);
        }

        return new OfaEncoding<T>(states, last.Forward(ops, x), ops.Concat(0, placed, numbered), mask);
    }

    private T EmbedText<T>(ITensorOps<T> ops, T ids)
        where T : class
    {
        var marked = ops.Add(ops.Embedding(ids, words), ops.Slice(ops.Parameter(types), 0, 0, 1));
        return ops.Dropout(norm.Forward(ops, marked), config.Dropout);
    }

    /// <summary>A layer's bias: absolute positions for all pairs, distances within the picture and within the text, no padding.</summary>
    private Func<int, T> Biases<T>(ITensorOps<T> ops, OfaPictureDistances.Places<T> places, T ids, T picture, T text, T mask)
        where T : class
    {
        var (pictureQuery, textQuery) = (Heads(positionQuery, picture), Heads(positionQuery, text));
        var (pictureKey, textKey) = (Heads(positionKey, picture), Heads(positionKey, text));
        var (pictureToPicture, pictureToText) = (Meet(pictureQuery, pictureKey), Meet(pictureQuery, textKey));
        var (textToPicture, textToText) = (Meet(textQuery, pictureKey), Meet(textQuery, textKey));
        var number = ops.IndicesAlong(ids, 1);
        var rows = textDistances.Rows(ops, number, number);
        var padding = ops.Reshape(ops.Multiply(ops.Add(mask, -1), -OfaMask.Never), 0, 1, 1, -1);
        return layer =>
        {
            var ofPicture = ops.Concat(2, ops.Add(pictureToPicture, pictureDistances.Bias(ops, places, layer)), pictureToText);
            var ofText = ops.Concat(2, textToPicture, ops.Add(textToText, textDistances.Bias(ops, rows, layer)));
            return ops.Add(ops.Concat(1, ofPicture, ofText), padding);
        };

        // [tokens, width] to [heads, tokens, head width].
        T Heads(Linear map, T positions) =>
            ops.Transpose(ops.Reshape(map.Forward(ops, positions), -1, config.Heads, config.HeadWidth), 1, 0, 2);

        T Meet(T query, T key) => ops.MatMul(ops.Multiply(query, config.Scale), ops.Transpose(key, 0, 2, 1));
    }

    private T Layer<T>(ITensorOps<T> ops, T x, int layer, T bias)
        where T : class
    {
        var (branch, feedForward) = layers[layer];
        var dropPath = OfaLayers.DropPath(config, layer, layers.Count);
        var attention = branch.Attention;
        var entered = branch.Enter(ops, x);
        var attended = attention.Attend(
            ops, attention.Queries(ops, entered), attention.Keys(ops, entered), attention.Values(ops, entered), bias);
        return feedForward.Forward(ops, branch.Leave(ops, x, attended, dropPath), dropPath);
    }
}

/// <summary>What the encoder made of questions on pictures.</summary>
/// <param name="States">What goes into the first layer and what each layer made of it [N, places and tokens, width].</param>
/// <param name="Output">The last state, normalised: what the decoder looks at.</param>
/// <param name="Positions">The positions of places and tokens [places and tokens, width], normalised.</param>
/// <param name="Mask">1 for places and tokens, 0 for padding [N, places and tokens].</param>
public sealed record OfaEncoding<T>(IReadOnlyList<T> States, T Output, T Positions, T Mask)
    where T : class;
