using System.Collections.Immutable;
using System.Text;

namespace Riveg.Networks.Operations;

/// <summary>
/// Weights by chance, for a network that is yet to be trained or whose speed is measured: gains and variances 1, vectors small, the rest
/// normal with the variance of 1 / inputs. A weight depends on the seed and its name alone, never on the order of asking. Thread-safe.
/// </summary>
/// <param name="seed">The same seed gives the same weights.</param>
public sealed class RandomWeights(int seed) : WeightSource
{
    private const float VectorDeviation = 0.02f;

    /// <inheritdoc/>
    public override Weight Get(string name, params ReadOnlySpan<int> shape)
    {
        ImmutableArray<int> lengths = [.. shape];
        return new Weight(name, lengths, () => Draw(name, lengths));
    }

    private float[] Draw(string name, ImmutableArray<int> shape)
    {
        var values = new float[shape.Aggregate(1, (product, length) => product * length)];
        if (shape.Length == 1
            && (name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal)))
        {
            Array.Fill(values, 1f);
            return values;
        }

        var random = new Random(Seed(name));
        var deviation = shape.Length == 1 ? VectorDeviation : 1 / MathF.Sqrt(values.Length / (float)shape[0]);
        for (var i = 0; i < values.Length; i++)
        {
            // Box and Muller; 1 - x keeps the logarithm finite.
            var radius = MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle()));
            values[i] = deviation * radius * MathF.Cos(MathF.Tau * random.NextSingle());
        }

        return values;
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
