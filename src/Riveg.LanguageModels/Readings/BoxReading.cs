using System.Buffers;
using System.Text.RegularExpressions;
using Riveg.LanguageModels.Boxes;
using Riveg.Regions;

namespace Riveg.LanguageModels.Readings;

/// <summary>
/// Reads boxes out of whatever a model writes around them, and which of them is the answer: an example or the frame named before it, and
/// another thing's box behind "not in the picture", are none. What cannot be told is a fault, never a box of its own making.
/// </summary>
internal static partial class BoxReading
{
    private const int LongestLabel = 100;

    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create(".!?\n;");

    private static readonly SearchValues<char> ClauseEnds = SearchValues.Create(".!?\n;,");

    /// <summary>The boxes in pixels of the original picture, in the answer's order; none where the model says so.</summary>
    /// <param name="answer">The model's words.</param>
    /// <param name="convention">How its family writes boxes.</param>
    /// <param name="sent">The size of the picture that the model saw.</param>
    /// <param name="original">The size of the post's picture.</param>
    /// <param name="names">What the entity is called: its words in the text, its description. May be empty.</param>
    /// <exception cref="Chat.ModelServiceException">There is neither a proper box nor a "none".</exception>
    public static IReadOnlyList<Box> Read(
        string answer, BoxConvention convention, ImageSize sent, ImageSize original, params IReadOnlyList<string?> names) =>
        AnswerText.InTime(answer, a => ReadInTime(a, convention, sent, original, names));

    private static IReadOnlyList<Box> ReadInTime(
        string answer, BoxConvention convention, ImageSize sent, ImageSize original, IReadOnlyList<string?> names)
    {
        var text = AnswerText.Plain(AnswerText.Clean(answer));
        if (text.Length > 0 && !AnswerText.IsRefusal(text) && Presence.IsNothing(text))
        {
            return [];
        }

        if (AnswerText.IsToolCall(text))
        {
            throw AnswerText.Unreadable("asks for a tool instead of answering", answer);
        }

        try
        {
            var found = WrittenBoxes.FindAll(text);
            if (IsListedAbsent(found, names))
            {
                return [];
            }

            var answers = OfTheAnswer(text, found, names);
            if (answers.Count == 0)
            {
                return SaysNone(text, found) ? [] : throw AnswerText.Unreadable("holds no box and does not say none", answer);
            }

            var boxes = answers.Select(w => convention.Read(w.Box, sent, original)).Where(b => b.IsProper).Distinct().ToList();
            return boxes.Count > 0 ? boxes : throw AnswerText.Unreadable("holds a box without an area", answer);
        }
        catch (FormatException exception)
        {
            throw AnswerText.Unreadable($"cannot be read, {exception.Message}", answer);
        }
    }

    // Of several things in one answer this one is named, and has no box.
    private static bool IsListedAbsent(FoundBoxes found, IReadOnlyList<string?> names) =>
        found.Absent.Any(label => names.Any(n => IsSame(label, n))) && !found.Boxes.Any(b => names.Any(n => IsSame(b.Label, n)));

    private static bool IsSame(string? label, string? name) =>
        !string.IsNullOrWhiteSpace(label) && string.Equals(label.Trim(), name?.Trim(), StringComparison.OrdinalIgnoreCase);

    private static List<FoundBox> OfTheAnswer(string text, FoundBoxes found, IReadOnlyList<string?> names)
    {
        var boxes = found.Boxes.Select(b => b.Label is null ? b with { Label = LabelBefore(text, b) } : b).ToList();
        if (Marker().Matches(text).LastOrDefault(m => boxes.Exists(b => b.Start >= m.Index)) is { } marker)
        {
            boxes.RemoveAll(b => b.Start < marker.Index);
        }

        var named = names.OfType<string>().Where(n => !string.IsNullOrWhiteSpace(n)).ToList();
        boxes = Keep(boxes, b => !IsExample(text, b));
        boxes = Keep(boxes, b => !IsFrame(text, b));
        if (boxes.Select(b => b.Label).Distinct().Count() > 1)
        {
            boxes = boxes.FindAll(b => named.Exists(n => IsSame(b.Label, n))) is { Count: > 0 } exact ? exact
                : Keep(boxes, b => b.Label is { } label && named.Exists(n => Shares(label, n)));
        }

        var blank = Blank(text, found);
        boxes = OfItsWords(boxes, blank, named);
        boxes = OfItsSentence(boxes, blank, named);
        if (boxes.Count > 0 && boxes.TrueForAll(b => IsDenied(b, Sentence(blank, b), named)))
        {
            throw new FormatException("the box is said to be another's");
        }

        return SaysAbsent(blank, out var isOfEntity, named)
            ? boxes.FindAll(b => !Alien().IsMatch(Clause(text, b)) && (!isOfEntity || named.Exists(n => Shares(Clause(text, b), n))))
            : boxes;
    }

    // <ref>Adele</ref><box>...; Adele<loc_100>...
    private static string? LabelBefore(string text, FoundBox box) =>
        Reference().Match(text[Math.Max(0, box.Start - LongestLabel)..box.Start]) is { Success: true } label
            ? label.Groups[1].Value.Trim()
            : box.IsTokens && LastWords().Match(text[Math.Max(0, box.Start - LongestLabel)..box.Start]) is { Success: true } words
                ? words.Value.Trim()
                : null;

    // Of several boxes in prose: one that was taken back, or said not to be it, is none; and of those in one sentence the one right behind
    // the entity's name. Where that cannot be told it is a doubt.
    private static List<FoundBox> OfItsWords(List<FoundBox> boxes, string text, List<string> names)
    {
        if (boxes.Count < 2 || boxes.Select(b => b.Start).Distinct().Count() < 2)
        {
            return boxes;
        }

        string Behind(FoundBox box)
        {
            var before = boxes.Where(b => b.End <= box.Start).Select(b => b.End).DefaultIfEmpty(0).Max();
            return text[before..box.Start];
        }

        if (boxes.FindLastIndex(b => TakenBack().IsMatch(Behind(b))) is > 0 and var last)
        {
            boxes = boxes[last..];
        }

        boxes = Keep(boxes, b => !NotThis().IsMatch(Behind(b)));
        var sameSentence = boxes.Count > 1 && boxes.Skip(1).Any(b => !Behind(b).AsSpan().ContainsAny(SentenceEnds)
            && (Behind(b).Trim() is ":" or "=" or "->"
                || Words().Matches(Behind(b)).Any(w => w.Length > 1 && !Joins().IsMatch(w.Value))));
        if (!sameSentence || boxes.Exists(b => b.Label is not null) || !names.Exists(n => Shares(text, n)))
        {
            return boxes;
        }

        var linked = boxes.FindAll(b => names.Exists(n => EndsWithName(Behind(b), n)));
        return linked.Count > 0
            ? linked
            : throw new FormatException("several boxes stand in one sentence, and it does not say which is the entity's");
    }

    private static bool EndsWithName(string words, string name) => LinkingEnd().Replace(words, string.Empty).TrimEnd() is var left
        && left.EndsWith(name.Trim(), StringComparison.OrdinalIgnoreCase);

    private static bool IsDenied(FoundBox box, string sentence, List<string> names) =>
        (box.Label is { } label && NotALabel().IsMatch(label))
        || Another().IsMatch(sentence)
        || Denial().Matches(sentence).Any(d => names.Exists(n =>
            sentence.AsSpan(d.Index + d.Length).TrimStart().StartsWith(n.Trim(), StringComparison.OrdinalIgnoreCase)));

    // Where a sentence says that its box is the entity's, boxes in sentences about others are not.
    private static List<FoundBox> OfItsSentence(List<FoundBox> boxes, string text, List<string> names)
    {
        bool IsNamed(FoundBox box) => Sentence(text, box) is var said && names.Exists(n => Shares(said, n)) && !Not().IsMatch(said);
        return boxes.Exists(IsNamed) ? boxes.FindAll(b => IsNamed(b) || !Words().IsMatch(Sentence(text, b))) : boxes;
    }

    private static string Sentence(string text, FoundBox box)
    {
        var end = text.AsSpan(box.End).IndexOfAny(SentenceEnds);
        return Before(text, box) + text[box.End..(end < 0 ? text.Length : box.End + end)];
    }

    // Those that fit, or all where none does.
    private static List<FoundBox> Keep(List<FoundBox> boxes, Predicate<FoundBox> fits) =>
        boxes.FindAll(fits) is { Count: > 0 } kept ? kept : boxes;

    private static bool IsExample(string text, FoundBox box) => Example().IsMatch(Before(text, box));

    private static bool IsFrame(string text, FoundBox box) =>
        box.Box is { A: 0, B: 0 } && Frame().IsMatch(Before(text, box)) && !Inside().IsMatch(Before(text, box));

    private static bool SaysNone(string text, FoundBoxes found) =>
        text.Length > 0 && !AnswerText.IsRefusal(text)
        && (found.SaysNone || Presence.IsNothing(text) || StartsWithNone().IsMatch(text) || Presence.SaysAbsent(Blank(text, found)));

    // Whether a sentence beside the boxes says that something is not there, and whether that is the entity.
    private static bool SaysAbsent(string text, out bool isOfEntity, List<string> names)
    {
        var clauses = Clauses().Matches(text).Where(c => c.Value.Trim().Length > 0).ToList();
        var absent = clauses.FindIndex(c => Presence.SaysAbsent(c.Value) || StartsWithNone().IsMatch(c.Value));
        isOfEntity = absent == 0 || (absent > 0 && names.Exists(n => Shares(clauses[absent].Value, n)));
        return absent >= 0;
    }

    private static string Blank(string text, FoundBoxes found)
    {
        var blank = text.ToCharArray();
        foreach (var box in found.Boxes)
        {
            Array.Fill(blank, '#', box.Start, box.End - box.Start);
        }

        return new string(blank);
    }

    private static string Before(string text, FoundBox box) => Since(text, box, SentenceEnds);

    private static string Since(string text, FoundBox box, SearchValues<char> ends) =>
        text[(text.AsSpan(0, box.Start).LastIndexOfAny(ends) + 1)..box.Start];

    private static string Clause(string text, FoundBox box)
    {
        var end = text.AsSpan(box.End).IndexOfAny(ClauseEnds);
        return Since(text, box, ClauseEnds) + box.Label + text[box.End..(end < 0 ? text.Length : box.End + end)];
    }

    private static bool Shares(string text, string name) => Words().Matches(name)
        .Any(w => w.Length > 2 && !Common().IsMatch(w.Value) && text.Contains(w.Value, StringComparison.OrdinalIgnoreCase));

    // In prose, not the key of a JSON member, whose quote stands before the colon.
    [GeneratedRegex(
        @"(?:final |correct |my )?\b(?:answer|result|output|bounding box|bbox|coordinates|antwort|respuesta|réponse|resposta|ответ|答案|回答)"
            + @"\s*(?:is|are|ist|es|est|é)?\s*(?::|=|->)",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Marker();

    [GeneratedRegex(
        @"\b(?:for (?:instance|example)|e\.?g\b|example|such as|format|is written|are written|written as|in the form"
            + @"|in the style|like this)",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Example();

    [GeneratedRegex(
        @"\b(?:image|picture|photo\w*|frame|canvas|whole|entire|full|resolution|dimensions?|size|spans?|extends?)\b",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Frame();

    [GeneratedRegex(@"\b(?:fills?|covers?|occupies|takes up)\b", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Inside();

    [GeneratedRegex(
        @"\b(?:similar|another|other|some(?:one|body)|else|different|instead|looks like|look-?alike|resembl\w+|closest|nearest"
            + @"|unrelated)\b",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Alien();

    [GeneratedRegex(
        @"^\W*(?:none|null|nothing|no)\b(?!\s+(?:doubt|question|wonder|problem|one else))",
        RegexOptions.IgnoreCase,
        AnswerText.MostMilliseconds)]
    private static partial Regex StartsWithNone();

    [GeneratedRegex(@"[^.!?;\n,]+", RegexOptions.None, AnswerText.MostMilliseconds)]
    private static partial Regex Clauses();

    [GeneratedRegex(
        @"(?:<ref>|<\|ref\|>|<\|object_ref_start\|>|<\|extra_0\|>)([^<>]{1,80})"
            + @"(?:</ref>|<\|/ref\|>|<\|object_ref_end\|>|<\|extra_1\|>)(?:\s*<[^<>]{1,24}>)?\s*[\[(]{0,2}$",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Reference();

    [GeneratedRegex(@"[\p{L}\p{N}][^<>;\n]{0,60}$", RegexOptions.None, AnswerText.MostMilliseconds)]
    private static partial Regex LastWords();

    [GeneratedRegex(
        @"\b(?:no,? wait|wait|actually|correction|sorry|i mean|or rather)\b", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex TakenBack();

    [GeneratedRegex(@"\bnot\W{0,3}$", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex NotThis();

    [GeneratedRegex(
        "^(?:and|or|maybe|perhaps|also|possibly|then|und|oder|et|ou|y|e|box|bbox|px)$",
        RegexOptions.IgnoreCase,
        AnswerText.MostMilliseconds)]
    private static partial Regex Joins();

    // "Adele is at", "Adele can be seen in the box"
    [GeneratedRegex(
        @"(?:\W+(?:is|are|was|appears?|stands|sits|can|be|located|found|visible|seen|shown|at|in|on|within|here|bounding|box|bbox"
            + @"|coordinates?|the|position|region|area|clearly)){0,8}\W*$",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex LinkingEnd();

    [GeneratedRegex(@"^\W*(?:not\b|none$|nothing$|no one$|nobody$)", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex NotALabel();

    [GeneratedRegex(@"\b(?:is|are|was)(?:n['’]t| not)\b", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Denial();

    [GeneratedRegex(
        @"\b(?:is|are|was)(?:n['’]t| not) (?:her|him|it|them|he|she|the (?:entity|person|one))\b",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Another();

    [GeneratedRegex(@"\bnot\b|n['’]t\b", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Not();

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.None, AnswerText.MostMilliseconds)]
    private static partial Regex Words();

    [GeneratedRegex("^(?:the|and|with|for|from|his|her|its|who|that)$", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Common();
}
