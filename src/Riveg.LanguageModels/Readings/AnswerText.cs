using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Dialects;
using Riveg.LanguageModels.Prompts;

namespace Riveg.LanguageModels.Readings;

/// <summary>What all readers of answers have in common: thinking and fences taken off, refusals known.</summary>
internal static partial class AnswerText
{
    // Of <think>, <thinking>, <thought>, [THINK], ◁think▷, <seed:think>, <|begin_of_thought|>, <reasoning> and their like.
    private const string Name = @"[\w:]*(?:think|thinking|thoughts?|reason|reasoning|reflection|analysis|scratchpad)(?:_\w+)?";

    // A word in brackets, unless in capitals, is thinking only where it is closed: "[thinking] Here: ...".
    private const string Opening =
        $@"(?:(?<weak>\[\s*(?-i:(?![A-Z_]+\])){Name}\s*\])|(?:<\|?|\[|◁)\s*(?:begin_of_)?{Name}\s*(?:\|?>|\]|▷))";

    private const string Closing = $@"(?:(?:<\|?/|\[/|◁/)\s*{Name}\s*(?:\|?>|\]|▷)|<\|(?:end_of_|/){Name}\|>)";

    // In marks that one family has and no other.
    private static readonly Regex OwnThinking = new(
        string.Join('|', ModelDialect.Families.Select(f => f.Thinking).OfType<ThinkingMarks>()
            .Select(m => $@"{Regex.Escape(m.Opening)}.*?(?:{Regex.Escape(m.Closing)}|\z)")),
        RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeSpan.FromMilliseconds(MostMilliseconds));

    /// <summary>
    /// How long one pattern may look at one answer, in milliseconds. Readers run over whatever a server sends, and a thousand times what an
    /// answer needs is no answer.
    /// </summary>
    public const int MostMilliseconds = 1000;

    // No answer of a stage is longer; thinking is cut before it counts.
    private const int MostCharacters = 32 * 1024;

    // Blanks and lines between characters without end are what servers that are held to a grammar send.
    private const int LongestRun = 8;

    /// <summary>The answer without a model's thinking, in whatever marking.</summary>
    /// <exception cref="ModelServiceException">It cannot be read in the time that there is.</exception>
    public static string WithoutThinking(string answer) => InTime(answer, CutThinking);

    /// <summary>What a reader makes of an answer, in the time that there is.</summary>
    /// <exception cref="ModelServiceException">It takes longer.</exception>
    public static T InTime<T>(string answer, Func<string, T> read)
    {
        try
        {
            return read(answer);
        }
        catch (RegexMatchTimeoutException)
        {
            throw Unreadable("takes too long to read", answer);
        }
    }

    private static string CutThinking(string answer)
    {
        answer = OwnThinking.Replace(WithoutRuns(answer), string.Empty);

        // Where channels are named, the last one that is final is the answer.
        var final = FinalChannel().Matches(answer);
        var text = final.Count > 0 ? final[^1].Groups[1].Value : ThinkingChannel().Replace(answer, string.Empty);
        text = Thinking().Replace(text, m => m.Groups["weak"].Success && !m.Groups["end"].Success ? m.Value : string.Empty);

        // An opening that got lost: all before the last closing was thought.
        var closings = LostOpening().Matches(text);
        text = closings.Count > 0 ? text[(closings[^1].Index + closings[^1].Length)..] : text;
        var answers = AnswerTag().Matches(text);
        text = (answers.Count > 0 ? answers[^1].Groups[1].Value : text).Trim().TrimStart('\uFEFF').Trim();

        // Names of posts in which marks of templates were escaped, repeated as they were shown.
        return TemplateMarks.Unescape(text);
    }

    /// <summary>The answer without thinking and code fences.</summary>
    /// <exception cref="ModelServiceException">It is longer than any answer, or cannot be read in the time that there is.</exception>
    public static string Clean(string answer)
    {
        var text = WithoutThinking(answer);
        return text.Length <= MostCharacters
            ? InTime(text, t => Fence().Replace(t, string.Empty).Trim())
            : throw Unreadable("is longer than any answer", answer);
    }

    /// <summary>A text with the digits of all scripts written as ours.</summary>
    public static string Digits(string text) => string.Create(text.Length, text, (digits, given) =>
    {
        for (var i = 0; i < given.Length; i++)
        {
            digits[i] = Digit(given[i]);
        }
    });

    private static char Digit(char c) => !char.IsAscii(c) && char.GetUnicodeCategory(c) == UnicodeCategory.DecimalDigitNumber
        ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c))
        : c;

    // Equal blanks and marks in a row, all but the first few taken out.
    private static string WithoutRuns(string text)
    {
        var kept = new StringBuilder(text.Length);
        var run = 0;
        for (var i = 0; i < text.Length; i++)
        {
            run = i > 0 && text[i] == text[i - 1] ? run + 1 : 1;
            if (run <= LongestRun || char.IsLetterOrDigit(text[i]))
            {
                kept.Append(text[i]);
            }
        }

        return kept.ToString();
    }

    /// <summary>
    /// A cleaned answer with the digits, brackets and commas of other scripts written as ours, so that one form has one reader.
    /// </summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            plain.Append(c switch
            {
                >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
                '\u3001' or '\u060C' => ',',
                '\u3010' or '\u3014' => '[',
                '\u3011' or '\u3015' => ']',
                '\u2212' or '\u2013' => '-',
                '\u00A0' or '\u3000' => ' ',
                _ => Digit(c),
            });
        }

        return plain.ToString();
    }

    /// <summary>Whether a cleaned answer asks for a search or another tool, which nobody here runs.</summary>
    public static bool IsToolCall(string text) => ToolCall().IsMatch(text);

    public static bool IsRefusal(string answer) => Refusal().IsMatch(answer);

    public static ModelServiceException Unreadable(string what, string answer) =>
        new(ModelServiceFault.UnreadableAnswer, $"The model's answer {what}.") { Said = ServiceWords.Show(answer, key: null) };

    [GeneratedRegex(
        @"<\|?(?:text_search|image_search|web_search|search|tool_calls?|function_call)\|?>",
        RegexOptions.IgnoreCase,
        AnswerText.MostMilliseconds)]
    private static partial Regex ToolCall();

    // Thinking that was cut off before its end leaves no answer.
    [GeneratedRegex(
        $@"{Opening}.*?(?:(?<end>{Closing})|\z)", RegexOptions.Singleline | RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Thinking();

    [GeneratedRegex(Closing, RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex LostOpening();

    [GeneratedRegex(
        @"<\|channel\|>\s*final\b.*?<\|message\|>(.*?)(?:<\|(?:end|return|start)\|>|\z)",
        RegexOptions.Singleline,
        AnswerText.MostMilliseconds)]
    private static partial Regex FinalChannel();

    [GeneratedRegex(
        @"<\|channel\|>\s*(?:analysis|commentary)\b.*?<\|message\|>.*?(?:<\|(?:end|return)\|>|\z)", RegexOptions.Singleline,
        AnswerText.MostMilliseconds)]
    private static partial Regex ThinkingChannel();

    [GeneratedRegex(
        @"<(?:answer|\|begin_of_box\|)>(.*?)<(?:/answer|\|end_of_box\|)>",
        RegexOptions.Singleline | RegexOptions.IgnoreCase,
        AnswerText.MostMilliseconds)]
    private static partial Regex AnswerTag();

    [GeneratedRegex(@"^```[a-zA-Z]*\s*$|```(?:json|python)?", RegexOptions.Multiline, AnswerText.MostMilliseconds)]
    private static partial Regex Fence();

    [GeneratedRegex(
        @"^\W*(i'?m sorry|i am sorry|sorry\b|i can(no|')t (help|assist|comply|identif|provide|do|fulfil|answer)|i can not"
            + @"|i'?m (not able|unable) to (help|assist|identif|provide)|i am (not able|unable) to (help|assist|identif|provide)"
            + @"|as an ai|i won't|unfortunately,? i)",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Refusal();
}
