using System.Collections.Immutable;

namespace Riveg.Networks.Operations;

/// <summary>What a weight is before it is trained.</summary>
public abstract record InitialDistribution
{
    private InitialDistribution()
    {
    }

    /// <summary>All 0: biases, running means, residual branches that start as nothing.</summary>
    public static InitialDistribution Zeros { get; } = new Constant(0);

    /// <summary>All 1: gains, running variances.</summary>
    public static InitialDistribution Ones { get; } = new Constant(1);

    /// <summary>
    /// Uniform within ±1/√inputs, where the inputs are all lengths but the first: what PyTorch gives linear maps and convolutions. A vector
    /// has no inputs and is 0.
    /// </summary>
    public static InitialDistribution ByInputs { get; } = new UniformByInputs();

    /// <summary>The same number everywhere.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Constant(float Value) : InitialDistribution;

    /// <summary>Normal with the deviation 0.02 of BERT and of vision transformers.</summary>
    public static InitialDistribution Small { get; } = new Normal(0.02f);

    /// <summary>Normal with mean 0.</summary>
    /// <param name="Deviation">The standard deviation.</param>
    public sealed record Normal(float Deviation) : InitialDistribution;

    /// <summary>Normal with mean 0, but for the row of one id, which is 0 and stays so: the padding of a table of words.</summary>
    /// <param name="Deviation">The standard deviation.</param>
    /// <param name="PaddingId">The row.</param>
    public sealed record NormalTable(float Deviation, int PaddingId) : InitialDistribution;

    /// <summary>Uniform around 0.</summary>
    /// <param name="Bound">The largest magnitude.</param>
    public sealed record Uniform(float Bound) : InitialDistribution;

    private sealed record UniformByInputs : InitialDistribution;

    /// <summary>Draws a weight.</summary>
    /// <param name="shape">Its lengths.</param>
    /// <param name="random">What it is drawn by.</param>
    /// <returns>Its numbers, row-major.</returns>
    public float[] Draw(ImmutableArray<int> shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var values = new float[shape.Aggregate(1, (product, length) => checked(product * length))];
        switch (this)
        {
            case Constant constant:
                Array.Fill(values, constant.Value);
                break;
            case Normal normal:
                FillNormal(values, normal.Deviation, random);
                break;
            case NormalTable table:
                FillNormal(values, table.Deviation, random);
                var width = values.Length / Math.Max(1, shape[0]);
                values.AsSpan(table.PaddingId * width, width).Clear();
                break;
            case Uniform uniform:
                FillUniform(values, uniform.Bound, random);
                break;
            default:
                if (shape.Length > 1 && values.Length > 0)
                {
                    FillUniform(values, 1 / MathF.Sqrt((float)values.Length / shape[0]), random);
                }

                break;
        }

        return values;
    }

    private static void FillUniform(float[] values, float bound, Random random)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ((2 * random.NextSingle()) - 1) * bound;
        }
    }

    private static void FillNormal(float[] values, float deviation, Random random)
    {
        for (var i = 0; i < values.Length; i++)
        {
            // Box and Muller; 1 - x keeps the logarithm finite.
            var radius = MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle()));
            values[i] = deviation * radius * MathF.Cos(MathF.Tau * random.NextSingle());
        }
    }
}
