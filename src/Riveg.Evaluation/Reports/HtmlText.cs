using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using System.Text;
using Riveg.Posts;
using Riveg.Rendering;

namespace Riveg.Evaluation.Reports;

/// <summary>Text and numbers made safe for HTML, in elements and in quoted attributes.</summary>
internal static class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Escapes everything that is markup; control characters, which HTML forbids, become U+FFFD.</summary>
    public static string Escape(ReadOnlySpan<char> text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append((Rune.IsControl(rune) && rune.Value is not ('\n' or '\t') ? Rune.ReplacementChar : rune).ToString());
        }

        return Encoder.Encode(clean.ToString());
    }

    /// <summary>A number with at most <paramref name="digits"/> digits after the point.</summary>
    public static string Number(double value, int digits = 1) => Math.Round(value, digits).ToString(CultureInfo.InvariantCulture);

    /// <summary>A share as a percentage.</summary>
    public static string Percent(double share) => $"{Number(100 * share)} %";

    /// <summary>Sets the colours of an entity type for an element.</summary>
    public static string ColorStyle(Posts.EntityType type)
    {
        var color = EntityPalette.ColorOf(type);
        return $"style=\"--c:{color.ToHex()};--t:{color.TextColor.ToHex()}\"";
    }

    /// <summary>A name for filters without spaces: the type's name in hexadecimal where it is not plain.</summary>
    public static string TypeTag(Posts.EntityType type) => "type-" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(type.Name.ToUpperInvariant()));
}
