using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.TinyVit;

/// <summary>
/// A block of an attention stage: windowed attention, a depthwise convolution, a feed-forward part. Channels lie last, [N, g, g, width].
/// </summary>
internal sealed class TinyVitBlock(WeightSource weights, TinyVitStageConfig config)
{
    private const float Epsilon = 1e-5f;

    private readonly WindowGrid grid = new(config.GridSize, config.Window);
    private readonly int headWidth = config.Width / config.Heads;
    private readonly LayerNorm attentionNorm = new(weights, "attn.norm", config.Width, Epsilon);
    private readonly Weight weight = weights.Get("attn.qkv.weight", 3 * config.Width, config.Width);
    private readonly Weight bias = weights.Get("attn.qkv.bias", 3 * config.Width);
    private readonly Weight distances = weights.Get(
        "attn.attention_biases", InitialDistribution.Small, config.Heads, config.Window * config.Window);
    private readonly Linear output = new(weights, "attn.proj", config.Width, config.Width);
    private readonly ConvolutionNorm local = new(weights, "local_conv", config.Width, config.Width, 3, 1, config.Width);
    private readonly LayerNorm feedForwardNorm = new(weights, "mlp.norm", config.Width, Epsilon);
    private readonly Linear widen = new(weights, "mlp.fc1", config.Width, config.HiddenWidth);
    private readonly Linear narrow = new(weights, "mlp.fc2", config.HiddenWidth, config.Width);

    public T Forward<T>(ITensorOps<T> ops, T x)
        where T : class
    {
        x = ops.Add(x, Attend(ops, x));
        x = ops.Transpose(local.Forward(ops, ops.Transpose(x, 0, 3, 1, 2)), 0, 2, 3, 1);
        return ops.Add(x, narrow.Forward(ops, ops.Gelu(widen.Forward(ops, feedForwardNorm.Forward(ops, x)))));
    }

    /// <summary>Padding comes before the normalisation, so padded pixels enter as its bias.</summary>
    private T Attend<T>(ITensorOps<T> ops, T x)
        where T : class
    {
        var padded = attentionNorm.Forward(ops, grid.Pad(ops, x));
        var attended = ops.Attention(
            Project(ops, padded, 0), Project(ops, padded, 1), Project(ops, padded, 2), DistanceBias(ops), 1 / Math.Sqrt(headWidth));
        var merged = ops.Reshape(attended, -1, config.Window * config.Window, headWidth);
        return output.Forward(ops, grid.JoinHeads(ops, merged, config.Heads, headWidth));
    }

    /// <summary>
    /// One third of the joint projection, whose outputs are grouped by heads first: [N · windows, heads, window², head width].
    /// </summary>
    private T Project<T>(ITensorOps<T> ops, T x, int third)
        where T : class
    {
        var map = ops.Slice(ops.Reshape(ops.Parameter(weight), config.Heads, 3, headWidth, config.Width), 1, third, third + 1);
        var shift = ops.Slice(ops.Reshape(ops.Parameter(bias), config.Heads, 3, headWidth), 1, third, third + 1);
        var projected = ops.MatMul(x, ops.Transpose(ops.Reshape(map, config.Width, config.Width), 1, 0));
        var split = grid.SplitHeads(ops, ops.Add(projected, ops.Reshape(shift, config.Width)), config.Heads, headWidth);
        return ops.Reshape(split, -1, config.Heads, config.Window * config.Window, headWidth);
    }

    /// <summary>A learnt number for each head and each distance |dy|, |dx| between query and key: [heads, window², window²].</summary>
    private T DistanceBias<T>(ITensorOps<T> ops)
        where T : class
    {
        var window = config.Window;
        var places = window * window;
        var indices = new long[places * places];
        for (var i = 0; i < indices.Length; i++)
        {
            var (query, key) = (i / places, i % places);
            indices[i] = (Math.Abs((query / window) - (key / window)) * window) + Math.Abs((query % window) - (key % window));
        }

        var byDistance = ops.Transpose(ops.Parameter(distances), 1, 0);
        return ops.Transpose(ops.Gather(byDistance, ops.Constant(indices, places, places)), 2, 0, 1);
    }
}
