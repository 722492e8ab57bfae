using System.Net;
using System.Text;
using System.Text.Json;

namespace Riveg.LanguageModels.Chat;

/// <summary>Words of a service or a model, made fit to be shown: one line, cut, nothing that a terminal obeys, the key masked.</summary>
internal static class ServiceWords
{
    private const int MaxLength = 200;

    /// <summary>Beginnings of a key that are this long are masked too: services repeat keys in part. What is shorter is a word.</summary>
    private const int LeastPart = 8;

    /// <summary>A key that is this long is a secret; servers that want none are given words, such as "none" or "EMPTY".</summary>
    private const int LeastSecret = 16;

    /// <returns>The words; null where there are none.</returns>
    public static string? Show(string said, string? key)
    {
        var clean = Mask(string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), key);
        clean = new string([.. clean.Select(c => char.IsControl(c) || IsReordering(c) || IsMark(c) ? '?' : c)]);
        return clean.Length == 0 ? null : clean.Length > MaxLength ? clean[..MaxLength] + "..." : clean;
    }

    /// <summary>
    /// A model or an answer as the service calls it; null where that is no name: with a blank, a character that a terminal obeys, the key,
    /// or longer than any.
    /// </summary>
    public static string? Name(string? said, string? key) =>
        said is { Length: > 0 and <= MaxLength } && said.All(c => c is > ' ' and <= '~') && Mask(said, key) == said ? said : null;

    /// <summary>
    /// The text without characters that a terminal obeys: an answer is written and shown. Line breaks and tabulators stay.
    /// </summary>
    public static string WithoutControls(string text) => text.Any(IsHarmful)
        ? new string([.. text.Where(c => !IsHarmful(c))])
        : text;

    private static bool IsHarmful(char c) => (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || IsReordering(c);

    // They make a terminal show a text in another order than it has.
    private static bool IsReordering(char c) => c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';

    // In a line that is shown they hide or turn something too; in a text of Arabic or Hebrew they belong.
    private static bool IsMark(char c) => c is '\u200E' or '\u200F' or '\u061C' or '\u2028' or '\u2029';

    /// <summary>
    /// What a service says of itself or of a fault, without the key, its beginnings and its ends, also where it is written in another form.
    /// </summary>
    public static string Mask(string words, string? key)
    {
        if (key is not { Length: >= LeastPart })
        {
            return words;
        }

        words = WithoutWhole(words, key);
        for (var length = key.Length - 1; length >= LeastPart; length--)
        {
            words = words.Replace(key[..length], "***", StringComparison.Ordinal).Replace(key[^length..], "***", StringComparison.Ordinal);
        }

        return words;
    }

    /// <summary>
    /// An answer without the key: the whole one alone, and only where it is a secret, since parts and short ones may be words or numbers of
    /// the answer.
    /// </summary>
    public static string MaskInAnswer(string answer, string? key) =>
        key is { Length: >= LeastSecret } ? WithoutWhole(answer, key) : answer;

    private static string WithoutWhole(string text, string key) =>
        Forms(key).Aggregate(text, (left, form) => left.Replace(form, "***", StringComparison.OrdinalIgnoreCase));

    // As services and what stands before them write what they got: in an address, in JSON or HTML, in hexadecimal, in base 64 alone or
    // behind "Bearer ", whose length decides how its letters fall.
    private static IEnumerable<string> Forms(string key)
    {
        yield return key;
        yield return Uri.EscapeDataString(key);
        yield return WebUtility.HtmlEncode(key);
        yield return JsonEncodedText.Encode(key).ToString();
        var bytes = Encoding.UTF8.GetBytes(key);
        yield return Convert.ToHexString(bytes);
        for (var before = 0; before < 3; before++)
        {
            var letters = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var sure = letters[(before == 0 ? 0 : before + 1)..((before + bytes.Length) * 8 / 6)];
            if (sure.Length >= LeastPart)
            {
                yield return sure;
                yield return sure.Replace('+', '-').Replace('/', '_');
            }
        }
    }
}
