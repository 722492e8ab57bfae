using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Riveg.Rendering;

/// <summary>
/// The font of labels: DejaVu Sans, which is part of this assembly. A character that it lacks is taken from the machine's fonts where one
/// has it, else it shows as DejaVu's box. Not thread-safe; the typeface behind it is shared.
/// </summary>
internal sealed class LabelFont : IDisposable
{
    private const string Ellipsis = "…";

    private static readonly Lazy<SKTypeface> Embedded = new(LoadEmbedded);

    private readonly float size;
    private readonly SKFont main;
    private readonly Dictionary<int, SKFont?> fallbacks = [];

    public LabelFont(float size)
    {
        this.size = size;
        main = CreateFont(Embedded.Value);
    }

    /// <summary>How far letters reach above the base line, in pixels.</summary>
    public float Ascent => -main.Metrics.Ascent;

    /// <summary>From the top of the highest letter to the bottom of the lowest, in pixels.</summary>
    public float LineHeight => main.Metrics.Descent - main.Metrics.Ascent;

    /// <summary>How wide a line of text is, in pixels.</summary>
    public float Measure(string text) => Runs(text).Sum(run => run.Font.MeasureText(run.Font.Typeface.GetGlyphs(run.Text)));

    /// <summary>The text, or as many of its first characters (as readers count them) as fit with an ellipsis.</summary>
    public string Shorten(string text, float maxWidth)
    {
        if (text.Length == 0 || (text.Length < LongestWorthMeasuring && Measure(text) <= maxWidth))
        {
            return text;
        }

        var starts = StringInfo.ParseCombiningCharacters(text.Length > LongestWorthMeasuring ? text[..LongestWorthMeasuring] : text);
        int fits = 0, tooMany = starts.Length;
        while (tooMany - fits > 1)
        {
            var middle = (fits + tooMany) / 2;
            if (Measure(text[..starts[middle]].TrimEnd() + Ellipsis) <= maxWidth)
            {
                fits = middle;
            }
            else
            {
                tooMany = middle;
            }
        }

        return text[..starts[fits]].TrimEnd() + Ellipsis;
    }

    /// <summary>Draws a line of text whose base line starts at the point.</summary>
    public void Draw(SKCanvas canvas, string text, float x, float y, SKPaint paint)
    {
        foreach (var run in Runs(text))
        {
            canvas.DrawText(run.Text, x, y, SKTextAlign.Left, run.Font, paint);
            x += run.Font.MeasureText(run.Font.Typeface.GetGlyphs(run.Text));
        }
    }

    public void Dispose()
    {
        foreach (var font in fallbacks.Values.OfType<SKFont>())
        {
            font.Typeface.Dispose();
            font.Dispose();
        }

        main.Dispose();
    }

    private const int LongestWorthMeasuring = 2000;

    // Neighbours of the same font are drawn together, so that kerning and combining marks work within them.
    private IEnumerable<(string Text, SKFont Font)> Runs(string text)
    {
        var run = new StringBuilder();
        SKFont? current = null;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsInvisible(rune))
            {
                continue;
            }

            var font = FontFor(rune);
            if (current is not null && !ReferenceEquals(font, current))
            {
                yield return (run.ToString(), current);
                run.Clear();
            }

            current = font;
            run.Append(rune.ToString());
        }

        if (current is not null)
        {
            yield return (run.ToString(), current);
        }
    }

    // Joiners, direction marks and variation selectors have no glyph of their own; a box for each would be noise.
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format || rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private SKFont FontFor(Rune rune)
    {
        if (main.ContainsGlyph(rune.Value))
        {
            return main;
        }

        if (!fallbacks.TryGetValue(rune.Value, out var font))
        {
            var typeface = SKFontManager.Default.MatchCharacter(rune.Value);
            font = typeface is null ? null : CreateFont(typeface);
            fallbacks.Add(rune.Value, font);
        }

        return font ?? main;
    }

    private SKFont CreateFont(SKTypeface typeface) => new(typeface, size) { Edging = SKFontEdging.Antialias, Subpixel = true };

    private static SKTypeface LoadEmbedded()
    {
        using var stream = typeof(LabelFont).Assembly.GetManifestResourceStream("Riveg.Rendering.DejaVuSans.ttf")
            ?? throw new InvalidOperationException("The assembly Riveg was built without its font.");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException("The font of the assembly Riveg cannot be read.");
    }
}
