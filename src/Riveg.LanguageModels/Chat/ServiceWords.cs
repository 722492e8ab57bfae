namespace Riveg.LanguageModels.Chat;

/// <summary>Words of a service or a model, made fit to be shown: one line, cut, nothing that a terminal obeys, the key masked.</summary>
internal static class ServiceWords
{
    private const int MaxLength = 200;

    /// <summary>Beginnings of a key that are this long are masked too: services repeat keys in part.</summary>
    private const int LeastPart = 8;

    /// <returns>The words; null where there are none.</returns>
    public static string? Show(string said, string? key)
    {
        var clean = Mask(string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), key);
        clean = new string([.. clean.Select(c => char.IsControl(c) || IsReordering(c) ? '?' : c)]);
        return clean.Length == 0 ? null : clean.Length > MaxLength ? clean[..MaxLength] + "..." : clean;
    }

    /// <summary>
    /// The text without characters that a terminal obeys: an answer is written and shown. Line breaks and tabulators stay.
    /// </summary>
    public static string WithoutControls(string text) => text.Any(IsHarmful)
        ? new string([.. text.Where(c => !IsHarmful(c))])
        : text;

    private static bool IsHarmful(char c) => (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || IsReordering(c);

    // They make a terminal show a text in another order than it has.
    private static bool IsReordering(char c) => c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';

    /// <summary>The text without the key, its beginnings and its ends.</summary>
    public static string Mask(string text, string? key)
    {
        if (string.IsNullOrEmpty(key))
        {
            return text;
        }

        text = text.Replace(Uri.EscapeDataString(key), "***", StringComparison.Ordinal);
        for (var length = key.Length; length >= Math.Min(LeastPart, key.Length); length--)
        {
            text = text.Replace(key[..length], "***", StringComparison.Ordinal).Replace(key[^length..], "***", StringComparison.Ordinal);
        }

        return text;
    }
}
