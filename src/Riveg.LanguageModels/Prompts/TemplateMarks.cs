using System.Text.RegularExpressions;

namespace Riveg.LanguageModels.Prompts;

/// <summary>
/// The marks by which chat templates and tokenizers tell turns, pictures and thinking from text. Servers take them out of a message's text
/// too, so a post could begin a turn of its own, or claim a picture's place. They all begin by <c>&lt;</c>, by a white triangle, or by a
/// name in square brackets, and their first character is written as JSON writes any: a model reads it, a tokenizer does not.
/// </summary>
/// <remarks>
/// Seen in github.com/ggml-org/llama.cpp/issues/21955 (the place for a picture), /issues/26273 and /pull/11270 (marks in messages), and
/// github.com/OWASP/AISVS/issues/930. What no list foresees is why the first characters are escaped and not known marks alone.
/// </remarks>
internal static partial class TemplateMarks
{
    /// <summary>The text with no mark in it. Text that has none stays as it is.</summary>
    public static string Escape(string text) => Beginning().Replace(text, m => $"\\u{(int)m.Value[0]:x4}");

    /// <summary>The text with what <see cref="Escape"/> wrote read back: a model repeats what it was shown.</summary>
    public static string Unescape(string text) =>
        Escaped().Replace(text, m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString());

    // "<3" and "a < b" begin no mark.
    [GeneratedRegex(@"[<\uFF1C](?![\s\d])|[\u25C1\u25B7]|\[(?=/?(?:[A-Z][A-Z0-9_]+|[a-z]?MASK)\])")]
    private static partial Regex Beginning();

    [GeneratedRegex(@"(?<!\\)\\u(003c|ff1c|25c1|25b7|005b)", RegexOptions.IgnoreCase)]
    private static partial Regex Escaped();
}
