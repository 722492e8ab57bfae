using SkiaSharp;

namespace Riveg.Samples;

/// <summary>A city at dusk behind a river: a clock tower, towers of glass, a suspension bridge.</summary>
internal static class RiverSkyline
{
    private const float Shore = 430;

    public static void Draw(SKCanvas canvas)
    {
        canvas.Box(Brush.Linear(0, 0, 0, Shore, "#1d2b64", "#6a4a8c", "#e8756a", "#ffc56e"), 0, 0, 960, Shore);
        canvas.Disc(Brush.Radial(690, 400, 240, "#f0fff0b8", "#80ffc36a", "#00ffc36a"), 690, 400, 240, 240);
        Buildings(canvas);
        ClockTower(canvas);
        canvas.Box(Brush.Linear(0, Shore, 0, 640, "#e98a68", "#7d4b82", "#1b2350"), 0, Shore, 960, 640 - Shore);
        Reflections(canvas);
        Bridge(canvas);
    }

    private static void Buildings(SKCanvas canvas)
    {
        for (var i = 0; i < 26; i++)
        {
            var height = 70 + (60 * MathF.Abs(MathF.Sin(i * 1.7f)));
            canvas.Box(Brush.Flat("#8c5c84"), (i * 40) - 20, Shore - height, 36, height);
        }

        (float X, float Width, float Height)[] towers = [(20,
            70,
            190), (110, 52, 250), (330, 64, 210), (410, 48, 300), (478, 76, 180), (590, 56, 260), (800, 70, 220), (880, 60, 170)];
        for (var t = 0; t < towers.Length; t++)
        {
            var (x, width, height) = towers[t];
            canvas.Box(Brush.Linear(x, 0, x + width, 0, "#3a2f5e", "#231d43"), x, Shore - height, width, height);
            Windows(canvas, x, width, height, t);
        }

        canvas.Fill(
            Brush.Linear(660, 0, 740, 0, "#5b5d98", "#27284f"),
            FormattableString.Invariant($"M662 {Shore} L694 110 L700 84 L706 110 L738 {Shore} Z"));
    }

    private static void Windows(SKCanvas canvas, float x, float width, float height, int seed)
    {
        for (var row = 0; row < (height - 20) / 14; row++)
        {
            for (var column = 0; column < (width - 12) / 11; column++)
            {
                if (((row * 7) + (column * 5) + (seed * 3)) % 4 != 0)
                {
                    canvas.Box(Brush.Flat("#d0ffd98a"), x + 7 + (column * 11), Shore - height + 10 + (row * 14), 5, 7);
                }
            }
        }
    }

    private static void ClockTower(SKCanvas canvas)
    {
        canvas.Box(Brush.Linear(200, 0, 262, 0, "#d7a06a", "#a06a48", "#6b4138"), 200, 200, 62, Shore - 200);
        canvas.Fill(Brush.Linear(194, 0, 268, 0, "#55606e", "#2a3040"), "M194 200 L231 96 L268 200 Z");
        canvas.Box(Brush.Flat("#5b3930"), 194, 198, 74, 8);
        for (var x = 210; x < 260; x += 14)
        {
            canvas.Box(Brush.Linear(0, 280, 0, 420, "#ffd98a", "#8a5638"), x, 284, 5, 136);
        }

        canvas.Disc(Brush.Flat("#5b3930"), 231, 240, 27, 27);
        canvas.Disc(Brush.Radial(231, 240, 24, "#fffbe6", "#ffe9ad"), 231, 240, 24, 24);
        using var hand = Brush.Line("#33221c", 3);
        canvas.DrawLine(231, 240, 231, 222, hand);
        canvas.DrawLine(231, 240, 244, 246, hand);
    }

    private static void Reflections(SKCanvas canvas)
    {
        for (var i = 0; i < 90; i++)
        {
            var y = Shore + 6 + (i * 2.3f);
            var x = 690 + (70 * MathF.Sin(i * 2.1f));
            canvas.Box(Brush.Flat("#50fff0b8"), x - 30, y, 30 + (i % 7 * 9), 1.6f);
            canvas.Box(Brush.Flat("#30150f35"), (i * 173 % 960) - 40, y, 110, 2);
        }
    }

    private static void Bridge(SKCanvas canvas)
    {
        canvas.Box(Brush.Linear(0, 500, 0, 520, "#6e3038", "#35141f"), 0, 500, 960, 18);
        foreach (var x in new[] { 250f, 690f })
        {
            canvas.Box(Brush.Linear(x, 0, x + 34, 0, "#d2553f", "#7c2730"), x, 300, 34, 280);
            canvas.Box(Brush.Flat("#e88a5e"), x - 5, 292, 44, 12);
        }

        using var cable = Brush.Line("#8f2f34", 5);
        using var hanger = Brush.Line("#8f2f34", 1.6f);
        using var path = SKPath.ParseSvgPathData("M-60 480 Q160 460 267 304 Q487 660 707 304 Q820 460 1020 480");
        canvas.DrawPath(path, cable);
        for (var x = 290; x < 700; x += 20)
        {
            var share = (x - 487) / 220f;
            canvas.DrawLine(x, 482 - (178 * share * share), x, 502, hanger);
        }
    }
}
