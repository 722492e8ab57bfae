namespace Riveg.Onnx.Pictures;

/// <summary>A resampling kernel of Pillow.</summary>
public abstract class ResampleFilter
{
    /// <summary>The triangle, support 1 (Pillow's <c>BILINEAR</c>).</summary>
    public static ResampleFilter Bilinear { get; } = new Triangle();

    /// <summary>Keys' cubic with a = -0.5, support 2 (Pillow's <c>BICUBIC</c>).</summary>
    public static ResampleFilter Bicubic { get; } = new Cubic();

    internal abstract double Support { get; }

    internal abstract double Weight(double x);

    private sealed class Triangle : ResampleFilter
    {
        internal override double Support => 1;

        internal override double Weight(double x) => Math.Max(0, 1 - Math.Abs(x));
    }

    private sealed class Cubic : ResampleFilter
    {
        private const double A = -0.5;

        internal override double Support => 2;

        internal override double Weight(double x)
        {
            x = Math.Abs(x);
            return x < 1 ? (((((A + 2) * x) - (A + 3)) * x * x) + 1)
                : x < 2 ? ((((((x - 5) * x) + 8) * x) - 4) * A)
                : 0;
        }
    }
}
