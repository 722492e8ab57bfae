using System.Globalization;
using System.Text.Json;

namespace Riveg.Settings;

/// <summary>Values and ranges of settings in words, the same in messages, documents and comments.</summary>
internal static class SettingWords
{
    private const int LongestText = 40;

    /// <summary>The range of a setting, such as "1 to 1024" or "at least 1"; null where it has none.</summary>
    public static string? Range(Setting setting)
    {
        if (setting.Range is not { } range)
        {
            return null;
        }

        var unit = range is SecondsRangeAttribute ? " seconds" : string.Empty;
        var least = IsOpen(range.Minimum) ? null : $"{(range.MinimumIsExclusive ? "above" : "at least")} {Number(range.Minimum)}";
        var most = IsOpen(range.Maximum) ? null : $"{(range.MaximumIsExclusive ? "below" : "at most")} {Number(range.Maximum)}";
        return (least, most) switch
        {
            (null, null) => "any finite number",
            (not null, null) => least + unit,
            (null, not null) => most + unit,
            _ when !range.MinimumIsExclusive && !range.MaximumIsExclusive => $"{Number(range.Minimum)} to {Number(range.Maximum)}{unit}",
            _ => $"{least} and {most}{unit}",
        };
    }

    /// <summary>A value in code.</summary>
    public static string Value(object? value, bool inProfile) => value switch
    {
        null => "null",
        string text => Quote(text),
        bool yes => yes ? "true" : "false",
        TimeSpan time when !inProfile && time == Timeout.InfiniteTimeSpan => "infinite",
        TimeSpan time => $"{time.TotalSeconds.ToString(CultureInfo.InvariantCulture)}{(inProfile ? string.Empty : " seconds")}",
        Enum member => EnumNames.Of(member),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    /// <summary>A value as a profile has it. What is no plain value is not repeated.</summary>
    public static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Quote(value.GetString()!),
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => value.GetRawText() is { Length: <= LongestText } text ? text : string.Concat(value.GetRawText().AsSpan(0, LongestText), "…"),
    };

    /// <summary>Words with commas and an "or".</summary>
    public static string OneOf(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    /// <summary>A number; large ones with commas.</summary>
    public static string Number(object number) => Convert.ToDouble(number, CultureInfo.InvariantCulture) is >= 10_000 or <= -10_000
        ? ((IFormattable)number).ToString("#,0.####", CultureInfo.InvariantCulture)
        : ((IFormattable)number).ToString(null, CultureInfo.InvariantCulture);

    // The ends of the number's own type are no limits. Ranges of long are given as double, which has no exact 2^63 - 1.
    internal static bool IsOpen(object limit) => limit switch
    {
        int number => number is int.MaxValue or int.MinValue,
        double number => number is >= long.MaxValue or <= long.MinValue,
        _ => false,
    };

    private static string Quote(string text) => $"\"{(text.Length <= LongestText ? text : text[..LongestText] + "…")}\"";
}
