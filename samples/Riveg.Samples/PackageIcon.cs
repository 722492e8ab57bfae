using SkiaSharp;

namespace Riveg.Samples;

/// <summary>The packages' icon: a post, one of its words marked, and the picture's region that the word names.</summary>
internal static class PackageIcon
{
    public const int Side = 128;

    public static void Draw(SKCanvas canvas)
    {
        canvas.Box(Brush.Linear(0, 0, 128, 128, "#3b1458", "#140a2e"), 0, 0, Side, Side);
        Word(canvas, "#8f86a8", 14, 16, 26);
        Word(canvas, "#ffb347", 46, 16, 40);
        Word(canvas, "#8f86a8", 92, 16, 22);
        Word(canvas, "#8f86a8", 14, 33, 60);
        using (var frame = new SKRoundRect(new SKRect(14, 52, 114, 116), 7))
        {
            canvas.Save();
            canvas.ClipRoundRect(frame, antialias: true);
            canvas.Box(Brush.Linear(0, 52, 0, 116, "#5ad1ff", "#c9f0ff"), 14, 52, 100, 64);
            canvas.Fill(Brush.Flat("#3f8f6b"), "M14 104 L40 84 L62 102 L88 88 L114 104 L114 116 L14 116 Z");
            canvas.Disc(Brush.Flat("#2d2140"), 74, 76, 8, 9);
            canvas.Fill(Brush.Flat("#2d2140"), "M58 116 C58 94 66 88 74 88 C82 88 90 94 90 116 Z");
            canvas.Restore();
        }

        using var region = Brush.Line("#ffb347", 4);
        canvas.DrawRect(new SKRect(54, 62, 94, 112), region);
    }

    private static void Word(SKCanvas canvas, string color, float x, float y, float width)
    {
        using var paint = Brush.Flat(color);
        canvas.DrawRoundRect(new SKRect(x, y, x + width, y + 9), 4, 4, paint);
    }
}
