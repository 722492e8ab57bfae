using System.Globalization;
using System.Text;

namespace Riveg.Onnx.Tokenization;

/// <summary>
/// The steps of a <c>tokenizer.json</c> that change text and cut it, places included, as the library tokenizers does them.
/// </summary>
internal static class ChangedText
{
    private const int LongestCluster = 6;

    /// <summary>
    /// Replaces characters by a model's map: whole clusters that are short, by their shortest start that has a replacement, else
    /// character by character. (SentencePiece itself takes the longest run at each place.)
    /// </summary>
    public static AlignedText Mapped(AlignedText text, CharacterMap map)
    {
        var change = new Change(text);
        for (var at = 0; at < text.Text.Length;)
        {
            var cluster = StringInfo.GetNextTextElementLength(text.Text.AsSpan(at));
            if (Encoding.UTF8.GetByteCount(text.Text.AsSpan(at, cluster)) < LongestCluster
                && Replacement(text, at, cluster, map) is { } whole)
            {
                change.Replace(at, cluster, whole);
                at += cluster;
                continue;
            }

            for (var end = at + cluster; at < end;)
            {
                Rune.DecodeFromUtf16(text.Text.AsSpan(at), out _, out var length);
                change.Replace(at, length, Replacement(text, at, length, map));
                at += length;
            }
        }

        return change.Apply();
    }

    /// <summary>Replaces what a pattern finds. A replacement's place is that of the last character that it replaces.</summary>
    public static AlignedText Replaced(AlignedText text, IEnumerable<(int Start, int Length)> matches, string content)
    {
        var output = text.Begin();
        var at = 0;
        foreach (var (start, length) in matches)
        {
            Copy(text, at, start, output);
            var (first, last) = length == 0 ? (0, 0) : text.Place(start + length - 1, start + length);
            output.Add(content, first, last);
            at = start + length;
        }

        Copy(text, at, text.Text.Length, output);
        return output.Build();
    }

    /// <summary>Takes white space off the ends.</summary>
    public static AlignedText Stripped(AlignedText text, bool left, bool right)
    {
        var (start, end) = (0, text.Text.Length);
        while (left && start < end && char.IsWhiteSpace(text.Text[start]))
        {
            start++;
        }

        while (right && start < end && char.IsWhiteSpace(text.Text[end - 1]))
        {
            end--;
        }

        return text.Slice(start, end);
    }

    /// <summary>Puts something in front, whose place is that of the first character.</summary>
    public static AlignedText Prefixed(AlignedText text, string prefix)
    {
        if (text.Text.Length == 0)
        {
            return text;
        }

        var output = text.Begin();
        var (first, last) = text.Place(0, 1);
        output.Add(prefix, first, last);
        Copy(text, 0, text.Text.Length, output);
        return output.Build();
    }

    /// <summary>Cuts at white space, which is dropped.</summary>
    public static IEnumerable<AlignedText> Words(AlignedText text)
    {
        for (var start = 0; start < text.Text.Length;)
        {
            var end = start;
            while (end < text.Text.Length && !char.IsWhiteSpace(text.Text[end]))
            {
                end++;
            }

            if (end > start)
            {
                yield return text.Slice(start, end);
            }

            start = end + 1;
        }
    }

    /// <summary>Cuts before each mark.</summary>
    public static IEnumerable<AlignedText> BeforeEach(AlignedText text, char mark)
    {
        for (var start = 0; start < text.Text.Length;)
        {
            var next = text.Text.IndexOf(mark, start + 1);
            var end = next < 0 ? text.Text.Length : next;
            yield return text.Slice(start, end);
            start = end;
        }
    }

    private static string? Replacement(AlignedText text, int start, int length, CharacterMap map)
    {
        Span<byte> bytes = stackalloc byte[LongestCluster];
        return map.Shortest(bytes[..Encoding.UTF8.GetBytes(text.Text.AsSpan(start, length), bytes)]);
    }

    private static void Copy(AlignedText text, int start, int end, AlignedText.Builder output)
    {
        for (var at = start; at < end; at++)
        {
            var (first, last) = text.Place(at, at + 1);
            output.Add(text.Text.AsSpan(at, 1), first, last);
        }
    }

    /// <summary>
    /// New characters, each with how many of the old ones it stands for: one and those behind it that go, or none where it was put in.
    /// What is put in stands where the last old one stood.
    /// </summary>
    private sealed class Change(AlignedText text)
    {
        private readonly List<(Rune Rune, int Old)> runes = new(text.Text.Length);
        private int dropped;

        public void Replace(int start, int length, string? content)
        {
            var old = Count(text.Text.AsSpan(start, length));
            var first = runes.Count;
            text.Count(content?.Length ?? length);
            foreach (var rune in (content is null ? text.Text.AsSpan(start, length) : content).EnumerateRunes())
            {
                runes.Add((rune, runes.Count - first < old ? 1 : 0));
            }

            var left = old - (runes.Count - first);
            if (left > 0 && runes.Count > 0)
            {
                runes[^1] = (runes[^1].Rune, runes[^1].Old + left);
            }
            else if (left > 0)
            {
                dropped += left;
            }
        }

        public AlignedText Apply()
        {
            var output = text.Begin();
            var at = 0;
            Skip(dropped);
            var (first, last) = (0, 0);
            foreach (var (rune, old) in runes)
            {
                if (old > 0)
                {
                    Rune.DecodeFromUtf16(text.Text.AsSpan(at), out _, out var length);
                    (first, last) = text.Place(at, at + length);
                    Skip(old);
                }

                output.Add(rune, first, last);
            }

            return output.Build();

            void Skip(int count)
            {
                for (; count > 0; count--)
                {
                    Rune.DecodeFromUtf16(text.Text.AsSpan(at), out _, out var length);
                    at += length;
                }
            }
        }

        private static int Count(ReadOnlySpan<char> text)
        {
            var count = 0;
            foreach (var _ in text.EnumerateRunes())
            {
                count++;
            }

            return count;
        }
    }
}
