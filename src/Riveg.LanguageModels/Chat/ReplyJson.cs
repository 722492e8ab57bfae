using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Reads JSON as services send it: with a byte order mark, blanks and NULs around it, trailing commas, NaN where a number stands.
/// </summary>
internal static class ReplyJson
{
    private const int EscapeLength = 6;

    private static readonly JsonDocumentOptions Options =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 128 };

    /// <summary>The text of a body, in whatever Unicode encoding its mark names; UTF-8 without one.</summary>
    public static string Text(BinaryData body)
    {
        using var reader = new StreamReader(body.ToStream(), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd().Trim('\uFEFF', '\0', ' ', '\t', '\r', '\n');
    }

    /// <summary>The document in a body.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonDocument Parse(BinaryData body) => Parse(Text(body));

    /// <summary>The document in a text.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonDocument Parse(string text)
    {
        text = WithoutHalves(text);
        try
        {
            return JsonDocument.Parse(text, Options);
        }
        catch (JsonException)
        {
            return JsonDocument.Parse(FirstValue(WithoutNotNumbers(text)), Options);
        }
    }

    /// <summary>Whether a text is the beginning of an object or list that breaks off: JSON so far, without its end.</summary>
    public static bool BreaksOff(string text)
    {
        if (text is not ['{' or '[', ..])
        {
            return false;
        }

        var reader = new Utf8JsonReader(
            Encoding.UTF8.GetBytes(text), isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 128 }));
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    return false;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Servers that cut a token off may send one half of an emoji, which no string can hold: \ud83d alone.
    private static string WithoutHalves(string text)
    {
        if (!text.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                clean.Append(text[i]);
            }
            else if (Escaped(text, i) is not { } unit || !char.IsSurrogate(unit))
            {
                clean.Append(text, i++, 2);
            }
            else if (char.IsHighSurrogate(unit) && Escaped(text, i + EscapeLength) is { } low && char.IsLowSurrogate(low))
            {
                clean.Append(text, i, 2 * EscapeLength);
                i += (2 * EscapeLength) - 1;
            }
            else
            {
                clean.Append("\\ufffd");
                i += EscapeLength - 1;
            }
        }

        return clean.ToString();
    }

    private static char? Escaped(string text, int at) =>
        at + EscapeLength <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
            && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;

    // Some gateways hang the end of a stream of events behind a reply that is whole.
    private static string FirstValue(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(
            bytes,
            isFinalBlock: false,
            new JsonReaderState(new JsonReaderOptions
            {
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
                MaxDepth = 128,
            }));
        while (reader.Read())
        {
            if (reader.CurrentDepth == 0 && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                return Encoding.UTF8.GetString(bytes.AsSpan(0, (int)reader.BytesConsumed));
            }
        }

        return text;
    }

    // Python's json writes NaN and Infinity bare. Outside of strings no other word of JSON begins with these letters.
    private static string WithoutNotNumbers(string text)
    {
        var clean = new StringBuilder(text.Length);
        var inString = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (inString && text[i] == '\\' && i + 1 < text.Length)
            {
                clean.Append(text[i++]);
            }
            else if (text[i] == '"')
            {
                inString = !inString;
            }
            else if (!inString && NotNumber(text.AsSpan(i)) is { Length: > 0 } word)
            {
                clean.Append("null");
                i += word.Length - 1;
                continue;
            }

            clean.Append(text[i]);
        }

        return clean.ToString();
    }

    private static string? NotNumber(ReadOnlySpan<char> rest)
    {
        foreach (var word in (string[])["-Infinity", "Infinity", "NaN"])
        {
            if (rest.StartsWith(word))
            {
                return word;
            }
        }

        return null;
    }
}
