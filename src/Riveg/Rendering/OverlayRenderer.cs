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
        using var bitmap = SkiaPictures.ToBitmap(image);
        using (var canvas = new SKCanvas(bitmap))
        {
            var scene = OverlayScene.Of(result, new ImageSize(image.Width, image.Height));
            foreach (var annotator in Annotators)
            {
                annotator.Draw(canvas, scene);
            }
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        encoded.SaveTo(png);
    }
}
