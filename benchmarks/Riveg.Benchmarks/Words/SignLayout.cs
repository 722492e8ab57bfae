using SkiaSharp;

namespace Riveg.Benchmarks.Words;

/// <summary>Lines of text on a panel, centred, with space between the letters.</summary>
internal sealed class SignLayout
{
    private readonly SKFont font;
    private readonly float spacing;
    private readonly List<(string Letter, SKPoint At)> letters = [];

    /// <summary>Lays the lines out.</summary>
    public SignLayout(SKFont font, IReadOnlyList<string> lines, float spacing, float margin)
    {
        this.font = font;
        this.spacing = spacing;
        font.GetFontMetrics(out var metrics);
        var lineHeight = (metrics.Descent - metrics.Ascent) * 1.1f;
        var widths = lines.Select(WidthOf).ToList();
        Width = widths.Max() + (2 * margin);
        Height = (lines.Count * lineHeight) + margin;
        for (var i = 0; i < lines.Count; i++)
        {
            LayOut(lines[i], (Width - widths[i]) / 2, (margin / 2) + (i * lineHeight) - metrics.Ascent);
        }
    }

    public float Width { get; }

    public float Height { get; }

    /// <summary>The words with the rectangles of their ink, on the panel.</summary>
    public List<(string Text, SKRect Rect)> Words { get; } = [];

    /// <summary>Draws the letters.</summary>
    public void Draw(SKCanvas canvas, SKPaint paint)
    {
        foreach (var (letter, at) in letters)
        {
            canvas.DrawText(letter, at.X, at.Y, SKTextAlign.Left, font, paint);
        }
    }

    private float WidthOf(string line) => line.Sum(c => font.MeasureText(c.ToString()) + spacing) - spacing;

    private void LayOut(string line, float x, float y)
    {
        foreach (var word in line.Split(' '))
        {
            var rect = SKRect.Empty;
            foreach (var c in word)
            {
                letters.Add((c.ToString(), new SKPoint(x, y)));
                font.MeasureText(c.ToString(), out var ink);
                ink.Offset(x, y);
                rect = rect.IsEmpty ? ink : SKRect.Union(rect, ink);
                x += font.MeasureText(c.ToString()) + spacing;
            }

            Words.Add((word, rect));
            x += font.MeasureText(" ") + spacing;
        }
    }
}
