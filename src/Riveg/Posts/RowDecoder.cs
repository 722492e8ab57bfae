using SkiaSharp;

namespace Riveg.Posts;

/// <summary>
/// Decodes a whole picture some rows at a time into its final pixels: a picture of 12 megapixels then needs no second copy of four bytes a
/// pixel. Pixels are those of <see cref="PixelDecoder"/>, which does what this cannot (WebP, GIF, interlaced PNG, files that are cut off).
/// </summary>
internal static class RowDecoder
{
    private const int RowsAtOnce = 64;

    /// <summary>The upright picture; null where it cannot be decoded row by row.</summary>
    public static RgbImage? TryDecode(EncodedPicture picture, Func<int, byte[]> allocate, CancellationToken cancellationToken)
    {
        if (CutFile.IsCut(picture))
        {
            return null;
        }

        using var codec = picture.Open(picture.Bytes);
        using var srgb = picture.HasColorProfile ? SKColorSpace.CreateSrgb() : null;
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul, srgb);
        if (codec.StartScanlineDecode(info) != SKCodecResult.Success || codec.ScanlineOrder != SKCodecScanlineOrder.TopDown)
        {
            return null;
        }

        using var rows = new SKBitmap(info.WithSize(info.Width, Math.Min(RowsAtOnce, info.Height)));
        var upright = new UprightPixels(info.Width, info.Height, picture.Orientation(codec), allocate);
        for (var y = 0; y < info.Height; y += RowsAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(RowsAtOnce, info.Height - y);
            if (codec.GetScanlines(rows.GetPixels(), count, rows.RowBytes) != count)
            {
                return null;
            }

            upright.Add(rows.GetPixelSpan(), rows.RowBytes, y, count);
        }

        return upright.ToImage();
    }
}
