using System.Collections.Immutable;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Benchmarks;

/// <summary>
/// Random weights that keep what goes through them at its size. Under those of a network that is yet to be trained numbers shrink to
/// denormal ones in a hundred layers, and what is measured is how a library treats those.
/// </summary>
internal sealed class LivelyWeights(int seed) : WeightSource
{
    private readonly RandomWeights random = new(seed);

    protected override Weight Find(string name, WeightKind kind, InitialDistribution initial, ImmutableArray<int> shape)
    {
        if (shape.Length < 2)
        {
            return kind == WeightKind.Buffer ? random.GetBuffer(name, initial, shape.AsSpan()) : random.Get(name, initial, shape.AsSpan());
        }

        var inputs = shape[1..].Aggregate(1, (product, length) => product * length);
        return random.Get(name, new InitialDistribution.Normal(MathF.Sqrt(1f / inputs)), shape.AsSpan());
    }
}
