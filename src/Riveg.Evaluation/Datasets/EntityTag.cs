using System.Text.RegularExpressions;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Reads an entity tag of any usual scheme: BIO, BIOES, BILOU, BMES, BMEWO, in capitals or not, the mark before the type or behind it.
/// </summary>
internal static partial class EntityTag
{
    /// <summary>The tag as <see cref="Recognition.TagCodec"/> reads it; null where it is none.</summary>
    public static string? Normalize(string tag)
    {
        if (tag is "O" or "o")
        {
            return "O";
        }

        var match = Form().Match(tag);
        return match.Success ? $"{Mark(match.Groups["mark"].Value)}-{match.Groups["type"].Value}" : null;
    }

    private static char Mark(string mark) => char.ToUpperInvariant(mark[0]) switch
    {
        'M' => 'I',
        'L' => 'E',
        'U' or 'W' => 'S',
        var other => other,
    };

    [GeneratedRegex(
        @"^(?:(?<mark>[BIESLUMW])-(?<type>\S.*)|(?<type>\S.*)-(?<mark>[BIESLUMW]))$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
