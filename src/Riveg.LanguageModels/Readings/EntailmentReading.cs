using System.Text.RegularExpressions;
using Riveg.LanguageModels.Answers;

namespace Riveg.LanguageModels.Readings;

/// <summary>Reads a yes or no, and its probability.</summary>
internal static partial class EntailmentReading
{
    /// <summary>The probability of a plain yes, where the server gives no log-probabilities; a plain no has the rest.</summary>
    public const double PlainYes = 0.9;

    public static double Read(string answer, IReadOnlyList<TokenLogProbability>? tokens)
    {
        var yes = ReadWord(answer);
        return FromTokens(tokens, yes) ?? (yes is null ? 0.5 : yes.Value ? PlainYes : 1 - PlainYes);
    }

    // Null: maybe.
    private static bool? ReadWord(string answer)
    {
        var text = AnswerText.Clean(answer);
        if (text.Length == 0 || AnswerText.IsRefusal(text))
        {
            throw AnswerText.Unreadable("is neither yes nor no", answer);
        }

        var match = Leading().Match(text);
        if (match.Success)
        {
            return Meaning(match.Groups[1].Value);
        }

        var meanings = Anywhere().Matches(text).Select(m => Meaning(m.Value)).Distinct().ToList();
        return meanings.Count == 1 ? meanings[0] : throw AnswerText.Unreadable("is neither yes nor no", answer);
    }

    private static bool? Meaning(string word) => word.ToLowerInvariant() switch
    {
        "yes" or "true" => true,
        "no" or "false" => false,
        _ => null,
    };

    private static double? FromTokens(IReadOnlyList<TokenLogProbability>? tokens, bool? yes)
    {
        if (yes is null || tokens?.FirstOrDefault(t => MeaningOf(t.Token) == yes) is not { } token)
        {
            return null;
        }

        double Mass(bool meaning) => token.Alternatives.Append(new TokenAlternative(token.Token, token.LogProbability))
            .DistinctBy(a => a.Token).Where(a => MeaningOf(a.Token) == meaning).Sum(a => Math.Exp(a.LogProbability));
        var (forYes, forNo) = (Mass(true), Mass(false));
        return forYes + forNo > 0 ? forYes / (forYes + forNo) : null;
    }

    private static bool? MeaningOf(string token) => token.Trim().Trim('"', '*', '.').ToLowerInvariant() switch
    {
        "yes" or "true" => true,
        "no" or "false" => false,
        _ => null,
    };

    // A plain word at the head, or behind "Answer:", or as the value of a JSON member; "no" must not be the head of "no doubt" or "not".
    [GeneratedRegex(
        @"^(?:\s*\{\s*)?(?:\W*(?:the\s+)?(?:final\s+)?(?:answer|entailment|visible)\W*(?:is\W*)?)?\W*(yes|no|maybe|true"
            + @"|false)\b(?!\s+(?:and no|doubt|or no))",
        RegexOptions.IgnoreCase)]
    private static partial Regex Leading();

    [GeneratedRegex(@"\b(yes|no|maybe|true|false)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Anywhere();
}
