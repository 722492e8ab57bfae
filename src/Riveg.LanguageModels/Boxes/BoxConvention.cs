using System.Globalization;
using Riveg.Regions;

namespace Riveg.LanguageModels.Boxes;

/// <summary>How a family of models writes a box: the order and the scale of its four numbers. Immutable.</summary>
public abstract class BoxConvention
{
    private const double Tolerance = 0.05;

    private protected BoxConvention(string name, string instruction)
    {
        Name = name;
        Instruction = instruction;
    }

    /// <summary>Absolute pixels of the picture that was sent, <c>x0 y0 x1 y1</c>: Qwen2.5-VL, Claude, GPT.</summary>
    public static BoxConvention Pixels { get; } = new PixelBoxes();

    /// <summary>0..1000 along both sides, <c>x0 y0 x1 y1</c>: Qwen2-VL, Qwen3-VL, InternVL, MiniCPM-V, GLM-4.xV.</summary>
    public static BoxConvention Thousandths { get; } = new ScaledBoxes(
        "thousandths", 1000, "[x0, y0, x1, y1], each from 0 to 1000 of the picture's width or height");

    /// <summary>Bins 0..999 along both sides, <c>x0 y0 x1 y1</c>: DeepSeek-VL2, Doubao.</summary>
    public static BoxConvention Bins { get; } = new ScaledBoxes(
        "bins", 999, "[x0, y0, x1, y1], each from 0 to 999 of the picture's width or height");

    /// <summary>0..1 along both sides, <c>x0 y0 x1 y1</c>: Kimi-VL, Moondream.</summary>
    public static BoxConvention Fractions { get; } = new ScaledBoxes(
        "fractions", 1, "[x0, y0, x1, y1], each from 0 to 1 of the picture's width or height");

    /// <summary>0..100 along both sides, <c>x0 y0 x1 y1</c>: Grok.</summary>
    public static BoxConvention Percent { get; } = new ScaledBoxes(
        "percent", 100, "[x0, y0, x1, y1], each in percent of the picture's width or height, from 0 to 100");

    /// <summary>0..1000 with y first, <c>y0 x0 y1 x1</c>: Gemini.</summary>
    public static BoxConvention Gemini { get; } = new RowFirstBoxes(
        "gemini", 1000, "[y0, x0, y1, x1], each from 0 to 1000 of the picture's height or width");

    /// <summary>All conventions.</summary>
    public static IReadOnlyList<BoxConvention> All { get; } = [Pixels, Thousandths, Bins, Fractions, Percent, Gemini];

    /// <summary>The convention's name in profiles.</summary>
    public string Name { get; }

    /// <summary>How the model is asked to write a box.</summary>
    public string Instruction { get; }

    /// <summary>The convention of that name; null where there is none.</summary>
    public static BoxConvention? Find(string name) =>
        All.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Turns a box of the model into pixels of the original picture, small excess cut off.</summary>
    /// <param name="numbers">The box as the model wrote it.</param>
    /// <param name="sent">The size of the picture that the model saw.</param>
    /// <param name="original">The size of the post's picture.</param>
    /// <returns>The box; it may lack an area.</returns>
    /// <exception cref="FormatException">
    /// A number lies outside the scale, or the corners are reversed: the model writes its boxes in another form.
    /// </exception>
    public Box Read(WrittenBox numbers, ImageSize sent, ImageSize original)
    {
        var box = numbers.IsNamed ? new Box(numbers.A, numbers.B, numbers.C, numbers.D) : Arrange(numbers);
        var scale = numbers.IsPercent ? (Width: 100, Height: 100) : Scale(sent);
        if (!InScale(box.X0, scale.Width)
            || !InScale(box.X1, scale.Width)
            || !InScale(box.Y0, scale.Height)
            || !InScale(box.Y1, scale.Height))
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"the box {numbers} lies outside 0..{scale.Width} x 0..{scale.Height}; "
                + $"set \"chat.boxConvention\" to the form of this model"));
        }

        if (!numbers.IsPercent && scale is { Width: > 1.5, Height: > 1.5 } && numbers.LooksLikeFractions)
        {
            throw new FormatException($"the box {numbers} is written in fractions; set \"chat.boxConvention\" to \"fractions\"");
        }

        if (box.X1 < box.X0 || box.Y1 < box.Y0)
        {
            throw new FormatException(
                $"the corners of the box {numbers} are reversed; set \"chat.boxConvention\" to the form of this model");
        }

        var relative = new Box(box.X0 / scale.Width, box.Y0 / scale.Height, box.X1 / scale.Width, box.Y1 / scale.Height);
        return Box.FromRelative(relative, original).ClampTo(original);
    }

    private protected virtual Box Arrange(WrittenBox numbers) => new(numbers.A, numbers.B, numbers.C, numbers.D);

    private protected abstract (double Width, double Height) Scale(ImageSize sent);

    private static bool InScale(double value, double scale) => value >= -Tolerance * scale && value <= (1 + Tolerance) * scale;

    private sealed class PixelBoxes() : BoxConvention("pixels", "[x0, y0, x1, y1] in pixels of the picture")
    {
        private protected override (double Width, double Height) Scale(ImageSize sent) => (sent.Width, sent.Height);
    }

    private class ScaledBoxes(string name, double scale, string instruction) : BoxConvention(name, instruction)
    {
        private protected override (double Width, double Height) Scale(ImageSize sent) => (scale, scale);
    }

    private sealed class RowFirstBoxes(string name, double scale, string instruction) : ScaledBoxes(name, scale, instruction)
    {
        private protected override Box Arrange(WrittenBox numbers) => new(numbers.B, numbers.A, numbers.D, numbers.C);
    }
}

/// <summary>Four numbers as a model wrote them, not yet understood.</summary>
/// <param name="A">The first.</param>
/// <param name="B">The second.</param>
/// <param name="C">The third.</param>
/// <param name="D">The fourth.</param>
public readonly record struct WrittenBox(double A, double B, double C, double D)
{
    // The largest fraction that is still taken for one: boxes reach a little over the edge.
    private const double LargestFraction = 1.1;

    /// <summary>
    /// Whether the model named its numbers or said their order, so that they are x0, y0, x1, y1 whatever its family does.
    /// </summary>
    public bool IsNamed { get; init; }

    /// <summary>Whether percent signs stand behind the numbers.</summary>
    public bool IsPercent { get; init; }

    internal bool LooksLikeFractions => Math.Max(Math.Max(A, B), Math.Max(C, D)) <= LargestFraction
        && (A % 1 != 0 || B % 1 != 0 || C % 1 != 0 || D % 1 != 0);

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{A}, {B}, {C}, {D}]");
}
