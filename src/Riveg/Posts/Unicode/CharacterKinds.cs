using System.Globalization;
using System.Text;

namespace Riveg.Posts.Unicode;

/// <summary>Kinds of characters that the reading of posts tells apart and .NET has no word for.</summary>
internal static class CharacterKinds
{
    /// <summary>
    /// Whether nobody sees the character: Unicode's default ignorables (soft hyphen, zero-width space and joiners, direction marks,
    /// variation selectors, fillers,
    /// tags) and control characters that are no white space.
    /// </summary>
    public static bool IsInvisible(int point) => point switch
    {
        < 0x20 => point is not (>= 0x09 and <= 0x0d or >= 0x1c),
        < 0x7f => false,
        < 0xad => point is < 0xa0 and not 0x85,
        0xad or 0x34f or 0x61c or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or 0x3164 or 0xfeff or 0xffa0 => true,
        >= 0x180b and <= 0x180f or >= 0x200b and <= 0x200f or >= 0x202a and <= 0x202e or >= 0x2060 and <= 0x206f => true,
        >= 0xfe00 and <= 0xfe0f or >= 0xfff0 and <= 0xfffb => true,
        >= 0x1bca0 and <= 0x1bca3 or >= 0x1d173 and <= 0x1d17a or >= 0xe0000 and <= 0xe0fff => true,
        _ => false,
    };

    /// <summary>Whether a line ends here.</summary>
    public static bool IsLineBreak(char c) => c is '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029';

    /// <summary>Whether a line ends within a text.</summary>
    public static bool HasLineBreak(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (IsLineBreak(c))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a grapheme cluster is an emoji: a pictograph, a flag, or a key cap. Arrows, stars and hearts count, © and ™ do not.
    /// </summary>
    public static bool IsEmoji(ReadOnlySpan<char> cluster)
    {
        if (cluster.IsEmpty || Rune.DecodeFromUtf16(cluster, out var first, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        return first.Value switch
        {
            <= '9' => cluster.Length > 1 && cluster[^1] == '\u20e3',
            >= 0x2300 and <= 0x23ff or >= 0x25a0 and <= 0x27bf or >= 0x2b00 and <= 0x2bff or >= 0x1f000 and <= 0x1faff =>
                Rune.GetUnicodeCategory(first) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol
                    or UnicodeCategory.OtherNotAssigned
                && UnicodeForms.ComposeCompatible(first.ToString()) == first.ToString(),
            0x203c or 0x2049 => true,
            _ => !first.IsAscii && cluster.Contains('\ufe0f')
                && Rune.GetUnicodeCategory(first) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol,
        };
    }

    /// <summary>Han and kana: no spaces between words. Every character is a token.</summary>
    public static bool IsUnspacedScript(char c) =>
        c is (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u9fff') or (>= '\uf900' and <= '\ufaff');

    /// <summary>
    /// The scripts of East Asia with their punctuation: none of them stands in a link, and in an @name only where it begins so.
    /// </summary>
    public static bool IsEastAsian(char c) =>
        c is (>= '\u1100' and <= '\u11ff') or (>= '\u2e80' and <= '\ud7ff') or (>= '\uf900' and <= '\ufaff')
            or (>= '\uff00' and <= '\uffef');

    /// <summary>
    /// Signs that stand inside a word or tag between its letters: middle dot, geresh, gershayim, maqaf, tsheg, the kana signs.
    /// </summary>
    public static bool IsTagSign(char c) =>
        c is '\u00b7' or '\u05be' or '\u05f3' or '\u05f4' or '\u0f0b' or '\u0f0c' or '\u3003' or '\u301c' or '\u30a0' or '\u30fb'
            or '\ua67e';

    /// <summary>How many code units the grapheme cluster has that begins at a place.</summary>
    public static int ClusterLength(string text, int index)
    {
        // Two ASCII characters never share a cluster, but for CR LF.
        if (char.IsAscii(text[index]) && (index + 1 == text.Length || (char.IsAscii(text[index + 1]) && text[index] != '\r')))
        {
            return 1;
        }

        return StringInfo.GetNextTextElementLength(text, index);
    }
}
