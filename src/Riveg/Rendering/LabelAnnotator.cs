using Riveg.Regions;
using SkiaSharp;

namespace Riveg.Rendering;

/// <summary>Writes name, type and score of each region beside its box.</summary>
internal sealed class LabelAnnotator : IOverlayAnnotator
{
    private const double LargestShareOfWidth = 0.6;

    public void Draw(SKCanvas canvas, OverlayScene scene)
    {
        using var font = new LabelFont(scene.Scale.FontSize);
        using var small = new LabelFont(scene.Scale.FontSize * 0.72f);
        var labels = scene.Regions.Select(region => Compose(region, scene, font, small)).ToList();
        var places = LabelLayout.Place([.. labels.Select(l => new LabelRequest(l.Width, l.Height, l.Region.Box))], scene.Picture);
        for (var i = 0; i < labels.Count; i++)
        {
            Write(canvas, labels[i], places[i], font, small);
        }
    }

    private static Label Compose(DrawnRegion region, OverlayScene scene, LabelFont font, LabelFont small)
    {
        var padding = scene.Scale.FontSize * 0.4f;
        var detailWidth = small.Measure(region.Detail);
        var room = Math.Max(font.LineHeight * 4, (float)(scene.Picture.Width * LargestShareOfWidth) - detailWidth - (3 * padding));
        var name = font.Shorten(region.Name, room);
        var nameWidth = font.Measure(name);
        return new Label(region, name, padding, nameWidth, nameWidth + detailWidth + (3 * padding), font.LineHeight + (padding * 0.6f));
    }

    private static void Write(SKCanvas canvas, Label label, Box place, LabelFont font, LabelFont small)
    {
        var area = new SKRect((float)place.X0, (float)place.Y0, (float)place.X1, (float)place.Y1);
        using var ground = new SKPaint { Color = label.Region.Color.ToSkia(238), IsAntialias = true };
        using var ink = new SKPaint { Color = label.Region.Color.TextColor.ToSkia(), IsAntialias = true };
        canvas.Save();
        canvas.ClipRect(area);
        canvas.DrawRoundRect(area, label.Padding * 0.5f, label.Padding * 0.5f, ground);
        var baseLine = area.Top + (label.Padding * 0.3f) + font.Ascent;
        font.Draw(canvas, label.Name, area.Left + label.Padding, baseLine, ink);
        small.Draw(canvas, label.Region.Detail, area.Left + (2 * label.Padding) + label.NameWidth, baseLine, ink);
        canvas.Restore();
    }

    private sealed record Label(DrawnRegion Region, string Name, float Padding, float NameWidth, float Width, float Height);
}
