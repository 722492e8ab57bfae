using Riveg.Regions;
using SkiaSharp;

namespace Riveg.Posts;

/// <summary>
/// Decodes JPEG, PNG, WebP, GIF (its first frame) and BMP to upright 8-bit RGB: EXIF orientation applied, an embedded colour profile
/// converted to sRGB (PNG's
/// <c>gAMA</c> is not), grey, palette, CMYK and 16-bit pictures converted, transparency laid over white. The limits are checked on the
/// file's size and its header
/// before pixels are decoded. Every other format is refused by its first bytes. Thread-safe.
/// <para>A file that is cut off is read with a warning where at least nine tenths of its rows are there, and refused where more is lost;
/// this is one rule for
/// all formats (docs/pictures.md). A JPEG that lacks only its end marker is whole.</para>
/// </summary>
internal sealed class ImageDecoder
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

    /// <summary>Whether a file that begins so is a picture of a format that is read.</summary>
    /// <param name="start">The first bytes, at least 12 of them where there are as many.</param>
    public static bool IsPicture(ReadOnlySpan<byte> start) => PictureFormats.Of(start) is not null;

    /// <summary>Decodes a picture and says what is lost of it.</summary>
    /// <exception cref="ImageDecodingException">The picture cannot be found or read, is of another format, is cut off, or is over the
    /// limits.</exception>
    public async ValueTask<DecodedImage> DecodeAsync(ImageSource source, CancellationToken cancellationToken = default)
    {
        using var opened = await OpenAsync(source, cancellationToken).ConfigureAwait(false);
        return opened.Decode(static length => new byte[length], cancellationToken);
    }

    /// <summary>Decodes a picture that is at hand, a file or bytes; what is wrong with it is left out.</summary>
    /// <exception cref="ImageDecodingException">As for <see cref="DecodeAsync"/>.</exception>
    public RgbImage Decode(ImageSource source, CancellationToken cancellationToken = default) =>
        DecodeAsync(source, cancellationToken).AsTask().GetAwaiter().GetResult().Image;

    /// <summary>Reads the upright size of a picture that is at hand, a file or bytes.</summary>
    /// <exception cref="ImageDecodingException">As for <see cref="ReadSizeAsync"/>.</exception>
    public ImageSize ReadSize(ImageSource source) => ReadSizeAsync(source).AsTask().GetAwaiter().GetResult();

    /// <summary>Reads an upright picture's size from its header.</summary>
    /// <exception cref="ImageDecodingException">The picture cannot be found or read, is of another format, or is over the
    /// limits.</exception>
    public async ValueTask<ImageSize> ReadSizeAsync(ImageSource source, CancellationToken cancellationToken = default)
    {
        using var opened = await OpenAsync(source, cancellationToken).ConfigureAwait(false);
        return opened.Size;
    }

    /// <summary>Reads a picture's file and checks its header; the caller disposes of it.</summary>
    /// <exception cref="ImageDecodingException">The picture cannot be found or read, is of another format, or is over the
    /// limits.</exception>
    public async ValueTask<OpenedPicture> OpenAsync(ImageSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var picture = await EncodedPicture.ReadAsync(source, limits, cancellationToken).ConfigureAwait(false);
        return new OpenedPicture(picture, Open(picture));
    }

    private SKCodec Open(EncodedPicture picture)
    {
        var codec = picture.Open(picture.Bytes);
        var pixels = (long)codec.Info.Width * codec.Info.Height;
        if (pixels <= limits.MaxPixels)
        {
            return codec;
        }

        var size = new ImageSize(codec.Info.Width, codec.Info.Height);
        codec.Dispose();
        throw new ImageDecodingException(
            $"The picture {picture.Name} is {size} = {pixels} pixels, more than the {limits.MaxPixels} allowed; shrink it.");
    }
}
