using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Pictures;

/// <summary>
/// Resizes pictures to the same bytes as Pillow does, which the reference implementations of SAM and OFA use: rows first, rounded to bytes,
/// then columns. Thread-safe; uses several cores for large pictures.
/// </summary>
public static class PillowResizer
{
    private const int Rounding = 1 << (ResampleWindows.FractionBits - 1);
    private const int Channels = 3;
    private const int RowsPerBand = 32;

    // Rows of the intermediate picture end in room for whole vectors.
    private const int Padding = 16;

    /// <summary>Resizes a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="size">The new size; each side at least 1.</param>
    /// <param name="filter">The kernel.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1.</exception>
    public static RgbImage Resize(RgbImage image, ImageSize size, ResampleFilter filter)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(size.Width, 1, nameof(size));
        ArgumentOutOfRangeException.ThrowIfLessThan(size.Height, 1, nameof(size));
        if (size.Width == image.Width && size.Height == image.Height)
        {
            return image;
        }

        var stride = (((size.Width * Channels) + Padding - 1) / Padding * Padding) + Padding;
        var narrowed = GC.AllocateUninitializedArray<byte>(checked(stride * image.Height));
        ResizeRows(image, narrowed, stride, size.Width, filter);
        var pixels = GC.AllocateUninitializedArray<byte>(checked(size.Width * size.Height * Channels));
        ResizeColumns(narrowed, stride, image.Height, pixels, size, filter);
        return new RgbImage(size.Width, size.Height, pixels);
    }

    private static void ResizeRows(RgbImage image, byte[] target, int stride, int width, ResampleFilter filter)
    {
        var windows = new ResampleWindows(image.Width, width, filter);
        InBands(image.Height, y =>
        {
            var row = image.Row(y);
            var output = target.AsSpan(y * stride, stride);
            if (y < image.Height - 1)
            {
                // A pixel is loaded as four bytes; the fourth is the next pixel's, and is dropped.
                ResizeRow(ref MemoryMarshal.GetReference(row), output, windows, width);
                return;
            }

            var padded = new byte[row.Length + 1];
            row.CopyTo(padded);
            ResizeRow(ref padded[0], output, windows, width);
        });
    }

    private static void ResizeRow(ref byte row, Span<byte> output, ResampleWindows windows, int width)
    {
        ref var target = ref MemoryMarshal.GetReference(output);
        for (var x = 0; x < width; x++)
        {
            var weights = windows.Weights(x);
            ref var source = ref Unsafe.Add(ref row, windows.Start(x) * Channels);
            var sum = Vector128.Create(Rounding);
            for (var k = 0; k < weights.Length; k++)
            {
                var pixel = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, k * Channels))).AsByte();
                sum += Vector128.WidenLower(Vector128.WidenLower(pixel)).AsInt32() * weights[k];
            }

            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, x * Channels), ToBytes(sum));
        }
    }

    private static void ResizeColumns(byte[] source, int stride, int sourceHeight, byte[] target, ImageSize size, ResampleFilter filter)
    {
        var windows = new ResampleWindows(sourceHeight, size.Height, filter);
        var rowBytes = size.Width * Channels;
        InBands(size.Height, y =>
        {
            var weights = windows.Weights(y);
            ref var first = ref source[windows.Start(y) * stride];
            var output = target.AsSpan(y * rowBytes, rowBytes);
            Span<byte> last = stackalloc byte[Vector128<byte>.Count];
            for (var x = 0; x < rowBytes; x += Vector128<byte>.Count)
            {
                var bytes = WeighColumns(ref Unsafe.Add(ref first, x), stride, weights);
                if (x + Vector128<byte>.Count <= rowBytes)
                {
                    bytes.CopyTo(output[x..]);
                }
                else
                {
                    bytes.CopyTo(last);
                    last[..(rowBytes - x)].CopyTo(output[x..]);
                }
            }
        });
    }

    private static Vector128<byte> WeighColumns(ref byte column, int stride, ReadOnlySpan<int> weights)
    {
        var a = Vector128.Create(Rounding);
        var b = a;
        var c = a;
        var d = a;
        for (var k = 0; k < weights.Length; k++)
        {
            var weight = weights[k];
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref column, (nuint)(k * stride)));
            var (lowLow, lowHigh) = Vector128.Widen(low);
            var (highLow, highHigh) = Vector128.Widen(high);
            a += lowLow.AsInt32() * weight;
            b += lowHigh.AsInt32() * weight;
            c += highLow.AsInt32() * weight;
            d += highHigh.AsInt32() * weight;
        }

        return Vector128.NarrowWithSaturation(
            Vector128.NarrowWithSaturation(a >> ResampleWindows.FractionBits, b >> ResampleWindows.FractionBits).AsUInt16Saturated(),
            Vector128.NarrowWithSaturation(c >> ResampleWindows.FractionBits, d >> ResampleWindows.FractionBits).AsUInt16Saturated());
    }

    private static uint ToBytes(Vector128<int> sum)
    {
        var shifted = Vector128.NarrowWithSaturation(sum >> ResampleWindows.FractionBits, Vector128<int>.Zero).AsUInt16Saturated();
        return Vector128.NarrowWithSaturation(shifted, shifted).AsUInt32().ToScalar();
    }

    // Values below 0 become 0 here, values above 255 when the words are narrowed to bytes.
    private static Vector128<ushort> AsUInt16Saturated(this Vector128<short> values) =>
        Vector128.Max(values, Vector128<short>.Zero).AsUInt16();

    private static void InBands(int rows, Action<int> row)
    {
        var bands = (rows + RowsPerBand - 1) / RowsPerBand;
        Parallel.For(0, bands, band =>
        {
            for (var y = band * RowsPerBand; y < Math.Min(rows, (band + 1) * RowsPerBand); y++)
            {
                row(y);
            }
        });
    }
}
