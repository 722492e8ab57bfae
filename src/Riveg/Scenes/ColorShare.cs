using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Scenes;

/// <summary>How much of what somebody wears has a colour.</summary>
internal static class ColorShare
{
    /// <summary>The share of the pixels of a person's trunk that a reader would give a colour's name, 0..1.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="person">The person's box, in pixels.</param>
    /// <param name="color">The colour's name in English.</param>
    public static double Of(RgbImage image, Box person, string color)
    {
        var x0 = (int)(person.X0 + (person.Width * 0.25));
        var x1 = (int)Math.Ceiling(person.X1 - (person.Width * 0.25));
        var y0 = (int)(person.Y0 + (person.Height * 0.2));
        var y1 = (int)Math.Ceiling(person.Y0 + (person.Height * 0.6));
        (x0, y0) = (Math.Clamp(x0, 0, image.Width - 1), Math.Clamp(y0, 0, image.Height - 1));
        (x1, y1) = (Math.Clamp(x1, x0 + 1, image.Width), Math.Clamp(y1, y0 + 1, image.Height));
        var step = Math.Max(1, (int)Math.Sqrt((double)(x1 - x0) * (y1 - y0) / 2000));
        int all = 0, alike = 0;
        for (var y = y0; y < y1; y += step)
        {
            var row = image.Row(y);
            for (var x = x0; x < x1; x += step)
            {
                all++;
                alike += Is(color, row[x * 3], row[(x * 3) + 1], row[(x * 3) + 2]) ? 1 : 0;
            }
        }

        return (double)alike / all;
    }

    private static bool Is(string color, int r, int g, int b)
    {
        var max = Math.Max(r, Math.Max(g, b));
        var min = Math.Min(r, Math.Min(g, b));
        var saturation = max == 0 ? 0 : (max - min) / (double)max;
        var hue = max == min ? 0 : max == r
            ? 60.0 * (g - b) / (max - min)
            : max == g ? 120 + (60.0 * (b - r) / (max - min)) : 240 + (60.0 * (r - g) / (max - min));
        hue = hue < 0 ? hue + 360 : hue;
        var isColored = saturation > 0.3 && max > 50;
        return color switch
        {
            "white" => max > 165 && saturation < 0.2,
            "black" or "dark" => max < 75,
            "gray" or "grey" => saturation < 0.2 && max is >= 70 and <= 175,
            "red" => isColored && (hue < 15 || hue > 340) && saturation > 0.4,
            "orange" => isColored && hue is >= 12 and < 40 && max > 140 && saturation > 0.5,
            "yellow" => isColored && hue is >= 40 and < 70,
            "green" => isColored && hue is >= 70 and < 170,
            "blue" or "navy" => saturation > 0.25 && hue is >= 190 and < 260 && max > 30,
            "purple" => isColored && hue is >= 260 and < 310,
            "pink" => saturation > 0.15 && max > 150 && hue is >= 300 and <= 350,
            "brown" or "beige" => saturation > 0.2 && hue is >= 10 and < 45 && max <= (color == "brown" ? 150 : 230),
            _ => false,
        };
    }
}
