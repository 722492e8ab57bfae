using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using System.Text;
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

    /// <summary>A share as a percentage, which no line break parts.</summary>
    public static string Percent(double share) => $"{Number(100 * share)}\u00A0%";

    /// <summary>Escapes a text that may be written in either direction, and keeps it from mixing with what stands around it.</summary>
    public static string Isolate(ReadOnlySpan<char> text) => $"<bdi>{Escape(text)}</bdi>";

    /// <summary>As <see cref="Isolate"/>, for an attribute, which holds no elements.</summary>
    public static string IsolateAttribute(string text) => Escape(IsolateText(text));

    /// <summary>Puts a text between the characters FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE.</summary>
    public static string IsolateText(string text) => $"\u2068{text}\u2069";

    /// <summary>A type in its colour.</summary>
    public static string TypeBadge(Posts.EntityType type) => $"<span class=\"type\" {ColorStyle(type)}>{Isolate(type.Name)}</span>";

    /// <summary>Sets the colours of an entity type for an element.</summary>
    /// <param name="type">The type.</param>
    /// <param name="further">Further declarations of the element's style.</param>
    public static string ColorStyle(Posts.EntityType type, string further = "")
    {
        var color = EntityPalette.ColorOf(type);
        return $"style=\"--c:{color.ToHex()};--t:{color.TextColor.ToHex()}{(further.Length > 0 ? ";" : string.Empty)}{further}\"";
    }

    /// <summary>A name for filters without spaces: the type's name in hexadecimal where it is not plain.</summary>
    public static string TypeTag(Posts.EntityType type) =>
        "type-" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(type.Name.ToUpperInvariant()));
}
