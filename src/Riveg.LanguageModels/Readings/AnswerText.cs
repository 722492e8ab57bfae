using System.Text.RegularExpressions;
using Riveg.LanguageModels.Chat;

namespace Riveg.LanguageModels.Readings;

/// <summary>What all readers of answers have in common: thinking and fences taken off, refusals known.</summary>
internal static partial class AnswerText
{
    /// <summary>The answer without a model's thinking.</summary>
    public static string WithoutThinking(string answer) => Thinking().Replace(answer, string.Empty).Trim().TrimStart('\uFEFF');

    /// <summary>The answer without thinking and code fences.</summary>
    public static string Clean(string answer) => Fence().Replace(WithoutThinking(answer), string.Empty).Trim();

    public static bool IsRefusal(string answer) => Refusal().IsMatch(answer);

    public static ModelServiceException Unreadable(string what, string answer) =>
        new(ModelServiceFault.UnreadableAnswer, $"The model's answer {what}.") { Said = ServiceWords.Show(answer, key: null) };

    // Thinking that was cut off before its end leaves no answer.
    [GeneratedRegex(@"<think>.*?(</think>|\z)", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Thinking();

    [GeneratedRegex(@"^```[a-zA-Z]*\s*$|```", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(
        @"^\W*(i'?m sorry|i am sorry|sorry\b|i can(no|')t\b|i can not|i'?m (not able|unable)|i am (not able|unable)|as an ai|i won't"
            + @"|unfortunately,? i)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Refusal();
}
