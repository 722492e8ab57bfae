using System.Text;

namespace Riveg.Onnx.Tokenization;

/// <summary>
/// Makes text into what SentencePiece cuts: characters replaced by the model's map, always the longest run that has a replacement; spaces
/// written as U+2581, one in front of the text, none twice, none at its ends.
/// </summary>
internal sealed class SentencePieceNormalizer(SentencePieceFile file)
{
    private const char Space = '\u2581';

    private readonly HashSet<string> kept = [.. file.Pieces
        .Where(p => p.Type == SentencePieceFile.PieceType.UserDefined && p.Text.Length > 0).Select(p => p.Text)];

    private readonly int longestKept = file.Pieces
        .Where(p => p.Type == SentencePieceFile.PieceType.UserDefined).Select(p => p.Text.Length).DefaultIfEmpty().Max();

    /// <summary>The text as it is cut.</summary>
    public AlignedText Normalize(string text)
    {
        var whole = AlignedText.Of(text);
        var given = whole.Text;
        var bytes = Encoding.UTF8.GetBytes(given);
        var output = whole.Begin();
        var space = file.EscapesSpaces ? Space : ' ';
        var afterSpace = file.RemovesExtraSpaces;
        var started = false;
        var (at, atByte) = (0, 0);
        while (at < given.Length)
        {
            var (start, prefix) = (at, Prefix(given, bytes, ref at, ref atByte));

            // Spaces in front of everything are dropped before the text begins, so that nothing but spaces gives nothing.
            if (!started && file.RemovesExtraSpaces && prefix == " ")
            {
                continue;
            }

            if (!started && file.AddsDummyPrefix)
            {
                output.Add([space], start, start);
            }

            started = true;
            var rest = afterSpace ? prefix.AsSpan().TrimStart(' ') : prefix;
            if (!rest.IsEmpty)
            {
                output.Add(file.EscapesSpaces ? rest.ToString().Replace(' ', Space) : rest, start, at);
                afterSpace = file.RemovesExtraSpaces && rest[^1] == ' ';
            }
        }

        while (file.RemovesExtraSpaces && output.Length > 0 && output.Last == space)
        {
            output.RemoveLast();
        }

        return output.Build();
    }

    private string Prefix(string text, byte[] bytes, ref int at, ref int atByte)
    {
        if (kept.Count > 0 && Kept(text, at) is { } own)
        {
            Move(text, own.Length, ref at, ref atByte);
            return own;
        }

        if (file.Map?.Longest(bytes.AsSpan(atByte), out var length) is { } replacement)
        {
            var end = atByte + length;
            while (atByte < end)
            {
                Move(text, 1, ref at, ref atByte);
            }

            return replacement;
        }

        var start = at;
        Move(text, 1, ref at, ref atByte);
        return text[start..at];
    }

    private string? Kept(string text, int at)
    {
        for (var length = Math.Min(longestKept, text.Length - at); length > 0; length--)
        {
            if (kept.TryGetValue(text.Substring(at, length), out var own))
            {
                return own;
            }
        }

        return null;
    }

    // Over that many UTF-16 units or more, to the end of a character.
    private static void Move(string text, int units, ref int at, ref int atByte)
    {
        var end = at + units;
        while (at < end)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            at += length;
            atByte += rune.Utf8SequenceLength;
        }
    }
}
