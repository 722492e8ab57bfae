using System.Globalization;
using Riveg.Rendering;
using Riveg.Training.Cli.Runs;
using SkiaSharp;

namespace Riveg.Training.Cli.Reports;

/// <summary>The figures of a run over its epochs as a picture: the loss above, MNER on dev in both views below it.</summary>
internal static class CurvePicture
{
    private const int Width = 900;
    private const int PanelHeight = 320;
    private const double Largest = 1e30;
    private const float Left = 80, Right = 30, Top = 52, Bottom = 48;

    private static readonly SKColor Ink = new(0x33, 0x33, 0x33);
    private static readonly SKColor Grid = new(0xDD, 0xDD, 0xDD);

    // Colours that people with a colour-vision deficiency can tell apart (Okabe and Ito).
    private static readonly SKColor Orange = new(0xD5, 0x5E, 0x00);
    private static readonly SKColor Green = new(0x00, 0x9E, 0x73);
    private static readonly SKColor Blue = new(0x00, 0x72, 0xB2);

    /// <summary>Writes a PNG.</summary>
    /// <param name="epochs">At least one.</param>
    /// <param name="stream">Gets the file; stays open.</param>
    public static void Write(IReadOnlyList<EpochRecord> epochs, Stream stream)
    {
        List<Panel> panels = [new("loss on what is learned from", [new("loss", Orange, [.. epochs.Select(e => (e.Epoch, e.Loss))])])];
        List<Line> scores =
        [
            new("text alone", Green, [.. epochs.Where(e => e.Text is not null).Select(e => (e.Epoch, e.Text!.F1))]),
            new("with knowledge", Blue, [.. epochs.Where(e => e.Knowledge is not null).Select(e => (e.Epoch, e.Knowledge!.F1))]),
        ];
        scores.RemoveAll(l => l.Points.Count == 0);
        if (scores.Count > 0)
        {
            panels.Add(new Panel("MNER F1 on dev", scores));
        }

        using var bitmap = new SKBitmap(Width, panels.Count * PanelHeight, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
        using (var font = new LabelFont(15))
        {
            canvas.Clear(SKColors.White);
            for (var i = 0; i < panels.Count; i++)
            {
                Draw(canvas, font, panels[i], epochs[^1].Epoch, i * PanelHeight);
            }
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        data.SaveTo(stream);
    }

    private static void Draw(SKCanvas canvas, LabelFont font, Panel panel, int lastEpoch, float offset)
    {
        var area = new SKRect(Left, offset + Top, Width - Right, offset + PanelHeight - Bottom);
        var (low, step, steps) = Scale(panel.Lines.SelectMany(l => l.Points).Select(p => p.Value));
        float X(double epoch) => lastEpoch == 1 ? area.MidX : (float)(area.Left + ((epoch - 1) / (lastEpoch - 1) * area.Width));
        float Y(double value) => (float)(area.Bottom - ((value - low) / (step * steps) * area.Height));
        using var ink = new SKPaint { Color = Ink, IsAntialias = true };
        using var grid = new SKPaint { Color = Grid, StrokeWidth = 1 };
        font.Draw(canvas, panel.Title, area.Left, offset + 24, ink);
        for (var i = 0; i <= steps; i++)
        {
            var value = low + (i * step);
            canvas.DrawLine(area.Left, Y(value), area.Right, Y(value), grid);
            var form = Math.Abs(value) >= 1e6 ? "G3" : step >= 1 ? "F0" : step >= 0.1 ? "F1" : step >= 0.01 ? "F2" : "F3";
            var text = value.ToString(form, CultureInfo.InvariantCulture);
            font.Draw(canvas, text, area.Left - font.Measure(text) - 8, Y(value) + 5, ink);
        }

        for (var epoch = 1; epoch <= lastEpoch; epoch += Math.Max(1, (lastEpoch + 19) / 20))
        {
            var text = epoch.ToString(CultureInfo.InvariantCulture);
            canvas.DrawLine(X(epoch), area.Bottom, X(epoch), area.Bottom + 4, ink);
            font.Draw(canvas, text, X(epoch) - (font.Measure(text) / 2), area.Bottom + 20, ink);
        }

        canvas.DrawLine(area.Left, area.Top, area.Left, area.Bottom, ink);
        canvas.DrawLine(area.Left, area.Bottom, area.Right, area.Bottom, ink);
        font.Draw(canvas, "epoch", area.MidX - (font.Measure("epoch") / 2), area.Bottom + 40, ink);
        var legend = area.Right;
        foreach (var line in panel.Lines.Reverse())
        {
            DrawLine(canvas, line, X, Y);
            legend = DrawLegend(canvas, font, line, legend, offset + 24, ink);
        }
    }

    private static void DrawLine(SKCanvas canvas, Line line, Func<double, float> x, Func<double, float> y)
    {
        using var stroke = new SKPaint { Color = line.Color, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 2.5f };
        using var fill = new SKPaint { Color = line.Color, IsAntialias = true };
        for (var i = 0; i < line.Points.Count; i++)
        {
            var (epoch, value) = line.Points[i];
            canvas.DrawCircle(x(epoch), y(value), 3.5f, fill);
            if (i > 0)
            {
                canvas.DrawLine(x(line.Points[i - 1].Epoch), y(line.Points[i - 1].Value), x(epoch), y(value), stroke);
            }
        }
    }

    private static float DrawLegend(SKCanvas canvas, LabelFont font, Line line, float right, float baseLine, SKPaint ink)
    {
        const float Mark = 18, Gap = 8;
        var left = right - font.Measure(line.Name);
        font.Draw(canvas, line.Name, left, baseLine, ink);
        using var stroke = new SKPaint { Color = line.Color, StrokeWidth = 3, IsAntialias = true };
        canvas.DrawLine(left - Gap - Mark, baseLine - 5, left - Gap, baseLine - 5, stroke);
        return left - Gap - Mark - (2 * Gap);
    }

    /// <summary>The steps of an axis: 1, 2 or 5 times a power of ten, one to ten of them.</summary>
    /// <param name="values">What is shown; numbers that a picture cannot show count as the nearest that it can.</param>
    internal static (double Low, double Step, int Steps) Scale(IEnumerable<double> values)
    {
        double[] all = [.. values.Where(v => !double.IsNaN(v)).Select(v => Math.Clamp(v, -Largest, Largest)).DefaultIfEmpty(0)];
        var (least, most) = (all.Min(), all.Max());

        // Steps that are small beside the numbers themselves could not be told apart.
        var range = Math.Max(most - least, Math.Max(0.01, 1e-6 * Math.Max(Math.Abs(least), Math.Abs(most))));
        var power = Math.Pow(10, Math.Floor(Math.Log10(range / 4)));
        var step = new[] { 1, 2, 5, 10 }.Select(f => f * power).First(s => range / s <= 8);
        var low = Math.Floor(least / step) * step;
        return (low, step, Math.Max(1, (int)Math.Round(((Math.Ceiling(most / step) * step) - low) / step)));
    }

    private sealed record Line(string Name, SKColor Color, IReadOnlyList<(int Epoch, double Value)> Points);

    private sealed record Panel(string Title, IReadOnlyList<Line> Lines);
}
