using SkiaSharp;

namespace Riveg.Rendering;

/// <summary>Tints what a mask covers, and draws its outline.</summary>
internal sealed class MaskAnnotator : IOverlayAnnotator
{
    private const byte TintAlpha = 92;

    public void Draw(SKCanvas canvas, OverlayScene scene)
    {
        foreach (var region in scene.Regions.Where(r => r.Outline.Count > 0))
        {
            using var path = ToPath(region.Outline);
            using var tint = new SKPaint { Color = region.Color.ToSkia(TintAlpha), IsAntialias = true, Style = SKPaintStyle.Fill };
            using var halo = Line(new SKColor(255, 255, 255, 200), scene.Scale.LineWidth * 1.7f);
            using var line = Line(region.Color.ToSkia(), scene.Scale.LineWidth * 0.9f);
            canvas.DrawPath(path, tint);
            canvas.DrawPath(path, halo);
            canvas.DrawPath(path, line);
        }
    }

    private static SKPaint Line(SKColor color, float width) =>
        new() { Color = color, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = width, StrokeJoin = SKStrokeJoin.Round };

    private static SKPath ToPath(IReadOnlyList<ContourPoint[]> outline)
    {
        using var builder = new SKPathBuilder { FillType = SKPathFillType.EvenOdd };
        foreach (var contour in outline)
        {
            builder.AddPoly(Array.ConvertAll(contour, p => new SKPoint((float)p.X, (float)p.Y)), close: true);
        }

        return builder.Detach();
    }
}
