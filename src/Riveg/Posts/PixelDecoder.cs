using Riveg.Regions;
using SkiaSharp;

namespace Riveg.Posts;

/// <summary>Decodes the pixels of an opened picture, also of one that is cut off.</summary>
internal static class PixelDecoder
{
    // Of a picture that is cut off, one row in so many may be lost.
    private const int MostLost = 10;

    // JPEG's blocks are at most so many pixels high, chroma sampled at a quarter of the height.
    private const int HighestBlock = 32;

    /// <summary>The pixels, premultiplied RGBA, and a warning where some are lost. The caller disposes the bitmap.</summary>
    /// <exception cref="ImageDecodingException">The picture is broken, or too much of it is lost.</exception>
    public static (SKBitmap Bitmap, string? Warning) Decode(EncodedPicture picture, SKCodec codec, CancellationToken cancellationToken)
    {
        if (CutFile.IsCut(picture))
        {
            return DecodeCut(picture, codec);
        }

        var (bitmap, result) = Decode(picture, codec, isErased: false);
        if (result == SKCodecResult.Success)
        {
            return (bitmap, null);
        }

        bitmap.Dispose();
        cancellationToken.ThrowIfCancellationRequested();
        return result == SKCodecResult.IncompleteInput ? DecodeCut(picture, codec) : throw Broken(picture, result);
    }

    private static (SKBitmap Bitmap, string? Warning) DecodeCut(EncodedPicture picture, SKCodec codec) =>
        CutFile.FillUp(picture) is { } filled && DecodeFilledUp(picture, filled) is { } found ? found : KeepWhatIsThere(picture, codec);

    private static ImageDecodingException Broken(EncodedPicture picture, SKCodecResult result) =>
        new($"The picture {picture.Name} is broken ({result}); fetch it again.");

    private static (SKBitmap Bitmap, SKCodecResult Result) Decode(EncodedPicture picture, SKCodec codec, bool isErased)
    {
        using var srgb = picture.HasColorProfile ? SKColorSpace.CreateSrgb() : null;
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul, srgb);
        var bitmap = new SKBitmap();
        try
        {
            if (!bitmap.TryAllocPixels(info))
            {
                var size = new ImageSize(info.Width, info.Height);
                throw new ImageDecodingException(
                    $"The picture {picture.Name} of {size} does not fit into memory; lower the limit of pixels.");
            }

            if (isErased)
            {
                bitmap.Erase(SKColors.Transparent);
            }

            return (bitmap, codec.GetPixels(info, bitmap.GetPixels()));
        }
        catch
        {
            bitmap.Dispose();
            throw;
        }
    }

    // Skia leaves the rows that it did not reach empty.
    private static (SKBitmap Bitmap, string? Warning) KeepWhatIsThere(EncodedPicture picture, SKCodec codec)
    {
        var (bitmap, result) = Decode(picture, codec, isErased: true);
        if (result is SKCodecResult.Success or SKCodecResult.IncompleteInput)
        {
            return Judge(picture, bitmap, CutFile.LostRows(picture, bitmap.Height) ?? CountEmptyRows(bitmap));
        }

        bitmap.Dispose();
        throw Broken(picture, result);
    }

    private static (SKBitmap Bitmap, string? Warning)? DecodeFilledUp(EncodedPicture picture, (byte[] Quiet, byte[] Noisy) filled)
    {
        if (TryDecode(picture, filled.Quiet) is not { } bitmap)
        {
            return null;
        }

        using var other = TryDecode(picture, filled.Noisy);
        if (other is not null)
        {
            return Judge(picture, bitmap, CountDifferentRows(bitmap, other));
        }

        bitmap.Dispose();
        return null;
    }

    private static SKBitmap? TryDecode(EncodedPicture picture, byte[] file)
    {
        using var codec = picture.Open(file);
        var (bitmap, result) = Decode(picture, codec, isErased: false);
        if (result == SKCodecResult.Success)
        {
            return bitmap;
        }

        bitmap.Dispose();
        return null;
    }

    private static (SKBitmap Bitmap, string? Warning) Judge(EncodedPicture picture, SKBitmap bitmap, int lost)
    {
        if (lost == 0)
        {
            return (bitmap, null);
        }

        var height = bitmap.Height;
        if ((long)lost * MostLost > height)
        {
            bitmap.Dispose();
            throw new ImageDecodingException(
                $"The picture {picture.Name} is cut off: {lost} of its {height} rows are lost; fetch it again.");
        }

        return (
            bitmap,
            $"The picture {picture.Name} is cut off: {lost} of its {height} rows are lost in whole or in part; it is read without them.");
    }

    private static int CountEmptyRows(SKBitmap bitmap)
    {
        var empty = 0;
        for (var y = 0; y < bitmap.Height; y++)
        {
            empty += Row(bitmap, y).ContainsAnyExcept((byte)0) ? 0 : 1;
        }

        return empty;
    }

    // In rows' worth of pixels: a row of blocks that breaks off in its middle is half lost, and all below it is lost.
    private static int CountDifferentRows(SKBitmap one, SKBitmap other)
    {
        var (pixels, first) = (0L, one.Height);
        for (var y = 0; y < one.Height; y++)
        {
            var lost = y >= first + HighestBlock ? one.Width : one.Width - (Row(one, y).CommonPrefixLength(Row(other, y)) / 4);
            first = lost > 0 ? Math.Min(first, y) : first;
            pixels += lost;
        }

        return (int)((pixels + one.Width - 1) / one.Width);
    }

    private static ReadOnlySpan<byte> Row(SKBitmap bitmap, int y) => bitmap.GetPixelSpan().Slice(y * bitmap.RowBytes, bitmap.Width * 4);
}
