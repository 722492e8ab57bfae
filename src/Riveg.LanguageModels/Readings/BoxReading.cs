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
        var boxes = found.Boxes.ToList();
        if (Marker().Matches(text).LastOrDefault(m => boxes.Exists(b => b.Start >= m.Index)) is { } marker)
        {
            boxes.RemoveAll(b => b.Start < marker.Index);
        }

        var named = names.OfType<string>().Where(n => !string.IsNullOrWhiteSpace(n)).ToList();
        boxes = Keep(boxes, b => !IsExample(text, b));
        boxes = Keep(boxes, b => !IsFrame(text, b));
        if (boxes.Select(b => b.Label).Distinct().Count() > 1)
        {
            boxes = Keep(boxes, b => b.Label is { } label && named.Exists(n => IsSame(label, n) || Shares(label, n)));
        }

        var blank = Blank(text, found);
        boxes = OfItsSentence(boxes, blank, named);
        if (boxes is [var only] && Another().IsMatch(Sentence(blank, only)))
        {
            throw new FormatException("the box is said to be another's");
        }

        return SaysAbsent(text, found, out var isOfEntity, named)
            ? boxes.FindAll(b => !Alien().IsMatch(Clause(text, b)) && (!isOfEntity || named.Exists(n => Shares(Clause(text, b), n))))
            : boxes;
    }

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
    private static bool SaysAbsent(string text, FoundBoxes found, out bool isOfEntity, List<string> names)
    {
        var clauses = Clauses().Matches(Blank(text, found)).Where(c => c.Value.Trim().Length > 0).ToList();
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

    [GeneratedRegex(@"^\W*(?:none|null|nothing|no)\b(?!\s+(?:doubt|question|wonder|problem|one else))", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex StartsWithNone();

    [GeneratedRegex(@"[^.!?;\n,]+", RegexOptions.None, AnswerText.MostMilliseconds)]
    private static partial Regex Clauses();

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
