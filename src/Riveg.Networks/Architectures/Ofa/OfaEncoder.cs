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
        var attend = Attention(ops, places, ids, placed, numbered, mask);
        List<T> states = [x];
        for (var i = 0; i < layers.Count; i++)
        {
            x = Layer(ops, x, i, attend);
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

    /// <summary>
    /// Attention with positions: absolute ones for all pairs, distances within the picture and within the text. It goes head by head, the
    /// picture's queries apart from the text's: the scores of one head stay in the cache, those of all are hundreds of megabytes.
    /// </summary>
    private Func<int, T, T> Attention<T>(ITensorOps<T> ops, OfaPictureDistances.Places<T> places, T ids, T picture, T text, T mask)
        where T : class
    {
        var (pictureQuery, textQuery) = (Heads(positionQuery, picture), Heads(positionQuery, text));
        var (pictureKey, textKey) = (Heads(positionKey, picture), Heads(positionKey, text));
        var absolute = Enumerable.Range(0, config.Heads).Select(h => (
            PictureToPicture: Meet(pictureQuery, pictureKey, h),
            PictureToText: Meet(pictureQuery, textKey, h),
            TextToPicture: Meet(textQuery, pictureKey, h),
            TextToText: Meet(textQuery, textKey, h))).ToList();
        var number = ops.IndicesAlong(ids, 1);
        var rows = textDistances.Rows(ops, number, number);
        var padding = ops.Reshape(ops.Multiply(ops.Add(mask, -1), -OfaMask.Never), 0, 1, 1, -1);
        return (layer, x) =>
        {
            var attention = layers[layer].Attention.Attention;
            var (queries, keys, values) = (attention.Queries(ops, x), attention.Keys(ops, x), attention.Values(ops, x));
            var blocks = pictureDistances.Blocks(ops, places, layer);
            var textBias = textDistances.Bias(ops, rows, layer);
            var heads = new List<T>();
            for (var h = 0; h < config.Heads; h++)
            {
                var ofPicture = ops.Concat(
                    1,
                    ops.Add(absolute[h].PictureToPicture, pictureDistances.Bias(ops, places, blocks, h)),
                    absolute[h].PictureToText);
                var ofText = ops.Concat(
                    1,
                    absolute[h].TextToPicture,
                    ops.Add(absolute[h].TextToText, ops.Reshape(ops.Slice(textBias, 0, h, h + 1), [-1, Extent<T>.Of(number, 0)])));
                var (query, key, value) = (Head(queries, h), Head(keys, h), Head(values, h));
                var (first, second) = ops.Split(query, 2, Extent<T>.Of(places.Ids, 0));
                heads.Add(ops.Concat(
                    2,
                    ops.Attention(first, key, value, ops.Add(ofPicture, padding), config.Scale, config.Dropout),
                    ops.Attention(second, key, value, ops.Add(ofText, padding), config.Scale, config.Dropout)));
            }

            return attention.Weigh(ops, ops.Concat(1, [.. heads]));
        };

        // [tokens, width] to [heads, tokens, head width].
        T Heads(Linear map, T positions) =>
            ops.Transpose(ops.Reshape(map.Forward(ops, positions), -1, config.Heads, config.HeadWidth), 1, 0, 2);

        T Meet(T query, T key, int head) => ops.MatMul(
            ops.Multiply(ops.Reshape(ops.Slice(query, 0, head, head + 1), -1, config.HeadWidth), config.Scale),
            ops.Transpose(ops.Reshape(ops.Slice(key, 0, head, head + 1), -1, config.HeadWidth), 1, 0));

        T Head(T all, int head) => ops.Slice(all, 1, head, head + 1);
    }

    private T Layer<T>(ITensorOps<T> ops, T x, int layer, Func<int, T, T> attend)
        where T : class
    {
        var (branch, feedForward) = layers[layer];
        var dropPath = OfaLayers.DropPath(config, layer, layers.Count);
        return feedForward.Forward(ops, branch.Leave(ops, x, attend(layer, branch.Enter(ops, x)), dropPath), dropPath);
    }
}

/// <summary>What the encoder made of questions on pictures.</summary>
/// <param name="States">What goes into the first layer and what each layer made of it [N, places and tokens, width].</param>
/// <param name="Output">The last state, normalised: what the decoder looks at.</param>
/// <param name="Positions">The positions of places and tokens [places and tokens, width], normalised.</param>
/// <param name="Mask">1 for places and tokens, 0 for padding [N, places and tokens].</param>
public sealed record OfaEncoding<T>(IReadOnlyList<T> States, T Output, T Positions, T Mask)
    where T : class;
