using System.Globalization;
using System.Text.RegularExpressions;

namespace Riveg.LanguageModels.Readings;

/// <summary>
/// Reads phrases that belong to numbered mentions: an object or a list as JSON or Python, by numbers, own ids or names, or a numbered list.
/// What cannot be tied to a mention is left out, and raw JSON is never a phrase.
/// </summary>
internal static partial class ExpansionReading
{
    private const int MaxWords = 31;

    private static readonly string[] PhraseKeys =
        ["expansion", "phrase", "description", "answer", "text", "value", "definition", "meaning", "caption", "explanation"];

    private static readonly string[] NameKeys = ["name", "entity", "mention", "surface", "word", "title", "key"];

    private static readonly string[] NumberKeys = ["number", "id", "index", "no", "entity_id", "entityid", "n"];

    /// <summary>
    /// The phrase of each number; numbers that the answer does not name are missing, null says that the model does not know.
    /// </summary>
    /// <exception cref="Chat.ModelServiceException">One mention was asked about, and the answer is the wreck of an object.</exception>
    public static IReadOnlyDictionary<int, string?> Read(string answer, IReadOnlyList<string> surfaces) =>
        AnswerText.InTime(answer, a => ReadInTime(a, surfaces));

    private static Dictionary<int, string?> ReadInTime(string answer, IReadOnlyList<string> surfaces)
    {
        var text = AnswerText.Digits(AnswerText.Clean(answer));
        var found = ReadValue(text, surfaces) ?? ReadRow(text, surfaces.Count) ?? ReadNumbered(text, surfaces.Count);
        if (found.Count == 0)
        {
            found = ReadNamed(text, surfaces);
        }

        if (found.Count == 0 && surfaces.Count == 1 && text.Length > 0)
        {
            found[1] = AnswerText.IsRefusal(text) ? null
                : LooksLikeCode(text) ? throw AnswerText.Unreadable("holds no phrase that can be told from its markup", answer)
                : text;
        }

        return found.ToDictionary(f => f.Key, f => Tidy(f.Value, surfaces[f.Key - 1]));
    }

    private static Dictionary<int, string?>? ReadValue(string text, IReadOnlyList<string> surfaces)
    {
        var values = LooseValue.FindAll(text).Where(v => text[v.Start] is '{' or '[').ToList();
        var found = new Dictionary<int, string?>();
        if (values.Count > 1 && values.TrueForAll(v => v.Value.Members is not null))
        {
            // One object a line.
            FromList([.. values.Select(v => v.Value)], surfaces, found);
        }
        else if (values.Count > 0)
        {
            From(values.MaxBy(v => v.End - v.Start).Value, surfaces, found);
        }

        return found.Count > 0 ? found : null;
    }

    private static void From(LooseValue value, IReadOnlyList<string> surfaces, Dictionary<int, string?> found)
    {
        if (value.Items is { } items)
        {
            FromList(items, surfaces, found);
        }
        else if (value.Members is { } members)
        {
            FromObject(members, surfaces, found);
        }
    }

    private static void FromObject(
        IReadOnlyList<(string Key, LooseValue Value)> members, IReadOnlyList<string> surfaces, Dictionary<int, string?> found)
    {
        if (members.Any(m => PhraseKeys.Contains(Plain(m.Key)) && IsPhrase(m.Value)))
        {
            FromObjects([LooseValue.OfMembers(members)], surfaces, found);
            return;
        }

        var numbers = members.Select(m => NumberOf(m.Key)).ToList();
        var shift = Shift(numbers, surfaces.Count);
        foreach (var ((key, value), number) in members.Zip(numbers))
        {
            // What the phrase says of itself goes before its number.
            var target = NamedBy(key, surfaces) ?? OwnerOf(value, surfaces) ?? (number is { } n && shift is { } s ? n + s : null);
            if (target is { } at && at >= 1 && at <= surfaces.Count && TryPhrase(value, out var phrase))
            {
                found.TryAdd(at, phrase);
            }
        }

        if (found.Count == 0)
        {
            // A wrapper: {"entities": [...]}, {"answer": {...}}.
            foreach (var (_, value) in members.Where(m => m.Value.Items is not null || m.Value.Members is not null))
            {
                From(value, surfaces, found);
                if (found.Count > 0)
                {
                    return;
                }
            }

            if (surfaces.Count == 1 && members is [var (_, only)] && TryPhrase(only, out var phrase))
            {
                found.TryAdd(1, phrase);
            }
        }
    }

    private static void FromList(IReadOnlyList<LooseValue> items, IReadOnlyList<string> surfaces, Dictionary<int, string?> found)
    {
        var objects = items.Where(i => i.Members is not null).ToList();
        if (objects.Count == items.Count && items.Count > 0)
        {
            FromObjects(objects, surfaces, found);
        }
        else if (items.Count > 0 && items.All(i => AsObject(i) is not null))
        {
            FromObject([.. items.SelectMany(i => AsObject(i)!.Members!)], surfaces, found);
        }
        else if (items.Count > 1 && OfMarks(items, surfaces) is { } marked)
        {
            foreach (var (number, phrase) in marked)
            {
                found.TryAdd(number, phrase);
            }
        }
        else if (items.Count == surfaces.Count)
        {
            // A list without numbers or names is only right when it has exactly as many items as were asked for.
            for (var i = 0; i < items.Count; i++)
            {
                if (TryPhrase(items[i], out var phrase))
                {
                    found.TryAdd(i + 1, phrase);
                }
            }
        }
    }

    // ["2. a city", "1. a singer"], ["Paris: a city", "Adele: a singer"]: each says whose it is; null where none does.
    private static Dictionary<int, string?>? OfMarks(IReadOnlyList<LooseValue> items, IReadOnlyList<string> surfaces)
    {
        var lines = string.Join('\n', items.Select(i => i.Text ?? string.Empty));
        var marked = ReadNumbered(lines, surfaces.Count);
        marked = marked.Count > 0 ? marked : ReadNamed(lines, surfaces);
        return marked.Count > 0 ? marked : null;
    }

    // [[1, "a singer"], ["Adele", "a singer"]]
    private static LooseValue? AsObject(LooseValue value) =>
        value.Items is [{ } key, { Text: not null, Number: null } phrase]
        && (key.Text ?? key.Number?.ToString(CultureInfo.InvariantCulture)) is { } name
            ? LooseValue.OfMembers([(name, phrase)])
            : null;

    private static void FromObjects(IReadOnlyList<LooseValue> objects, IReadOnlyList<string> surfaces, Dictionary<int, string?> found)
    {
        var numbers = objects.Select(o => Find(o, NumberKeys) is { } given ? NumberOf(given.Text ?? $"{given.Number}") : null).ToList();
        var names = objects.Select(o => Find(o, NameKeys)?.Text).ToList();
        var shift = Shift(numbers, surfaces.Count);
        for (var i = 0; i < objects.Count; i++)
        {
            if (Find(objects[i], PhraseKeys) is not { } value)
            {
                // {"1": "a singer"}, {"Adele": "a singer"} one by one.
                FromObject(objects[i].Members!, surfaces, found);
                continue;
            }

            var target = names[i] is { } name ? NamedBy(name, surfaces)
                : numbers[i] is { } number && shift is { } s ? number + s
                : numbers[i] is null && objects.Count == surfaces.Count ? i + 1
                : null;
            if (target is { } at && at >= 1 && at <= surfaces.Count && TryPhrase(value, out var phrase))
            {
                found.TryAdd(at, phrase);
            }
        }
    }

    // Numbers that begin at 0 are one behind ours; where that cannot be told, none is taken.
    private static int? Shift(IReadOnlyList<int?> numbers, int count)
    {
        var given = numbers.OfType<int>().ToList();
        return given.Count == 0 ? null
            : given.Distinct().Count() < given.Count ? null
            : given.Contains(0) ? (given.Contains(count) ? null : 1)
            : given.Exists(n => n <= count) && (given.TrueForAll(n => n <= count) || given.Count(n => n <= count) == count) ? 0
            : null;
    }

    private static int? NumberOf(string key)
    {
        var match = NumberInKey().Match(key);
        return match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;
    }

    private static int? NamedBy(string name, IReadOnlyList<string> surfaces)
    {
        var plain = Bare(name);
        var same = Enumerable.Range(1, surfaces.Count).Where(n => Bare(surfaces[n - 1]) == plain).ToList();
        return plain.Length > 0 && same.Count == 1 ? same[0] : null;
    }

    // {"1": {"name": "Adele", "phrase": ...}}, {"1": "Adele: a singer"}
    private static int? OwnerOf(LooseValue value, IReadOnlyList<string> surfaces) =>
        value.Members is not null && Find(value, NameKeys)?.Text is { } name ? NamedBy(name, surfaces)
        : value.Text is { } phrase && ReadNamed(phrase, surfaces) is { Count: 1 } owner ? owner.Keys.First()
        : null;

    private static LooseValue? Find(LooseValue value, string[] keys) =>
        keys.Select(k => value.Members!.FirstOrDefault(m => Plain(m.Key) == Plain(k)).Value).FirstOrDefault(v => v is not null);

    private static bool IsPhrase(LooseValue value) => value.IsNull || (value.Text is not null && value.Truth is null);

    private static bool TryPhrase(LooseValue value, out string? phrase)
    {
        if (value.Members is not null && Find(value, PhraseKeys) is { } inner)
        {
            value = inner;
        }

        if (value.Items is [{ } only])
        {
            value = only;
        }

        phrase = value.IsNull ? null : value.Text;
        return IsPhrase(value);
    }

    // All numbers in their order, on lines or in one.
    private static Dictionary<int, string?>? ReadRow(string text, int count)
    {
        var marks = new List<Match>();
        foreach (Match mark in NumberMark().Matches(text))
        {
            if (int.Parse(mark.Groups[1].Value, CultureInfo.InvariantCulture) == marks.Count + 1 && marks.Count < count)
            {
                marks.Add(mark);
            }
        }

        return marks.Count != count ? null : marks
            .Select((mark, i) => (Number: i + 1, From: mark.Index + mark.Length, To: i + 1 < count ? marks[i + 1].Index : text.Length))
            .ToDictionary(m => m.Number, string? (m) => text[m.From..m.To].Trim().TrimEnd(',', ';'));
    }

    // KD: a player, one a line; a sentence about several is no line of one.
    private static Dictionary<int, string?> ReadNamed(string text, IReadOnlyList<string> surfaces)
    {
        var found = new Dictionary<int, string?>();
        foreach (var line in text.Split('\n'))
        {
            var bare = line.TrimStart(' ', '\t', '-', '*', '\u2022', '"', '`');
            var names = Enumerable.Range(1, surfaces.Count).Where(n =>
                bare.StartsWith(surfaces[n - 1], StringComparison.OrdinalIgnoreCase)
                && PhraseFollows().IsMatch(bare[surfaces[n - 1].Length..])).ToList();
            if (names is [var number]
                && !surfaces.Where((_, i) => i != number - 1).Any(o => bare.Contains(o, StringComparison.OrdinalIgnoreCase)))
            {
                found.TryAdd(number, bare);
            }
        }

        return found;
    }

    private static Dictionary<int, string?> ReadNumbered(string text, int count)
    {
        var found = new Dictionary<int, string?>();
        foreach (Match match in NumberedLine().Matches(text))
        {
            var number = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            if (number >= 1 && number <= count)
            {
                found.TryAdd(number, match.Groups[2].Value);
            }
        }

        return found;
    }

    private static string? Tidy(string? phrase, string surface)
    {
        if (phrase is null)
        {
            return null;
        }

        // The first line that says more than the name.
        var line = LeadIn().Replace(phrase.Trim(), string.Empty)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(l => WithoutName(l, surface)).FirstOrDefault(l => l.Length > 0) ?? string.Empty;
        if (line.Length == 0 || Unknown().IsMatch(line) || AnswerText.IsRefusal(line) || LooksLikeCode(line))
        {
            return null;
        }

        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words.Take(MaxWords));
    }

    private static string WithoutName(string line, string surface)
    {
        line = line.Trim(' ', '-', '"', '*', '`', ',', '\u201C', '\u201D');
        if (line.StartsWith(surface, StringComparison.OrdinalIgnoreCase))
        {
            line = AfterName().Replace(line[surface.Length..], string.Empty);
        }

        return line.Trim(' ', '"', '*', '.', ',', '\u201C', '\u201D');
    }

    private static bool LooksLikeCode(string text) => text.AsSpan().Trim() is ['{' or '[' or '<', ..] || Code().IsMatch(text);

    private static string Plain(string key) => key.Trim().Replace("_", string.Empty, StringComparison.Ordinal).ToLowerInvariant();

    private static string Bare(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    // 1. | (1) | [1] | #1 | **1.** | Entity 1: | 1 - , at the head of a line or behind what ends a phrase.
    [GeneratedRegex(
        @"(?:^|\n|(?<=[,;.:!""\u201D)])[^\S\n])\W{0,4}?(?:(?:entity|mention|number|no\.?)[^\S\n]*)?[(\[#*_]{0,3}([0-9]{1,2})"
            + @"(?:[*_]*[.):\]][*_:]*|[^\S\n]*[-\u2013\u2014](?=\s)|(?<=#[0-9]{1,2})(?=\s))\s*",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex NumberMark();

    [GeneratedRegex(
        @"^\W{0,3}(?:\([^)]*\))?\W{0,3}(?:[:=]|->|\u2192|\u21D2|\s[-\u2013\u2014]|\sis\b)\W{0,3}\w", RegexOptions.IgnoreCase,
        AnswerText.MostMilliseconds)]
    private static partial Regex PhraseFollows();

    [GeneratedRegex(
        @"^(?:(?:sure|certainly|of course|okay|ok|absolutely)\b[!,.:]+\s*)?"
            + @"(?:(?:(?:here(?:'s| is| are)|the|a|short|noun|one|my)\s+){0,5}(?:phrase|answer|expansion|description)s?"
            + @"(?:\s+(?:is|for\s+[^:\n]{1,40}))?\s*:\s*)?",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex LeadIn();

    // "Sure! 1. a player", "Answer: 1. a player"
    [GeneratedRegex(@"^(?:[^\n0-9]{0,60}[!:]\s+)?\W*([0-9]{1,3})[.):\]]\s*(.+?)\s*$", RegexOptions.Multiline, AnswerText.MostMilliseconds)]
    private static partial Regex NumberedLine();

    [GeneratedRegex(
        @"^\W*(?:entity|mention|item|name|e|m|n|id|no|number|#)?[\s_.#-]*([0-9]{1,3})\W*$",
        RegexOptions.IgnoreCase,
        AnswerText.MostMilliseconds)]
    private static partial Regex NumberInKey();

    [GeneratedRegex(@"^[\s*_""`]{0,4}(?:\([^)]*\))?\W*(?:is|are|=|:|-)?\s*", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex AfterName();

    [GeneratedRegex(@"^(unknown|n/?a|none|null|not known|no idea|unclear|not (?:available|sure|specified|applicable)|unidentified|unsure"
            + @"|no information\b.*"
            + @"|i (?:do not|don['’]t|cannot|can['’]?t|can not) (?:know|tell|say|determine|identify)\b.*"
            + @"|cannot (?:be )?determined?)$", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Unknown();

    // A quoted key, a fence: markup that was cut or cannot be read.
    [GeneratedRegex(@"""\s*:\s*[""{\[]|^'\w+'\s*:|```|^\W*dict\(", RegexOptions.None, AnswerText.MostMilliseconds)]
    private static partial Regex Code();
}
