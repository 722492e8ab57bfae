using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Ofa;

/// <summary>
/// The bias for how far apart two tokens of a text stand: exact for near ones, in logarithmic steps for far ones. A layer has a table of
/// its own.
/// </summary>
internal sealed class OfaTextDistances
{
    private readonly int positions;
    private readonly long[] buckets;
    private readonly List<Weight> tables;

    public OfaTextDistances(WeightSource weights, OfaConfig config, int layers)
    {
        positions = config.MaximumLength;
        buckets = Buckets((config.TextBuckets + 1) / 2, positions);
        tables = [.. Enumerable.Range(0, layers)
            .Select(i => weights.Get($"token_rel_pos_table_list.{i}.weight", InitialDistribution.Zeros, config.TextBuckets, config.Heads))];
    }

    /// <summary>Distances as rows of <see cref="Bias"/>'s table: [queries] and [keys] integers to [queries, keys].</summary>
    public T Rows<T>(ITensorOps<T> ops, T queries, T keys)
        where T : class => ops.Add(ops.Subtract(ops.Reshape(queries, -1, 1), ops.Reshape(keys, 1, -1)), positions - 1);

    /// <summary>A layer's bias [heads, queries, keys].</summary>
    public T Bias<T>(ITensorOps<T> ops, T rows, int layer)
        where T : class
    {
        // The buckets are looked up once, not for each pair of tokens.
        var byDistance = ops.Gather(ops.Parameter(tables[layer]), ops.Constant(buckets, buckets.Length));
        return ops.Transpose(ops.Gather(byDistance, rows), 2, 0, 1);
    }

    /// <summary>What keeps a token from looking ahead [queries, keys]: 0 back to the first, far below every score ahead.</summary>
    public T Causal<T>(ITensorOps<T> ops, T rows)
        where T : class
    {
        var byDistance = new float[buckets.Length];
        Array.Fill(byDistance, OfaMask.Never, 0, positions - 1);
        return ops.Gather(ops.Constant(byDistance, byDistance.Length), rows);
    }

    /// <summary>The bucket of each distance from -(positions - 1) to positions - 1, in the reference's single precision.</summary>
    internal static long[] Buckets(int size, int positions)
    {
        var middle = size / 2;
        var buckets = new long[(2 * positions) - 1];
        for (var i = 0; i < buckets.Length; i++)
        {
            var distance = i - positions + 1;
            var far = Math.Abs(distance);
            var steps = MathF.Log(far / (float)middle) / (float)Math.Log((positions - 1) / (double)middle) * (middle - 1);
            buckets[i] = size - 1 + (far <= middle ? distance : Math.Sign(distance) * ((int)MathF.Ceiling(steps) + middle));
        }

        return buckets;
    }
}

/// <summary>The score of what must not be looked at: finite, so that no row is NaN, in half precision too.</summary>
internal static class OfaMask
{
    public const float Never = -10_000;
}
