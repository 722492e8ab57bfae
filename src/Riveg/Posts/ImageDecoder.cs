using Riveg.Regions;
using SkiaSharp;

namespace Riveg.Posts;

/// <summary>
/// Decodes JPEG, PNG, WebP, GIF (its first frame) and BMP to upright 8-bit RGB: EXIF orientation applied, an embedded colour profile converted to sRGB, grey, palette,
/// CMYK and 16-bit pictures converted, transparency laid over white. The limits are checked on the file's size and its header before pixels are decoded. Thread-safe.
/// </summary>
public sealed class ImageDecoder
{
    private readonly ImageLimits limits;

    /// <summary>Makes a decoder.</summary>
    /// <param name="limits">What a picture may be at most; the defaults if null.</param>
    /// <exception cref="ArgumentException">The limits are wrong.</exception>
    public ImageDecoder(ImageLimits? limits = null)
    {
        this.limits = limits ?? new ImageLimits();
        this.limits.Validate();
    }

    /// <summary>Decodes a picture.</summary>
    /// <exception cref="ImageDecodingException">The picture cannot be found or read, is of another format, is cut off, or is over the limits.</exception>
    public RgbImage Decode(ImageSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var data = Read(source);
        using var codec = Open(source, data);
        cancellationToken.ThrowIfCancellationRequested();
        using var bitmap = DecodePixels(source, codec);
        cancellationToken.ThrowIfCancellationRequested();
        return UprightPixels.Copy(bitmap, codec.EncodedOrigin);
    }

    /// <summary>Reads an upright picture's size from its header.</summary>
    /// <exception cref="ImageDecodingException">The picture cannot be found or read, is of another format, or is over the limits.</exception>
    public ImageSize ReadSize(ImageSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var data = Read(source);
        using var codec = Open(source, data);
        return UprightPixels.Size(codec.Info.Width, codec.Info.Height, codec.EncodedOrigin);
    }

    private SKData Read(ImageSource source)
    {
        try
        {
            var length = source.GetLength();
            if (length > limits.MaxBytes)
            {
                throw new ImageDecodingException($"The picture {source.Name} has {length} bytes, more than the {limits.MaxBytes} allowed; shrink it.");
            }

            if (length == 0)
            {
                throw new ImageDecodingException($"The picture {source.Name} is an empty file.");
            }

            using var stream = source.OpenRead();
            return SKData.Create(stream, length);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageDecodingException($"There is no picture {source.Name}; check the path or --images.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ImageDecodingException($"The picture {source.Name} cannot be read: {exception.Message}", exception);
        }
    }

    private SKCodec Open(ImageSource source, SKData data)
    {
        var codec = SKCodec.Create(data)
            ?? throw new ImageDecodingException($"The picture {source.Name} is not a JPEG, PNG, WebP, GIF or BMP file, or its header is broken.");
        var pixels = (long)codec.Info.Width * codec.Info.Height;
        if (pixels <= limits.MaxPixels)
        {
            return codec;
        }

        var size = new ImageSize(codec.Info.Width, codec.Info.Height);
        codec.Dispose();
        throw new ImageDecodingException($"The picture {source.Name} is {size} = {pixels} pixels, more than the {limits.MaxPixels} allowed; shrink it.");
    }

    private static SKBitmap DecodePixels(ImageSource source, SKCodec codec)
    {
        using var srgb = SKColorSpace.CreateSrgb();
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul, srgb);
        var bitmap = new SKBitmap();
        try
        {
            if (!bitmap.TryAllocPixels(info))
            {
                throw new ImageDecodingException($"The picture {source.Name} of {new ImageSize(info.Width, info.Height)} does not fit into memory; lower the limit of pixels.");
            }

            var result = codec.GetPixels(info, bitmap.GetPixels());
            return result switch
            {
                SKCodecResult.Success => bitmap,
                SKCodecResult.IncompleteInput => throw new ImageDecodingException($"The picture {source.Name} is cut off: the file ends before its last row; fetch it again."),
                _ => throw new ImageDecodingException($"The picture {source.Name} is broken ({result}); fetch it again."),
            };
        }
        catch
        {
            bitmap.Dispose();
            throw;
        }
    }
}
