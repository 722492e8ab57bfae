using SkiaSharp;

namespace Riveg.Samples;

/// <summary>A singer in the light of a stage, the crowd before her.</summary>
internal static class ConcertStage
{
    public static void Draw(SKCanvas canvas)
    {
        canvas.Box(Brush.Linear(0, 0, 0, 640, "#140a2e", "#3b1458", "#7a2260", "#1a0b26"), 0, 0, 960, 640);
        Screens(canvas);
        LightCones(canvas);
        canvas.Fill(Brush.Linear(0, 440, 0, 560, "#8a4a7c", "#2a1438"), "M0 470 L220 440 L740 440 L960 470 L960 580 L0 580 Z");
        canvas.Disc(Brush.Radial(480, 482, 210, "#d0ffe9c8", "#00ffe9c8"), 480, 482, 210, 40);
        Singer(canvas);
        Crowd(canvas);
    }

    private static void Screens(SKCanvas canvas)
    {
        foreach (var x in new[] { 50f, 730f })
        {
            canvas.Box(Brush.Flat("#0d0718"), x - 6, 144, 192, 192);
            canvas.Box(Brush.Linear(x, 150, x + 180, 330, "#ff8c5a", "#e0417f", "#5f3dc4"), x, 150, 180, 180);
            for (var bar = 0; bar < 9; bar++)
            {
                var height = 30 + (100 * MathF.Abs(MathF.Sin(bar + x)));
                canvas.Box(Brush.Flat("#66fff3d6"), x + 12 + (bar * 18), 322 - height, 11, height);
            }
        }

        canvas.Box(Brush.Linear(0, 40, 0, 70, "#4a4458", "#1b1724"), 30, 44, 900, 24);
        for (var x = 40; x < 920; x += 30)
        {
            using var strut = Brush.Line("#6d6680", 2);
            canvas.DrawLine(x, 66, x + 15, 46, strut);
            canvas.DrawLine(x + 15, 46, x + 30, 66, strut);
        }
    }

    private static void LightCones(SKCanvas canvas)
    {
        (float From, float To, string Color)[] lights =
        [
            (120, 330, "5ad1ff"), (270, 430, "ff5fa8"), (400, 455, "ffe3a0"), (560, 505, "ffe3a0"), (690, 540, "ff5fa8"),
            (840, 640, "5ad1ff"),
        ];
        foreach (var (from, to, color) in lights)
        {
            canvas.Fill(
                Brush.Linear(from, 70, to, 500, "#b0" + color, "#08" + color),
                FormattableString.Invariant($"M{from - 8} 74 L{from + 8} 74 L{to + 85} 490 L{to - 85} 490 Z"));
            canvas.Disc(Brush.Radial(from, 74, 26, "#ffffffff", "#c0" + color, "#00" + color), from, 74, 26, 26);
        }
    }

    private static void Singer(SKCanvas canvas)
    {
        canvas.Disc(Brush.Radial(480, 488, 90, "#b0000000", "#00000000"), 480, 488, 90, 14);
        canvas.Fill(
            Brush.Linear(440, 200, 520, 200, "#2d130b", "#6b3218", "#2d130b"),
            "M480 156 C432 154 424 204 432 256 C434 278 450 284 458 268 L502 268 C512 286 528 276 530 254 C536 204 526 156 480 156 Z");
        canvas.Fill(
            Brush.Linear(395, 280, 565, 480, "#ff5d7a", "#d3163f", "#7c0a2c"),
            "M446 276 C462 270 498 270 516 276 C530 292 524 330 514 352 C532 400 546 450 556 486 L404 486 C416 446 430 398 446 352 C434 "
            + "330 430 292 446 276 Z");
        using (var sleeve = Brush.Line("#c01340", 24))
        using (var skin = Brush.Line("#e9ad86", 16))
        {
            canvas.DrawLine(444, 290, 412, 338, sleeve);
            canvas.DrawLine(412, 340, 452, 296, skin);
            canvas.DrawLine(520, 290, 562, 262, sleeve);
            canvas.DrawLine(564, 260, 596, 214, skin);
        }

        canvas.Disc(Brush.Flat("#efb994"), 600, 206, 10, 11);
        canvas.Fill(Brush.Flat("#d4936d"), "M466 240 L496 240 L498 278 Q482 288 464 278 Z");
        canvas.Disc(Brush.Radial(474, 204, 46, "#ffdcbd", "#f0b992", "#c98560"), 481, 212, 29, 37);
        canvas.Fill(
            Brush.Flat("#4f2412"),
            "M451 210 C450 178 466 168 484 168 C504 170 512 186 511 210 C504 196 494 188 486 186 C474 190 460 196 451 210 Z");
        foreach (var x in new[] { 469f, 493f })
        {
            canvas.Disc(Brush.Flat("#fdf6ef"), x, 210, 5.5f, 3.4f);
            canvas.Disc(Brush.Flat("#2b1a12"), x, 210, 2.8f, 3.2f);
            using var brow = Brush.Line("#4f2412", 2.4f);
            canvas.DrawLine(x - 6, x < 481 ? 202 : 199, x + 6, x < 481 ? 199 : 202, brow);
        }

        canvas.Fill(Brush.Flat("#c98560"), "M481 210 L477 224 L485 224 Z");
        canvas.Disc(Brush.Flat("#8e1f2f"), 481, 234, 9, 5.5f);
        canvas.Disc(Brush.Flat("#fff2ee"), 481, 231.5f, 6.5f, 1.8f);
        using var stick = Brush.Line("#20202a", 8);
        canvas.DrawLine(448, 300, 462, 258, stick);
        canvas.Disc(Brush.Radial(460, 248, 13, "#d8d8e4", "#5a5a68"), 464, 252, 10, 11);
        canvas.Disc(Brush.Flat("#efb994"), 453, 290, 11, 12);
    }

    private static void Crowd(SKCanvas canvas)
    {
        for (var row = 0; row < 3; row++)
        {
            string[] shades = ["#2a1236", "#1b0b26", "#0d0514"];
            for (var i = 0; i < 17; i++)
            {
                var x = (i * 62) - 20 + (row * 27) + (12 * MathF.Sin((i * 5) + row));
                var y = 520 + (row * 38) + (10 * MathF.Sin((i * 3) + (row * 2)));
                canvas.Disc(Brush.Flat(shades[row]), x, y, 19 + (row * 2), 23 + (row * 2));
                canvas.Disc(Brush.Flat(shades[row]), x, y + 70, 40 + (row * 3), 54);
                if ((i + row) % 3 == 0)
                {
                    using var arm = Brush.Line(shades[row], 13);
                    canvas.DrawLine(x + 26, y + 40, x + 34, y - 42, arm);
                    canvas.Disc(Brush.Flat(shades[row]), x + 34, y - 48, 9, 11);
                }
            }
        }
    }
}
