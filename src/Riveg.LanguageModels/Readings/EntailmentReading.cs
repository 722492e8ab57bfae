using System.Globalization;
using System.Text.RegularExpressions;
using Riveg.LanguageModels.Answers;

namespace Riveg.LanguageModels.Readings;

/// <summary>Reads a yes or no, as a word or as a sentence, and its probability.</summary>
internal static partial class EntailmentReading
{
    /// <summary>The probability of a plain yes, where the server gives no log-probabilities; a plain no has the rest.</summary>
    public const double PlainYes = 0.9;

    /// <summary>The probability that the answer says.</summary>
    /// <exception cref="Chat.ModelServiceException">It is neither yes nor no.</exception>
    public static double Read(string answer, IReadOnlyList<TokenLogProbability>? tokens) => Read(answer, tokens, out _);

    /// <summary>
    /// The probability that the answer says, and whether that is a flat guess: a bare word, of whose tokens nothing is known.
    /// </summary>
    /// <exception cref="Chat.ModelServiceException">It is neither yes nor no.</exception>
    public static double Read(string answer, IReadOnlyList<TokenLogProbability>? tokens, out bool isFlat)
    {
        (var probability, isFlat) = AnswerText.InTime(answer, a => ReadInTime(a, tokens));
        return probability;
    }

    private static (double Probability, bool IsFlat) ReadInTime(string answer, IReadOnlyList<TokenLogProbability>? tokens)
    {
        var text = AnswerText.Plain(AnswerText.Clean(answer));
        if (AnswerText.IsToolCall(text))
        {
            throw AnswerText.Unreadable("asks for a tool instead of answering", answer);
        }

        if (text.Length == 0 || AnswerText.IsRefusal(text))
        {
            throw AnswerText.Unreadable("is neither yes nor no", answer);
        }

        if (Probability(text, answer) is { } said)
        {
            return (said, false);
        }

        if (Undecided().IsMatch(text))
        {
            throw AnswerText.Unreadable("says both yes and no", answer);
        }

        var yes = SaysYes().IsMatch(text) ? true : SaysNo().IsMatch(text) ? false : ReadWord(text, answer);
        return FromTokens(tokens, yes) is { } sure ? (sure, false) : (yes is null ? 0.5 : yes.Value ? PlainYes : 1 - PlainYes, true);
    }

    // Null: maybe.
    private static bool? ReadWord(string text, string answer)
    {
        // "No doubt" is no no; both words side by side are the question again.
        var plain = Idioms().Replace(text, " ").Trim();
        if (Choices().IsMatch(plain) || Denied().IsMatch(plain))
        {
            throw AnswerText.Unreadable("is neither yes nor no", answer);
        }

        if (Marked().Matches(plain) is { Count: > 0 } marked)
        {
            return Meaning(marked[^1].Groups[1].Value);
        }

        var leading = Leading().Match(plain);
        if (leading.Success)
        {
            return Meaning(leading.Groups[1].Value);
        }

        var trailing = Trailing().Match(plain);
        if (trailing.Success)
        {
            return Meaning(trailing.Groups[1].Value);
        }

        return Presence.Says(plain) ?? Only(plain, answer);
    }

    private static bool? Only(string text, string answer)
    {
        var meanings = Anywhere().Matches(text).Select(m => Meaning(m.Value)).Distinct().ToList();
        return meanings.Count == 1 ? meanings[0] : throw AnswerText.Unreadable("is neither yes nor no", answer);
    }

    // A bare number from 0 to 1, or a percentage; alone or as the value of one member.
    private static double? Probability(string text, string answer)
    {
        var match = NumberAlone().Match(text);
        if (!match.Success || !double.TryParse(match.Groups[2].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var isPercent = match.Groups[3].Length > 0;
        double? probability = isPercent && number is >= 0 and <= 100 ? number / 100 : !isPercent && number is >= 0 and <= 1 ? number : null;
        var name = match.Groups[1].Value.Trim();
        return probability is null || name.Length == 0 || OfYes().IsMatch(name) ? probability
            : NoWord().IsMatch(name) || OfNo().IsMatch(name) || Presence.SaysAbsent(name) || Presence.IsNothing(name) ? 1 - probability
            : YesWord().IsMatch(name) ? probability
            : throw AnswerText.Unreadable("holds a number, and does not say of what", answer);
    }

    private static bool? Meaning(string word) =>
        YesWord().IsMatch(word) ? true : NoWord().IsMatch(word) ? false : null;

    private static double? FromTokens(IReadOnlyList<TokenLogProbability>? tokens, bool? yes)
    {
        if (yes is null || tokens is null || OfTheAnswer(tokens).FirstOrDefault(t => MeaningOf(t.Token) == yes) is not { } token)
        {
            return null;
        }

        double Mass(bool meaning) => token.Alternatives.Append(new TokenAlternative(token.Token, token.LogProbability))
            .DistinctBy(a => a.Token).Where(a => MeaningOf(a.Token) == meaning).Sum(a => Math.Exp(a.LogProbability));
        var (forYes, forNo) = (Mass(true), Mass(false));
        return forYes + forNo > 0 ? forYes / (forYes + forNo) : null;
    }

    // What was thought before the answer says nothing of how sure the answer is.
    private static IEnumerable<TokenLogProbability> OfTheAnswer(IReadOnlyList<TokenLogProbability> tokens)
    {
        var whole = string.Concat(tokens.Select(t => t.Token));
        var start = AnswerText.WithoutThinking(whole) is { Length: > 0 } said ? whole.LastIndexOf(said, StringComparison.Ordinal) : 0;
        var end = 0;
        return tokens.SkipWhile(t => (end += t.Token.Length) <= start);
    }

    private static bool? MeaningOf(string token)
    {
        var word = token.Trim(' ', '\n', '\t', '"', '\'', '*', '.', ',', '!', ':');
        return word.Length == 0 ? null : Meaning(word);
    }

    private const string Yes =
        @"yes|yeah|yep|true|correct|s[íiì]|oui|ja|sim|да|evet|iya|ya|是的|是|有|はい|예|네|نعم|हाँ|हां|হ্যাঁ";

    private const string No = @"no|nope|false|incorrect|non|nein|n[ãa]o|нет|hay[ıi]r|tidak|不是|不|否|没有|いいえ|아니요|아니오|아니|لا|नहीं|না";

    private const string Perhaps =
        "maybe|perhaps|unsure|uncertain|unclear|not (?:entirely |fully |completely |quite |so |very )?(?:sure|certain|clear)";

    private const string Either = $"(?<![\\p{{L}}\\p{{M}}])(?:{Yes}|{No}|{Perhaps})(?![\\p{{L}}\\p{{M}}'\\u2019])";

    // What a whole answer says in other words than yes and no.
    [GeneratedRegex(
        @"^\W*(?:(?:very )?(?:likely|probably)|absolutely|definitely|certainly|of course|affirmative"
            + @"|undoubtedly|without (?:a |any )?doubt|no doubt"
            + @"|i (?:think|believe) so|y|visible|present"
            + @"|entail(?:ment|ed|s)|\u2713|\u2714\uFE0F?|\u2705|\uD83D\uDC4D)\W*$",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex SaysYes();

    [GeneratedRegex(
        @"^\W*(?:(?:definitely|absolutely|certainly|of course|probably|likely|most likely) not|not (?:really|at all|present|likely"
            + @"|a chance)|hardly"
            + @"|(?:very )?unlikely"
            + @"|i do(?:n['’]t| not) (?:think|believe) so|negative|n|nee|absent|invisible|contradiction|contradict(?:ed|s)|not entailed"
            + @"|\u2717|\u2718|\u274C|\uD83D\uDC4E)\W*$",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex SaysNo();

    // "Yes. No." and "No, wait, yes".
    [GeneratedRegex(
        $@"^\W*(?:(?:{Yes})\W+(?:(?:no )?wait|actually|rather|sorry)?\W*(?:{No})"
            + $@"|(?:{No})\W+(?:(?:no )?wait|actually|rather|sorry)?\W*(?:{Yes}))\W*$",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Undecided();

    [GeneratedRegex($"^(?:{Yes})$", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex YesWord();

    [GeneratedRegex($"^(?:{No})$", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex NoWord();

    // What a probability of yes is called, and one of no.
    [GeneratedRegex(
        @"^(?:the )?(?:(?:my |final |yes )?(?:answer|probability|prob|p|confidence|score|likelihood|chance|certainty|visible"
            + @"|visibility|present"
            + @"|presence|entail\w*|verdict|result|value|output|yes)|(?:is|p|prob)_?(?:visible|present|yes|entailed|true)"
            + @"|(?:probability|chance|likelihood|confidence) (?:of|that) [^!]{0,20}?(?:yes|visible|present|presence|entailment))$",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex OfYes();

    [GeneratedRegex(
        @"\b(?:no|not|none|absent|absence|invisible|missing|negative|contradiction|false)\b|_(?:no|not|absent|false)$",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex OfNo();

    // At the head, a JSON member's value too.
    [GeneratedRegex(
        $@"^(?:\s*\{{\s*)?(?:\W*[\w ]{{1,30}}\W*[:=]\s*)?\W*({Either})", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Leading();

    [GeneratedRegex(
        $@"\b(?:answer|verdict|conclusion|result|antwort|respuesta|réponse|resposta|ответ|答案|回答)\W*(?:is|ist|es|est|é)?\W*({Either})",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Marked();

    [GeneratedRegex($@"(?:[:,.!]\s*|\*\*)({Either})\W*$", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Trailing();

    [GeneratedRegex(Either, RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Anywhere();

    [GeneratedRegex(
        @"\b(?:there(?:'s| is) )?(?:no|without(?: a)?|beyond(?: a)?|not a) (?:doubt|question|wonder|problem|mistak\w+|uncertainty)(?: that"
            + @"| about it)?"
            + @"|\bnot only\b|\bno (?:one|body) (?:else )?(?:but|other than|except)|\bno other than|\bnone other than|\bsin duda"
            + @"|\bsans (?:aucun )?doute|\bkein(?:e)? (?:zweifel|frage)|毫无疑问|没问题",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Idioms();

    [GeneratedRegex(
        $@"(?<![\p{{L}}])(?:{Yes})\W{{0,3}}(?:\s*(?:/|\||or|and|oder|o|ou|und|et|y|e|或|или)\s*)\W{{0,3}}(?:{No})(?![\p{{L}}])"
            + $@"|是否|(?<![\p{{L}}])(?:{No})\s*(?:/|\||or)\s*(?:{Yes})(?![\p{{L}}])",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Choices();

    [GeneratedRegex(
        $@"\b(?:not|neither|cannot say)\s+(?:a\s+|clearly\s+|simply\s+)?[""']?(?:yes|true|no|false)\b", RegexOptions.IgnoreCase,
        AnswerText.MostMilliseconds)]
    private static partial Regex Denied();

    [GeneratedRegex(
        @"^\s*\{?\s*(?:[""']?([\w ]{1,30})[""']?\s*[:=]\s*)?[""']?([0-9]{1,3}(?:\.[0-9]+)?)\s*(%?)[""']?\s*\}?\.?\s*$",
        RegexOptions.None,
        AnswerText.MostMilliseconds)]
    private static partial Regex NumberAlone();
}
