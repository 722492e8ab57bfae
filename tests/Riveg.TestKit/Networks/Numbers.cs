namespace Riveg.TestKit.Networks;

/// <summary>A tensor as plain numbers: what goes into a case of <see cref="TensorOpsCases{T}"/> and what comes out.</summary>
/// <param name="Values">The numbers, row-major; integers are exact up to 2^53.</param>
/// <param name="Shape">The lengths.</param>
/// <param name="AreIntegers">Whether they are 64-bit integers; else they are single floats.</param>
public sealed record Numbers(double[] Values, int[] Shape, bool AreIntegers)
{
    /// <summary>How many there are.</summary>
    public int Count => Values.Length;

    /// <summary>Floats by chance between -2 and 2, the same for the same shape.</summary>
    public static Numbers Floats(params int[] shape)
    {
        var random = new Random(shape.Aggregate(17, (seed, length) => (31 * seed) + length));
        return new([.. Enumerable.Range(0, Product(shape)).Select(_ => (double)((4 * random.NextSingle()) - 2))], shape, false);
    }

    /// <summary>Given integers.</summary>
    public static Numbers Integers(int[] values, params int[] shape) => new([.. values.Select(v => (double)v)], shape, true);

    /// <summary>The length of a shape.</summary>
    public static int Product(IEnumerable<int> shape) => shape.Aggregate(1, (product, length) => product * length);

    /// <summary>Why these numbers are not the expected ones; null where they are.</summary>
    /// <param name="expected">What they should be.</param>
    /// <param name="tolerance">How far floats may lie apart, relative to the larger one and to 1. Integers are the same.</param>
    public string? DifferenceTo(Numbers expected, double tolerance)
    {
        if (AreIntegers != expected.AreIntegers || !Shape.SequenceEqual(expected.Shape))
        {
            return $"{Describe()} instead of {expected.Describe()}";
        }

        for (var i = 0; i < Count; i++)
        {
            var allowed = AreIntegers ? 0 : tolerance * Math.Max(1, Math.Abs(expected.Values[i]));
            if (!(Math.Abs(Values[i] - expected.Values[i]) <= allowed))
            {
                return $"number {i} of {Describe()} is {Values[i]} instead of {expected.Values[i]}";
            }
        }

        return null;
    }

    private string Describe() => $"{(AreIntegers ? "integers" : "floats")} [{string.Join(", ", Shape)}]";
}
