namespace Riveg.Posts;

/// <summary>A decoded upright picture: 8-bit RGB in managed memory, row by row, three bytes a pixel, no padding. Immutable and safe to share between threads.</summary>
public sealed class RgbImage
{
    private readonly byte[] pixels;

    /// <summary>Wraps pixels; the array belongs to the image from now on.</summary>
    /// <param name="width">In pixels, at least 1.</param>
    /// <param name="height">In pixels, at least 1.</param>
    /// <param name="pixels">Exactly <c>width * height * 3</c> bytes: R, G, B of each pixel, rows from top to bottom.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit the size.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.LongLength != (long)width * height * 3)
        {
            throw new ArgumentException($"A picture of {width} x {height} has {(long)width * height * 3} bytes, not {pixels.LongLength}.", nameof(pixels));
        }

        Width = width;
        Height = height;
        this.pixels = pixels;
    }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>R, G, B of each pixel, rows from top to bottom.</summary>
    public ReadOnlyMemory<byte> Pixels => pixels;

    /// <summary>Whether all pixels have one colour, as placeholders for lost pictures have.</summary>
    public bool IsBlank
    {
        get
        {
            var all = pixels.AsSpan();
            // Equal to itself shifted by a pixel means that every pixel equals the next one.
            return all[3..].SequenceEqual(all[..^3]);
        }
    }

    /// <summary>R, G, B of the pixels of one row.</summary>
    public ReadOnlySpan<byte> Row(int y) => pixels.AsSpan(y * Width * 3, Width * 3);
}
