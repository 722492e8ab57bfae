using SkiaSharp;

namespace Riveg.Samples;

/// <summary>Paints with flat colours and gradients.</summary>
internal static class Brush
{
    public static SKPaint Flat(string color) => new() { Color = SKColor.Parse(color), IsAntialias = true };

    public static SKPaint Line(string color, float width) =>
        new()
        {
            Color = SKColor.Parse(color),
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = width,
            StrokeCap = SKStrokeCap.Round
        };

    public static SKPaint Linear(float x0, float y0, float x1, float y1, params string[] colors) => new()
    {
        IsAntialias = true,
        Shader = SKShader.CreateLinearGradient(
            new(x0, y0), new(x1, y1), Array.ConvertAll(colors, SKColor.Parse), null, SKShaderTileMode.Clamp),
    };

    public static SKPaint Radial(float x, float y, float radius, params string[] colors) => new()
    {
        IsAntialias = true,
        Shader = SKShader.CreateRadialGradient(new(x, y), radius, Array.ConvertAll(colors, SKColor.Parse), null, SKShaderTileMode.Clamp),
    };

    public static void Fill(this SKCanvas canvas, SKPaint paint, string svgPath)
    {
        using (paint)
        using (var path = SKPath.ParseSvgPathData(svgPath))
        {
            canvas.DrawPath(path, paint);
        }
    }

    public static void Box(this SKCanvas canvas, SKPaint paint, float x, float y, float width, float height)
    {
        using (paint)
        {
            canvas.DrawRect(x, y, width, height, paint);
        }
    }

    public static void Disc(this SKCanvas canvas, SKPaint paint, float x, float y, float radiusX, float radiusY)
    {
        using (paint)
        {
            canvas.DrawOval(x, y, radiusX, radiusY, paint);
        }
    }
}
