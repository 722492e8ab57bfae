namespace Riveg.Hostility.Files;

/// <summary>Values that programs trip over.</summary>
internal static class HostileValues
{
    /// <summary>Numbers, and what looks like one.</summary>
    public static IReadOnlyList<string> Numbers { get; } =
    [
        "0", "-0", "-1", "1", "0.5", "1e308", "-1e308", "1e999", "NaN", "Infinity", "-Infinity", "99999999999999999999", "-2147483648",
        "2147483647", "2147483648",
        "9223372036854775807", "9223372036854775808", "4.9e-324", "0x10", "1,5", "１２", "1_000", "+5", "007", "1e", ".", "-", "1e-400",
        "65536", "16777217",
    ];

    /// <summary>Texts.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        "", " ", "\n", "\t", "\0", "a\0b", "\u001b[2J\u001b]0;owned\a", "\u009b31m", "\r\nriveg: done", "\ufeff", "\u200b\u200d",
        "\u202eevil", "\ud83d\ude00", "é\u0301\u0301\u0301", "'", "\"", "\\",
        "../up/x", "/dev/zero", "~", "~/x", "con", "a/b", "%s%n%x", "{0}", "${HOME}", "$(id)", "<script>alert(1)</script>", "]]>",
        "&amp;&#39;&lt;", "null", "NaN", "--help", "@x", "-",
        "ﷺ", "İ", "ß", "𝔅𝔢𝔯𝔩𝔦𝔫", "Ｂｅｒｌｉｎ", "东京", "שלום", "#ἀ", "@@@@", "http://http://x", ".", "..", "\u007f", "\u2028", "IMGID:",
        "###", "<EOS>",
    ];

    /// <summary>JSON values as they stand in a file; some are no JSON.</summary>
    public static IReadOnlyList<string> Json { get; } =
    [
        "null", "true", "false", "[]", "{}", "[null]", "[[]]", "{\"a\":1}", "\"\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\"\\u001b[2J\"", "\"\\u009b2J\"", "\"../../x\"", "\"/dev/zero\"",
        "\"a\\nb\"", "[1,2,3,4,5]", "[\"x\"]", "-", "'x'", "undefined", "//", "\"unended", ",", "}", "]", "{\"a\":1,\"a\":2}",
        "[1e999,1,2,3]", "[-1,-1,-1,-1]", "[9,9,1,1]",
        .. Numbers,
    ];

    /// <summary>What may stand where a path is asked for.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        ".", "..", "/", "/dev/null", "/dev/full", "/dev/tty", "/proc/self/mem", "/proc/self/environ", "nowhere/at/all.jsonl",
        "no such file", "a\u001b[2Jb", "back\\slash", new string('x', 300), new string('y', 5000),
        string.Concat(Enumerable.Repeat("d/", 600)) + "f", "~", "~nobody/x", "file:///etc/passwd", "http://127.0.0.1:9/x",
        "\ud83d\ude00.jsonl", "x\ny", " ", "*", "?", "-x", "nul", "/proc/1/root/nothing", "itself",
    ];
}
