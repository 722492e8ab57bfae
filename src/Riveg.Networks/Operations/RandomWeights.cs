using System.Collections.Immutable;
using System.Text;

namespace Riveg.Networks.Operations;

/// <summary>
/// Weights by chance, each by the distribution that the architecture asks for, for a network that is yet to be trained or whose speed is
/// measured. A weight depends on the seed and its name alone, never on the order of asking. Thread-safe.
/// </summary>
/// <param name="seed">The same seed gives the same weights.</param>
public sealed class RandomWeights(int seed) : WeightSource
{
    /// <inheritdoc/>
    protected override Weight Find(string name, WeightKind kind, InitialDistribution initial, ImmutableArray<int> shape)
    {
        ArgumentNullException.ThrowIfNull(initial);
        return new Weight(name, shape, () => initial.Draw(shape, new Random(Seed(name))), kind);
    }

    /// <summary>FNV-1a over seed and name: stable between runs, unlike <see cref="string.GetHashCode()"/>.</summary>
    private int Seed(string name)
    {
        var hash = 2166136261u ^ (uint)seed;
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            hash = unchecked((hash ^ b) * 16777619u);
        }

        return (int)hash;
    }
}
