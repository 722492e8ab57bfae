using System.Runtime.InteropServices;
using Riveg.Faults;
using SkiaSharp;

namespace Riveg.Posts;

/// <summary>A picture's file in memory, read whole from its source.</summary>
internal sealed class EncodedPicture
{
    private const int FirstBuffer = 1 << 16;
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
    public static async ValueTask<EncodedPicture> ReadAsync(ImageSource source, ImageLimits limits, CancellationToken cancellationToken)
    {
        var bytes = await ReadBytesAsync(source, limits, cancellationToken).ConfigureAwait(false);
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
    private static async ValueTask<byte[]> ReadBytesAsync(ImageSource source, ImageLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            var length = source.GetLength();
            if (length > limits.MaxBytes)
            {
                throw TooLong(source, $"{length} bytes, more", limits);
            }

            ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
            if (length == 0)
            {
                // A pipe or a device has no length, and to open one might wait for ever.
                throw new ImageDecodingException($"The picture {source.Name} is an empty file, or no file but a pipe or a device.");
            }

            var stream = await source.OpenReadAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidDataException("it gave no stream (null).");
            await using (stream.ConfigureAwait(false))
            {
                var bytes = length is { } known
                    ? await ReadAsync(stream, known, cancellationToken).ConfigureAwait(false)
                    : await ReadToEndAsync(stream, source, limits, cancellationToken).ConfigureAwait(false);
                return bytes.Length > 0 ? bytes : throw new ImageDecodingException($"The picture {source.Name} is an empty file.");
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageDecodingException(
                $"There is no picture {source.Name}; check the path, and the folder of the pictures.", exception);
        }
        catch (Exception exception) when (exception is not ImageDecodingException && !cancellationToken.IsCancellationRequested)
        {
            throw new ImageDecodingException($"The picture {source.Name} cannot be read: {Fault.OneLine(exception.Message)}", exception);
        }
    }

    private static async ValueTask<byte[]> ReadAsync(Stream stream, long length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        var read = await ReadAtLeastAsync(stream, bytes, cancellationToken).ConfigureAwait(false);
        return read == bytes.Length && await ReadAtLeastAsync(stream, new byte[1], cancellationToken).ConfigureAwait(false) == 0
            ? bytes
            : throw new InvalidDataException(
                $"{length} bytes were promised and {(read < bytes.Length ? $"only {read}" : "more")} came.");
    }

    private static async ValueTask<byte[]> ReadToEndAsync(
        Stream stream, ImageSource source, ImageLimits limits, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(FirstBuffer, limits.MaxBytes + 1)];
        for (var filled = 0; ;)
        {
            var read = await ReadAtLeastAsync(stream, buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            filled += read;
            if (filled < buffer.Length)
            {
                return buffer[..filled];
            }

            if (filled > limits.MaxBytes)
            {
                throw TooLong(source, "more bytes", limits);
            }

            Array.Resize(ref buffer, (int)Math.Min(Math.Min(buffer.Length * 2L, limits.MaxBytes + 1), Array.MaxLength));
        }
    }

    // What is at hand is read at once: the pool's threads have nothing to wait for.
    private static ValueTask<int> ReadAtLeastAsync(Stream stream, Memory<byte> bytes, CancellationToken cancellationToken) =>
        stream is FileStream || stream.GetType() == typeof(MemoryStream)
            ? new(stream.ReadAtLeast(bytes.Span, bytes.Length, throwOnEndOfStream: false))
            : stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);

    private static ImageDecodingException TooLong(ImageSource source, string length, ImageLimits limits) =>
        new($"The picture {source.Name} has {length} than the {limits.MaxBytes} allowed; shrink it.");
}
