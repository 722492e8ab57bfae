using System.Buffers;
using Riveg.Regions;

namespace Riveg.Builtin.Segmentation;

/// <summary>Brings a cut of a reduced crop back to the picture's size, inside the box.</summary>
internal static class MaskPainting
{
    // A cut with less than this share of its box has found nothing.
    private const double LeastShare = 0.15;

    public static Mask Paint(ImageSize size, PictureCrop crop, bool[] inside, ShapePrior prior)
    {
        // As large as the picture and needed for a moment: large pictures would otherwise leave much garbage.
        var rented = ArrayPool<byte>.Shared.Rent(size.Width * size.Height);
        try
        {
            var pixels = rented.AsSpan(0, size.Width * size.Height);
            pixels.Clear();
            return Paint(size, crop, inside, prior, pixels);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static Mask Paint(ImageSize size, PictureCrop crop, bool[] inside, ShapePrior prior, Span<byte> pixels)
    {
        var painted = 0;
        var box = prior.Box;
        foreach (var (x, y) in Pixels(size, box))
        {
            if (Smooth(crop, inside, x, y) >= 0.5)
            {
                pixels[(y * size.Width) + x] = 1;
                painted++;
            }
        }

        if (painted >= LeastShare * box.Area)
        {
            return Mask.FromPixels(size.Width, size.Height, pixels);
        }

        PaintShape(size, prior, pixels);
        return Mask.FromPixels(size.Width, size.Height, pixels).AsPlaceholder();
    }

    // Linear between the centres of the four cells around a pixel's centre.
    private static double Smooth(PictureCrop crop, bool[] inside, int x, int y)
    {
        var u = Math.Clamp(((x + 0.5 - crop.X0) * crop.Columns / (crop.X1 - crop.X0)) - 0.5, 0, crop.Columns - 1);
        var v = Math.Clamp(((y + 0.5 - crop.Y0) * crop.Rows / (crop.Y1 - crop.Y0)) - 0.5, 0, crop.Rows - 1);
        int left = (int)u, top = (int)v, right = Math.Min(left + 1, crop.Columns - 1), bottom = Math.Min(top + 1, crop.Rows - 1);
        double At(int column, int row) => inside[(row * crop.Columns) + column] ? 1 : 0;
        var above = At(left, top) + ((u - left) * (At(right, top) - At(left, top)));
        var below = At(left, bottom) + ((u - left) * (At(right, bottom) - At(left, bottom)));
        return above + ((v - top) * (below - above));
    }

    // Of a box too thin for any centre of a pixel to lie in its shape, all is taken.
    private static void PaintShape(ImageSize size, ShapePrior prior, Span<byte> pixels)
    {
        var any = false;
        foreach (var (x, y) in Pixels(size, prior.Box))
        {
            var isInside = prior.LogOdds(x + 0.5, y + 0.5) > 0;
            pixels[(y * size.Width) + x] = isInside ? (byte)1 : (byte)0;
            any |= isInside;
        }

        if (!any)
        {
            foreach (var (x, y) in Pixels(size, prior.Box))
            {
                pixels[(y * size.Width) + x] = 1;
            }
        }
    }

    private static IEnumerable<(int X, int Y)> Pixels(ImageSize size, Box box)
    {
        var (x1, y1) = (Math.Min(size.Width, (int)Math.Ceiling(box.X1)), Math.Min(size.Height, (int)Math.Ceiling(box.Y1)));
        for (var y = (int)box.Y0; y < y1; y++)
        {
            for (var x = (int)box.X0; x < x1; x++)
            {
                yield return (x, y);
            }
        }
    }
}
