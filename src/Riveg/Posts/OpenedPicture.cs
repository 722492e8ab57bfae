using Riveg.Regions;
using SkiaSharp;

namespace Riveg.Posts;

/// <summary>
/// A picture whose file is read and whose header is checked; its pixels are decoded when there is room for them. Used by one thread at a
/// time.
/// </summary>
internal sealed class OpenedPicture(EncodedPicture picture, SKCodec codec) : IDisposable
{
    /// <summary>Of the upright picture.</summary>
    public ImageSize Size => UprightPixels.Size(codec.Info.Width, codec.Info.Height, picture.Orientation(codec));

    /// <summary>Decodes the pixels.</summary>
    /// <param name="allocate">Gives an array of at least so many bytes for the pixels.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ImageDecodingException">The picture is cut off or broken.</exception>
    public DecodedImage Decode(Func<int, byte[]> allocate, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (RowDecoder.TryDecode(picture, allocate, cancellationToken) is { } whole)
        {
            return new DecodedImage(whole.DecodedFrom(picture.Bytes), null);
        }

        var (bitmap, warning) = PixelDecoder.Decode(picture, codec, cancellationToken);
        using (bitmap)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new DecodedImage(
                UprightPixels.Copy(bitmap, picture.Orientation(codec), allocate).DecodedFrom(picture.Bytes), warning);
        }
    }

    public void Dispose() => codec.Dispose();
}
