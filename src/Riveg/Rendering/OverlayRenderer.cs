using Riveg.Posts;
using Riveg.Regions;
using SkiaSharp;

namespace Riveg.Rendering;

/// <summary>
/// Draws what was found onto the picture: translucent masks with their outline, boxes, and labels (the entity's words, its type, the
/// region's score) that stay inside the picture. Entities that are not in the picture are not drawn. Every type has its colour;
/// lines and letters grow with the picture. Stateless and thread-safe.
/// </summary>
public sealed class OverlayRenderer
{
    private const int JpegQuality = 85;

    private static readonly IOverlayAnnotator[] Annotators = [new MaskAnnotator(), new BoxAnnotator(), new LabelAnnotator()];

    /// <summary>Draws and writes a PNG of the picture's size.</summary>
    /// <param name="image">The upright picture that the result's regions refer to; it is not changed.</param>
    /// <param name="result">Regions in pixels of that picture, or relative. Parts outside the picture are cut off.</param>
    /// <param name="png">Receives the PNG; it stays open.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void WritePng(RgbImage image, AnnotationResult result, Stream png)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(png);
        using var bitmap = Draw(image, result);
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        encoded.SaveTo(png);
    }

    /// <summary>Draws and writes a JPEG that is small enough to be sent along with an answer.</summary>
    /// <param name="image">The upright picture that the result's regions refer to; it is not changed.</param>
    /// <param name="result">Regions in pixels of that picture, or relative. Parts outside the picture are cut off.</param>
    /// <param name="jpeg">Receives the JPEG; it stays open.</param>
    /// <param name="longestSide">The longer side in pixels at most; a larger picture is made smaller.</param>
    internal void WriteJpeg(RgbImage image, AnnotationResult result, Stream jpeg, int longestSide)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(jpeg);
        using var bitmap = Draw(image, result);
        using var encoded = SkiaPictures.ToJpeg(bitmap, longestSide, JpegQuality);
        encoded.SaveTo(jpeg);
    }

    private static SKBitmap Draw(RgbImage image, AnnotationResult result)
    {
        var bitmap = SkiaPictures.ToBitmap(image);
        using var canvas = new SKCanvas(bitmap);
        var scene = OverlayScene.Of(result, new ImageSize(image.Width, image.Height));
        foreach (var annotator in Annotators)
        {
            annotator.Draw(canvas, scene);
        }

        return bitmap;
    }
}
