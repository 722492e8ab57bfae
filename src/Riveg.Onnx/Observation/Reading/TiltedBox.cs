using Riveg.Regions;

namespace Riveg.Onnx.Observation.Reading;

/// <summary>A rectangle that may be tilted. Immutable.</summary>
/// <param name="X">Its centre.</param>
/// <param name="Y">Its centre.</param>
/// <param name="Ux">The unit vector along its width.</param>
/// <param name="Uy">The unit vector along its width.</param>
/// <param name="Width">Along the vector.</param>
/// <param name="Height">Across it.</param>
internal readonly record struct TiltedBox(double X, double Y, double Ux, double Uy, double Width, double Height)
{
    /// <summary>The axis-parallel box around it.</summary>
    public Box Bounds
    {
        get
        {
            var x = ((Math.Abs(Ux) * Width) + (Math.Abs(Uy) * Height)) / 2;
            var y = ((Math.Abs(Uy) * Width) + (Math.Abs(Ux) * Height)) / 2;
            return new Box(X - x, Y - y, X + x, Y + y);
        }
    }

    /// <summary>Turned, so that its width runs as much to the right as it can.</summary>
    public TiltedBox Upright()
    {
        var box = Math.Abs(Ux) >= Math.Abs(Uy) ? this : new TiltedBox(X, Y, -Uy, Ux, Height, Width);
        return box.Ux < 0 ? box with { Ux = -box.Ux, Uy = -box.Uy } : box;
    }

    /// <summary>Grown by a distance on all sides.</summary>
    public TiltedBox Grow(double distance) => this with { Width = Width + (2 * distance), Height = Height + (2 * distance) };

    /// <summary>Turned by a quarter, clockwise as seen in a picture: what was at the left is at the top.</summary>
    public TiltedBox Quarter() => new(X, Y, -Uy, Ux, Height, Width);

    /// <summary>Turned by a half.</summary>
    public TiltedBox Half() => this with { Ux = -Ux, Uy = -Uy };

    /// <summary>The part between two shares of its width.</summary>
    public TiltedBox Part(double from, double to)
    {
        var shift = (((from + to) / 2) - 0.5) * Width;
        return this with { X = X + (Ux * shift), Y = Y + (Uy * shift), Width = (to - from) * Width };
    }

    /// <summary>From one picture's pixels to those of another size.</summary>
    public TiltedBox Scale(double x, double y)
    {
        // With sides scaled unequally the rectangle is a parallelogram; by the little that rounding to whole sizes makes.
        var (ux, uy) = (Ux * x, Uy * y);
        var along = Math.Sqrt((ux * ux) + (uy * uy));
        return new TiltedBox(X * x, Y * y, ux / along, uy / along, Width * along, Height * (x * y / along));
    }
}
