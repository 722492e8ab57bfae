using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Sam;

/// <summary>SAM's decoder transformer: tokens attend to themselves and to the image, and the image attends to the tokens.</summary>
internal sealed class TwoWayTransformer
{
    private const float Epsilon = 1e-5f;

    private readonly List<Layer> layers;
    private readonly ProjectedAttention final;
    private readonly LayerNorm finalNorm;

    public TwoWayTransformer(WeightSource weights, SamDecoderConfig config)
    {
        layers = [.. Enumerable.Range(0, config.Layers).Select(i => new Layer(weights.In($"layers.{i}."), config, first: i == 0))];
        final = new ProjectedAttention(weights.In("final_attn_token_to_image."), config, config.CrossWidth);
        finalNorm = new LayerNorm(weights, "norm_final_attn", config.Width, Epsilon);
    }

    /// <summary>Tokens [N, T, width], image and its positions [N or 1, g², width].</summary>
    public (T Tokens, T Image) Forward<T>(ITensorOps<T> ops, T tokens, T image, T positions)
        where T : class
    {
        var queries = tokens;
        foreach (var layer in layers)
        {
            (queries, image) = layer.Forward(ops, queries, image, tokens, positions);
        }

        var attended = final.Forward(ops, ops.Add(queries, tokens), ops.Add(image, positions), image);
        return (finalNorm.Forward(ops, ops.Add(queries, attended)), image);
    }

    private sealed class Layer(WeightSource weights, SamDecoderConfig config, bool first)
    {
        private readonly ProjectedAttention self = new(weights.In("self_attn."), config, config.Width);
        private readonly LayerNorm selfNorm = new(weights, "norm1", config.Width, Epsilon);
        private readonly ProjectedAttention tokenToImage = new(weights.In("cross_attn_token_to_image."), config, config.CrossWidth);
        private readonly LayerNorm tokenNorm = new(weights, "norm2", config.Width, Epsilon);
        private readonly Linear widen = new(weights, "mlp.lin1", config.Width, config.FeedForwardWidth);
        private readonly Linear narrow = new(weights, "mlp.lin2", config.FeedForwardWidth, config.Width);
        private readonly LayerNorm feedForwardNorm = new(weights, "norm3", config.Width, Epsilon);
        private readonly ProjectedAttention imageToToken = new(weights.In("cross_attn_image_to_token."), config, config.CrossWidth);
        private readonly LayerNorm imageNorm = new(weights, "norm4", config.Width, Epsilon);

        public (T Queries, T Image) Forward<T>(ITensorOps<T> ops, T queries, T image, T tokens, T positions)
            where T : class
        {
            queries = selfNorm.Forward(ops, AttendToThemselves(ops, queries, tokens));
            var placedImage = ops.Add(image, positions);
            var attended = tokenToImage.Forward(ops, ops.Add(queries, tokens), placedImage, image);
            queries = tokenNorm.Forward(ops, ops.Add(queries, attended));
            queries = feedForwardNorm.Forward(ops, ops.Add(queries, narrow.Forward(ops, ops.Relu(widen.Forward(ops, queries)))));
            attended = imageToToken.Forward(ops, placedImage, ops.Add(queries, tokens), queries);
            return (queries, imageNorm.Forward(ops, ops.Add(image, attended)));
        }

        /// <summary>
        /// In the first layer the queries are the tokens themselves: nothing is added to them, and the answer replaces them.
        /// </summary>
        private T AttendToThemselves<T>(ITensorOps<T> ops, T queries, T tokens)
            where T : class
        {
            if (first)
            {
                return self.Forward(ops, queries, queries, queries);
            }

            var placed = ops.Add(queries, tokens);
            return ops.Add(queries, self.Forward(ops, placed, placed, queries));
        }
    }

    private sealed class ProjectedAttention(WeightSource weights, SamDecoderConfig config, int width)
    {
        private readonly int headWidth = width / config.Heads;
        private readonly Linear query = new(weights, "q_proj", config.Width, width);
        private readonly Linear key = new(weights, "k_proj", config.Width, width);
        private readonly Linear value = new(weights, "v_proj", config.Width, width);
        private readonly Linear output = new(weights, "out_proj", width, config.Width);

        public T Forward<T>(ITensorOps<T> ops, T queries, T keys, T values)
            where T : class
        {
            var attended = ops.Attention(
                AttentionHeads.Split(ops, query.Forward(ops, queries), config.Heads, headWidth),
                AttentionHeads.Split(ops, key.Forward(ops, keys), config.Heads, headWidth),
                AttentionHeads.Split(ops, value.Forward(ops, values), config.Heads, headWidth),
                null,
                1 / Math.Sqrt(headWidth));
            return output.Forward(ops, AttentionHeads.Join(ops, attended, config.Heads, headWidth));
        }
    }
}
