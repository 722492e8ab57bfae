using Riveg.Networks.Architectures.Ofa;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Benchmarks;

/// <summary>A checkpoint of a published size with random weights, written one weight at a time.</summary>
internal static class RandomCheckpoint
{
    public static void Write(string size, string file)
    {
        var config = OfaSizes.Of(size);
        var weights = new NotedWeights(new RandomWeights(1));
        _ = new OfaPictureEncoder(weights, config);
        _ = new OfaEncoder(weights, config);
        _ = new OfaDecoder(weights, config);
        HalfPrecisionSafetensors.Write(file, weights.Asked);
    }

    /// <summary>Remembers what was asked for.</summary>
    private sealed class NotedWeights(WeightSource inner) : WeightSource
    {
        public List<Weight> Asked { get; } = [];

        protected override Weight Find(
            string name, WeightKind kind, InitialDistribution initial, System.Collections.Immutable.ImmutableArray<int> shape)
        {
            var weight = kind == WeightKind.Buffer
                ? inner.GetBuffer(name, initial, shape.AsSpan()) : inner.Get(name, initial, shape.AsSpan());
            Asked.Add(weight);
            return weight;
        }
    }
}
