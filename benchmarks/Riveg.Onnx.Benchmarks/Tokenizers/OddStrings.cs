using System.Globalization;
using System.Text;

namespace Riveg.Onnx.Benchmarks.Tokenizers;

/// <summary>Strings of the kinds over which tokenizers disagree, the same at each call.</summary>
internal static class OddStrings
{
    private static readonly string[] Words =
    [
        "the", "geometry", "of", "plants", "Garfield", "Park", "RT", "@user_1", "#HashTag", "http://t.co/abc", "can't",
        "THEY'RE", "re-entry",
        "1,000,000", "3.14", "Zürich", "Kraków", "São", "Paulo", "naïve", "façade", "Ελλάδα", "ΟΔΟΣ", "Москва", "київ", "日本語",
        "東京都", "中文字符",
        "한국어", "테스트", "مرحبا", "بِسْمِ", "العالم", "שלום", "שָׁלוֹם", "हिन्दी", "क्षत्रिय", "ภาษาไทย", "தமிழ்", "Việt",
        "tiếng", "ﷺ", "ﬁne", "ﬂow", "½", "²", "Ⅷ", "①", "™", "㎏",
        "𝓗𝓮𝓵𝓵𝓸", "𝟙𝟚𝟛", "Ｈｅｌｌｏ", "ｶﾞｷﾞｸﾞ", "𠜎", "<s>x", "[SEP]", "▁", "a▁b", "...", "!!!", "—", "…", "“quotes”",
        "İstanbul", "ıI", "ſ", "K", "Å",
        "love≠lust", "a≮b≯c", "x\u1FEFy", "a\u037Eb\u0387c", "a[SEP]b",
    ];

    private static readonly string[] Emoji =
        ["😀", "😂", "👍🏽", "👨‍👩‍👧‍👦", "🇫🇷", "🇩🇪🇬", "5️⃣", "♥️", "☺", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩🏿‍🚀", "❤️‍🔥", "🫠",
         "‍", "️"];

    private static readonly string[] Spaces =
        [" ", "  ", "   ", "\t", "\n", "\r\n", "\u00A0", "\u2003", "\u3000", "\u2028", "\u200B", "\u1680", "\u202F", "\u205F",
         "\u0085", "\u000B", "\uFEFF", " \u3000 "];

    private static readonly string[] Controls =
        ["\u0000", "\u0001", "\u0007", "\u0008", "\u001B", "\u001C", "\u001F", "\u007F", "\u0080", "\u009F", "\u00AD",
         "\u200D", "\u200E", "\u202E", "\u2060", "\uFFFD", "\uE000"];

    private static readonly string[] Marks =
        ["\u0301", "\u0308", "\u0323", "\u0327", "\u0338", "\u0345", "\u05B8", "\u064E", "\u0651", "\u093C", "\u3099",
         "\u20E3", "\uFE0F"];

    private static readonly (int First, int Last)[] Blocks =
    [
        (0x20, 0x7E), (0xA0, 0x17F), (0x1E00, 0x1EFF), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x5FF), (0x600, 0x6FF), (0x900,
        0x97F), (0xE00, 0xE7F),
        (0x1100, 0x11FF), (0x2000, 0x206F), (0x2070, 0x20CF), (0x2100, 0x218F), (0x2460, 0x24FF), (0x3040, 0x30FF), (0x3200,
        0x33FF), (0x4E00, 0x4FFF),
        (0xAC00, 0xADFF), (0xF900, 0xFAFF), (0xFB00, 0xFDFF), (0xFE70, 0xFEFF), (0xFF00, 0xFFEF), (0x1D400, 0x1D7FF),
        (0x1F300, 0x1F64F), (0x20000, 0x200FF),
        (0x1F00, 0x1FFF), (0x2190, 0x22FF), (0x2A00, 0x2AFF), (0x1D160, 0x1D1FF), (0x2F800, 0x2F8FF), (0x10400, 0x1044F),
        (0xA640, 0xA69F),
    ];

    public static IReadOnlyList<string> Make(int count, int seed)
    {
        var random = new Random(seed);
        var strings = new List<string> { "", " ", "   ", "\u3000", "\u0000", "ctrl\0a\u0007b\u001Cc\u0085d", "▁", "▁▁ a",
            " a ", "\u200B", "\u00AD", "e\u0301" };
        while (strings.Count < count)
        {
            var text = new StringBuilder();
            for (var parts = random.Next(1, 14); parts > 0; parts--)
            {
                text.Append(Part(random));
            }

            strings.Add(text.ToString());
        }

        return strings;
    }

    private static string Part(Random random) => random.Next(16) switch
    {
        < 5 => Pick(random, Words) + (random.Next(3) > 0 ? " " : ""),
        5 or 6 => Pick(random, Emoji),
        7 or 8 => Pick(random, Spaces),
        9 => Pick(random, Controls),
        10 => (char)random.Next('a', 'z' + 1) + Pick(random, Marks),
        11 => Pick(random, Words) + Pick(random, Marks),
        12 => Pick(random, Words)[..1] + Pick(random, Marks) + Pick(random, Marks),
        _ => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => OfBlock(random, Blocks[random.Next(Blocks.Length)]))),
    };

    private static string OfBlock(Random random, (int First, int Last) block)
    {
        var rune = new Rune(random.Next(block.First, block.Last + 1));
        return Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned ? "x" : rune.ToString();
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
