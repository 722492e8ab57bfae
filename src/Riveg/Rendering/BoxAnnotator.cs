using SkiaSharp;

namespace Riveg.Rendering;

/// <summary>Draws the boxes, each with a thin dark rim so that it stands out from a picture of its own colour.</summary>
internal sealed class BoxAnnotator : IOverlayAnnotator
{
    public void Draw(SKCanvas canvas, OverlayScene scene)
    {
        var width = scene.Scale.LineWidth;
        foreach (var region in scene.Regions)
        {
            var rectangle = LineInside(region, width);
            using var rim = Line(new SKColor(0, 0, 0, 110), width * 1.6f);
            using var line = Line(region.Color.ToSkia(), width);
            canvas.DrawRoundRect(rectangle, width, width, rim);
            canvas.DrawRoundRect(rectangle, width, width, line);
        }
    }

    // The line lies just inside the box: at the picture's edge half of it would be cut off otherwise.
    private static SKRect LineInside(DrawnRegion region, float width)
    {
        var rectangle = new SKRect((float)region.Box.X0, (float)region.Box.Y0, (float)region.Box.X1, (float)region.Box.Y1);
        rectangle.Inflate(-Math.Min(width, rectangle.Width) / 2, -Math.Min(width, rectangle.Height) / 2);
        return rectangle;
    }

    private static SKPaint Line(SKColor color, float width) =>
        new() { Color = color, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = width };
}
