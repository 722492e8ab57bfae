using System.Runtime.InteropServices;
using SkiaSharp;

namespace Riveg.Posts;

/// <summary>A picture's file in memory, read whole from its source.</summary>
internal sealed class EncodedPicture
{
    private SKEncodedOrigin? orientation;

    private EncodedPicture(string name, byte[] bytes, PictureFormat format)
    {
        Name = name;
        Bytes = bytes;
        Format = format;
    }

    public string Name { get; }

    public byte[] Bytes { get; }

    public PictureFormat Format { get; }

    /// <exception cref="ImageDecodingException">The source cannot be read, or it is no picture of the formats that are
    /// promised.</exception>
    public static EncodedPicture Read(ImageSource source, ImageLimits limits, CancellationToken cancellationToken)
    {
        var bytes = ReadBytes(source, limits, cancellationToken);
        if (PictureFormats.Of(bytes) is { } format)
        {
            return new EncodedPicture(source.Name, bytes, format);
        }

        throw new ImageDecodingException(PictureFormats.NameOfOther(bytes) is { } other
            ? $"The picture {source.Name} is {other}; only {PictureFormats.Promised} are read: convert it."
            : $"The picture {source.Name} is not a JPEG, PNG, WebP, GIF or BMP file, or its header is broken.");
    }

    /// <summary>Opens bytes with Skia, which decodes from where they are.</summary>
    /// <exception cref="ImageDecodingException">The header is broken.</exception>
    public SKCodec Open(byte[] bytes)
    {
        var handle = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        using var data = SKData.Create(handle.AddrOfPinnedObject(), bytes.Length, (_, _) => handle.Free());
        var codec = SKCodec.Create(data);
        if (codec is not null && codec.EncodedFormat == SkiaFormat)
        {
            return codec;
        }

        codec?.Dispose();
        throw new ImageDecodingException($"The picture {Name} is not a JPEG, PNG, WebP, GIF or BMP file, or its header is broken.");
    }

    /// <summary>Where the first pixel belongs, by the file's EXIF.</summary>
    public SKEncodedOrigin Orientation(SKCodec codec) => orientation ??= Format switch
    {
        PictureFormat.Png => ExifOrientation.OfPng(Bytes),
        PictureFormat.WebP => ExifOrientation.OfWebP(Bytes),
        _ => codec.EncodedOrigin,
    };

    /// <summary>
    /// Whether colours are converted to sRGB: by the embedded profile. PNG's <c>gAMA</c> and <c>cHRM</c> are not applied, as Pillow,
    /// OpenCV and torchvision do not.
    /// </summary>
    public bool HasColorProfile => Format != PictureFormat.Png || ExifOrientation.HasPngProfile(Bytes);

    private SKEncodedImageFormat SkiaFormat => Format switch
    {
        PictureFormat.Jpeg => SKEncodedImageFormat.Jpeg,
        PictureFormat.Png => SKEncodedImageFormat.Png,
        PictureFormat.WebP => SKEncodedImageFormat.Webp,
        PictureFormat.Gif => SKEncodedImageFormat.Gif,
        _ => SKEncodedImageFormat.Bmp,
    };

    // Sources may be anyone's: whatever they throw is a picture that cannot be read, and what they say of their length is checked.
    private static byte[] ReadBytes(ImageSource source, ImageLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            var length = source.GetLength();
            if (length > limits.MaxBytes)
            {
                throw new ImageDecodingException(
                    $"The picture {source.Name} has {length} bytes, more than the {limits.MaxBytes} allowed; shrink it.");
            }

            if (length == 0)
            {
                throw new ImageDecodingException($"The picture {source.Name} is an empty file.");
            }

            ArgumentOutOfRangeException.ThrowIfNegative(length);
            var bytes = new byte[length];
            using var stream = source.OpenRead();
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return read == bytes.Length && stream.ReadByte() < 0
                ? bytes
                : throw new InvalidDataException(
                    $"{length} bytes were promised and {(read < bytes.Length ? $"only {read}" : "more")} came.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageDecodingException($"There is no picture {source.Name}; check the path or --images.", exception);
        }
        catch (Exception exception) when (exception is not ImageDecodingException && !cancellationToken.IsCancellationRequested)
        {
            throw new ImageDecodingException($"The picture {source.Name} cannot be read: {OneLine(exception.Message)}", exception);
        }
    }

    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
