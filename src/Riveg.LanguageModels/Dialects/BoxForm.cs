using System.Globalization;
using Riveg.LanguageModels.Boxes;
using Riveg.Regions;

namespace Riveg.LanguageModels.Dialects;

/// <summary>How a model is asked to write a box.</summary>
/// <param name="Text">In words; <c>{width}</c> and <c>{height}</c> stand for the sides of the picture that was sent.</param>
internal sealed record BoxForm(string Text)
{
    /// <summary>The member that holds the four numbers where the form is a JSON object; null for named corners, or no JSON.</summary>
    public string? Member { get; init; }

    /// <summary>Whether an answer in JSON, held to a schema, is this form too; false for marks of the family's own.</summary>
    public bool IsJson { get; init; } = true;

    /// <summary>A convention's form, for a model that nothing else is known of.</summary>
    public static BoxForm Of(BoxConvention convention) => new(
        convention == BoxConvention.Pixels
            ? "[x0, y0, x1, y1] in pixels of the picture, which is {width} wide and {height} high"
            : convention.Instruction);

    /// <summary>A JSON object whose member holds the four numbers, as the family was trained to write it.</summary>
    /// <param name="member">The member's name.</param>
    /// <param name="numbers">The numbers, such as <c>[x0, y0, x1, y1]</c>.</param>
    /// <param name="scale">What they mean.</param>
    public static BoxForm List(string member, string numbers, string scale) =>
        new($$"""{"{{member}}": {{numbers}}, "label": "..."} in JSON, {{scale}}""") { Member = member };

    /// <summary>A JSON object with named corners in pixels of the picture, whose size is said.</summary>
    public static BoxForm Corners { get; } = new(
        """{"x0": ..., "y0": ..., "x1": ..., "y1": ...} in pixels of the picture, which is {width} wide and {height} high""");

    /// <summary>Marks of the family's own.</summary>
    public static BoxForm Marks(string text) => new(text) { IsJson = false };

    /// <summary>The words for a picture of that size.</summary>
    public string Say(ImageSize sent) => Text
        .Replace("{width}", sent.Width.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{height}", sent.Height.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
