using System.Security.Cryptography;
using Riveg.Faults;

namespace Riveg.Posts;

/// <summary>A decoded upright picture: 8-bit RGB in managed memory, row by row, three bytes a pixel, no padding. Immutable and safe to
/// share between threads. Valid while the stages of its post are at work; a pipeline releases it afterwards.</summary>
public sealed class RgbImage
{
    private byte[]? array;

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
            throw new ArgumentException(
                $"A picture of {width} x {height} has {(long)width * height * 3} bytes, not {pixels.LongLength}.", nameof(pixels));
        }

        Width = width;
        Height = height;
        array = pixels;
    }

    private RgbImage((int Width, int Height) size, byte[] array)
    {
        (Width, Height) = size;
        this.array = array;
    }

    /// <summary>Decodes a picture as a pipeline does: upright, sRGB, transparency over white.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="limits">What it may be at most; the defaults if null.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The picture; its memory is the garbage collector's.</returns>
    /// <exception cref="RivegException">The picture cannot be found or read, is of another format, is cut off, or is over the
    /// limits.</exception>
    /// <exception cref="ArgumentException">The limits are wrong.</exception>
    public static async ValueTask<RgbImage> DecodeAsync(
        ImageSource source, ImageLimits? limits = null, CancellationToken cancellationToken = default) =>
        (await new ImageDecoder(limits).DecodeAsync(source, cancellationToken).ConfigureAwait(false)).Image;

    /// <summary>
    /// SHA-256, in lower-case hexadecimal, of the encoded picture that this one was decoded from; null for pixels that were given. It says
    /// that two pictures are one, whoever decoded them.
    /// </summary>
    internal string? SourceHash { get; private set; }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>R, G, B of each pixel, rows from top to bottom.</summary>
    /// <exception cref="ObjectDisposedException">The picture was released: a pipeline does so when all stages are through with its
    /// post.</exception>
    public ReadOnlyMemory<byte> Pixels => (array ?? throw Released()).AsMemory(0, Width * Height * 3);

    /// <summary>Whether all pixels have one colour, as placeholders for lost pictures have.</summary>
    public bool IsBlank
    {
        get
        {
            var all = Pixels.Span;
            // Equal to itself shifted by a pixel means that every pixel equals the next one.
            return all[3..].SequenceEqual(all[..^3]);
        }
    }

    /// <summary>R, G, B of the pixels of one row.</summary>
    /// <param name="y">The row, from 0 at the top to the height - 1.</param>
    /// <returns>Three bytes for each pixel, from left to right; a view, not a copy.</returns>
    /// <exception cref="ObjectDisposedException">The picture was released: a pipeline does so when all stages are through with its
    /// post.</exception>
    public ReadOnlySpan<byte> Row(int y) => (array ?? throw Released()).AsSpan(y * Width * 3, Width * 3);

    /// <summary>Over an array that may be longer than the pixels.</summary>
    internal static RgbImage Over(int width, int height, byte[] array) => new((width, height), array);

    /// <summary>Remembers what the picture was decoded from, before anybody else has it.</summary>
    /// <param name="encoded">The content of its file.</param>
    /// <returns>The picture itself.</returns>
    internal RgbImage DecodedFrom(ReadOnlySpan<byte> encoded)
    {
        SourceHash = Convert.ToHexStringLower(SHA256.HashData(encoded));
        return this;
    }

    /// <summary>
    /// Takes the array away, to be used for another picture; nobody may be reading the pixels, and nobody can from now on.
    /// </summary>
    internal byte[]? Release() => Interlocked.Exchange(ref array, null);

    private static ObjectDisposedException Released() =>
        new(nameof(RgbImage), "The picture was released when all stages were through with its post; copy what is needed longer.");
}
