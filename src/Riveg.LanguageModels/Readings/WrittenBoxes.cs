using System.Globalization;
using System.Text.RegularExpressions;
using Riveg.LanguageModels.Boxes;

namespace Riveg.LanguageModels.Readings;

/// <summary>A box as a model wrote it, and where.</summary>
/// <param name="Box">Its numbers.</param>
/// <param name="Label">What the model calls it; null where it does not.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends.</param>
internal sealed record FoundBox(WrittenBox Box, string? Label, int Start, int End)
{
    /// <summary>Whether it is written in location tokens, behind the words that they locate.</summary>
    public bool IsTokens { get; init; }
}

/// <summary>What stands in an answer.</summary>
/// <param name="Boxes">The boxes, in their order.</param>
/// <param name="SaysNone">Whether a value says that there is none: null, an empty list, zeros, false.</param>
internal sealed record FoundBoxes(IReadOnlyList<FoundBox> Boxes, bool SaysNone)
{
    /// <summary>What the answer lists by name as not there, beside boxes of other things.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];
}

/// <summary>
/// Finds boxes in text: JSON and Python values of any nesting, pairs and quadruples of points, box and location tokens, assignments and
/// prose.
/// </summary>
internal static partial class WrittenBoxes
{
    private const string Number = @"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?";

    // What a turned square takes of the box around it is a half.
    private const double LeastQuadrilateral = 0.25;

    private const string Unit = @"\s*(?:(?:px|pixels?)\s*)?";

    /// <summary>The boxes of a text.</summary>
    /// <exception cref="FormatException">There is something that could be a box in more than one way.</exception>
    public static FoundBoxes FindAll(string text)
    {
        var order = OrderOf(text);
        foreach (var find in new Func<string, string?, FoundBoxes>[] { Tokens, Intervals, Values, Assigned, Sides, Bare })
        {
            var found = find(text, order);
            if (found.Boxes.Count > 0 || found.SaysNone)
            {
                return found;
            }
        }

        return new FoundBoxes([], false);
    }

    /// <summary>
    /// The order that the model says its numbers have, as "cxcywh", "xywh", "yxyx", "xxyy" or "xyxy"; null where it says none.
    /// </summary>
    private static string? OrderOf(string text) =>
        CentreOrder().IsMatch(text) ? "cxcywh"
        : SizeOrder().IsMatch(text) ? "xywh"
        : RowOrder().IsMatch(text) ? "yxyx"
        : PairOrder().IsMatch(text) ? "xxyy"
        : ColumnOrder().IsMatch(text) ? "xyxy"
        : null;

    private static FoundBoxes Tokens(string text, string? order)
    {
        var boxes = new List<FoundBox>();
        foreach (Match run in LocationRun().Matches(text))
        {
            var numbers = LocationToken().Matches(run.Value).Select(m => Parse(m.Groups[1].Value)).ToList();
            var box = OfNumbers(numbers, null)
                ?? throw new FormatException($"{numbers.Count} location tokens in a row are neither corners nor four points");
            boxes.Add(new FoundBox(OfBins(box, RowTokens().IsMatch(run.Value)), null, run.Index, run.Index + run.Length));
        }

        foreach (Match tag in BoxTag().Matches(text))
        {
            var numbers = tag.Groups[1].Captures.Concat(tag.Groups[2].Captures).Select(c => Parse(c.Value)).ToList();
            boxes.Add(new FoundBox(
                OfNumbers(numbers, order) ?? throw new FormatException($"{numbers.Count} numbers in a tag are no box"),
                null,
                tag.Index,
                tag.Index + tag.Length));
        }

        return new FoundBoxes([.. boxes.OrderBy(b => b.Start)], false);
    }

    // Location tokens have a scale of their own, whatever the convention: Florence-2's <loc_123> bins 0..999, PaliGemma's <loc0123>,
    // of four digits and y first, 1024 bins.
    private static WrittenBox OfBins(WrittenBox box, bool isRowFirst) => (isRowFirst
        ? new WrittenBox(box.B / 10.24, box.A / 10.24, box.D / 10.24, box.C / 10.24)
        : new WrittenBox(box.A / 9.99, box.B / 9.99, box.C / 9.99, box.D / 9.99)) with { IsNamed = true, IsPercent = true };

    private static FoundBoxes Values(string text, string? order)
    {
        var boxes = new List<FoundBox>();
        var saysNone = false;
        var absent = new List<string>();
        var points = new List<(LooseValue Value, int Start, int End)>();
        var values = LooseValue.FindAll(text);
        for (var i = 0; i < values.Count; i++)
        {
            var (value, start, end) = values[i];
            if (PointOf(value) is { })
            {
                points.Add(values[i]);
                if (i + 1 < values.Count && PointOf(values[i + 1].Value) is { } && Glues(text[end..values[i + 1].Start]))
                {
                    continue;
                }
            }

            if (points.Count > 0)
            {
                boxes.AddRange(OfPoints([.. points.Select(p => PointOf(p.Value)!.Value)], order) is { } box
                    ? [new FoundBox(box, null, points[0].Start, points[^1].End)] : []);
                points.Clear();
            }
            else
            {
                var inner = new Collected([], absent);
                saysNone |= Collect(value, order, null, inner);
                boxes.AddRange(inner.Boxes.Select(b => new FoundBox(b.Box, b.Label, start, end)));
            }
        }

        return new FoundBoxes(boxes, saysNone && boxes.Count == 0) { Absent = absent };
    }

    private sealed record Collected(List<(WrittenBox Box, string? Label)> Boxes, List<string> Absent);

    // Whether the value says that there is nothing.
    private static bool Collect(LooseValue value, string? order, string? label, Collected found)
    {
        if (value.Items is { } items)
        {
            return CollectList(items, order, label, found);
        }

        if (value.Members is { } members)
        {
            return CollectObject(members, order, label, found);
        }

        return value.IsNull;
    }

    private static bool CollectList(IReadOnlyList<LooseValue> items, string? order, string? label, Collected found)
    {
        var own = items.Where(i => i.Text is not null && i.Number is null && i.Truth is null).Select(i => i.Text).FirstOrDefault() ?? label;
        var numbers = items.Where(i => i.Number is not null).ToList();
        if (numbers.Count > 0 && items.All(i => i.Number is not null || i.Text is not null))
        {
            if (numbers.Count >= 4 && numbers.Take(4).All(n => n.Number is 0 or -1))
            {
                return true;
            }

            if (OfNumbers([.. numbers.Select(n => n.Number!.Value)], order) is { } box)
            {
                found.Boxes.Add((numbers.TrueForAll(n => n.IsPercent) ? box with { IsPercent = true } : box, own));
            }
            else if (numbers.Count is 5 or 7 or > 8)
            {
                throw new FormatException($"a list of {numbers.Count} numbers is no box");
            }

            return false;
        }

        if (items.Count is 2 or 4 && items.All(i => PointOf(i) is not null))
        {
            found.Boxes.AddRange(OfPoints([.. items.Select(i => PointOf(i)!.Value)], order) is { } box ? [(box, own)] : []);
            return false;
        }

        var saysNone = items.Count == 0;
        if (saysNone && label is not null)
        {
            found.Absent.Add(label);
        }

        foreach (var item in items.Where(i => i.Items is not null || i.Members is not null))
        {
            saysNone |= Collect(item, order, own, found);
        }

        return saysNone;
    }

    private static bool CollectObject(
        IReadOnlyList<(string Key, LooseValue Value)> members, string? order, string? label, Collected found)
    {
        var before = found.Boxes.Count;
        var byName = members.GroupBy(m => Plain(m.Key)).ToDictionary(g => g.Key, g => g.First().Value);
        var own = LabelKeys.Select(k => byName.GetValueOrDefault(k)?.Text).FirstOrDefault(t => t is not null) ?? label;
        order = members.Select(m => OrderOf(m.Key) ?? (m.Value.Text is { } said ? OrderOf(said) : null)).FirstOrDefault(o => o is not null)
            ?? order;
        if (PresenceKeys.Any(k => byName.GetValueOrDefault(k) is { } said && SaysFalse(said)))
        {
            // What a schema wants filled in beside it is no box.
            found.Absent.AddRange(own is null ? [] : [own]);
            return true;
        }

        if (Corners(byName) is { } corners)
        {
            found.Boxes.Add((corners, own));
            return false;
        }

        var saysNone = false;
        foreach (var (key, value) in members)
        {
            var name = Plain(key);
            if (value.Items is not null || value.Members is not null)
            {
                saysNone |= Collect(value, order, own ?? (BoxKeys.Contains(name) || int.TryParse(name, out _) ? null : key), found);
            }
            else if (BoxKeys.Contains(name))
            {
                saysNone |= value.IsNull
                    || value.Truth == false
                    || (value.Text is { } said && (said.Length == 0 || Presence.IsNothing(said)));
                if (value is { Text: { } written, Number: null } && FindAll(written) is { Boxes: [var inner, ..] })
                {
                    found.Boxes.Add((inner.Box, own));
                }
            }
            else if (value.IsNull)
            {
                // {"Boston": null}
                found.Absent.Add(key);
            }
        }

        if (saysNone && own is not null && found.Boxes.Count == before)
        {
            found.Absent.Add(own);
        }

        return saysNone;
    }

    private static bool SaysFalse(LooseValue value) =>
        value.Truth == false || (value.Text is { } word && word.Equals("no", StringComparison.OrdinalIgnoreCase));

    private static WrittenBox? Corners(Dictionary<string, LooseValue> members)
    {
        WrittenPoint? Point(params string[] keys) =>
            keys.Select(k => members.TryGetValue(k, out var value) ? PointOf(value) : null).FirstOrDefault(p => p is not null);
        if (Point("topleft", "lefttop", "upperleft", "min", "start", "p1", "tl") is { } first
            && Point("bottomright", "rightbottom", "lowerright", "max", "end", "p2", "br") is { } last)
        {
            return new WrittenBox(first.X, first.Y, last.X, last.Y) { IsPercent = first.IsPercent && last.IsPercent };
        }

        if (Point("x") is { } across && Point("y") is { } down)
        {
            return new WrittenBox(across.X, down.X, across.Y, down.Y)
            {
                IsNamed = true,
                IsPercent = across.IsPercent && down.IsPercent,
            };
        }

        var numbers = members.Where(m => m.Value.Number is not null).ToDictionary(m => m.Key, m => m.Value);
        return Named(numbers);
    }

    private static WrittenBox? Named(Dictionary<string, LooseValue> numbers) =>
        Pick(numbers, "x0", "y0", "x1", "y1")
        ?? Pick(numbers, "x1", "y1", "x2", "y2")
        ?? Pick(numbers, "xmin", "ymin", "xmax", "ymax")
        ?? Pick(numbers, "minx", "miny", "maxx", "maxy")
        ?? Pick(numbers, "left", "top", "right", "bottom")
        ?? Pick(numbers, "xstart", "ystart", "xend", "yend")
        ?? Pick(numbers, "startx", "starty", "endx", "endy")
        ?? FromSize(Pick(numbers, "x", "y", "width", "height")
            ?? Pick(numbers, "x", "y", "w", "h")
            ?? Pick(numbers, "left", "top", "width", "height")
            ?? Pick(numbers, "x0", "y0", "width", "height")
            ?? Pick(numbers, "x1", "y1", "width", "height")
            ?? Pick(numbers, "x0", "y0", "w", "h")
            ?? Pick(numbers, "x1", "y1", "w", "h")
            ?? Pick(numbers, "xmin", "ymin", "width", "height"))
        ?? FromCentre(Pick(numbers, "cx", "cy", "w", "h")
            ?? Pick(numbers, "cx", "cy", "width", "height")
            ?? Pick(numbers, "xcenter", "ycenter", "width", "height")
            ?? Pick(numbers, "centerx", "centery", "width", "height")
            ?? Pick(numbers, "xcentre", "ycentre", "width", "height")
            ?? Pick(numbers, "centrex", "centrey", "width", "height"));

    private static WrittenBox? Pick(Dictionary<string, LooseValue> members, params string[] keys)
    {
        var values = Array.ConvertAll(keys, k => members.GetValueOrDefault(k));
        return Array.TrueForAll(values, v => v is not null)
            ? new WrittenBox(values[0]!.Number!.Value, values[1]!.Number!.Value, values[2]!.Number!.Value, values[3]!.Number!.Value)
            {
                IsNamed = true,
                IsPercent = Array.TrueForAll(values, v => v!.IsPercent),
            }
            : null;
    }

    private static WrittenBox? FromSize(WrittenBox? sized) =>
        sized is { } box ? box with { C = box.A + box.C, D = box.B + box.D, IsNamed = true } : null;

    private static WrittenBox? FromCentre(WrittenBox? sized) => sized is { } box
        ? FromSize(box with { A = box.A - (box.C / 2), B = box.B - (box.D / 2) })
        : null;

    private static WrittenPoint? PointOf(LooseValue value)
    {
        if (value.Items is [{ Number: { } x } first, { Number: { } y } second])
        {
            return new WrittenPoint(x, y, first.IsPercent && second.IsPercent);
        }

        return value.Members is { Count: 2 } members
            && members.FirstOrDefault(m => Plain(m.Key) == "x").Value is { Number: { } ofX } across
            && members.FirstOrDefault(m => Plain(m.Key) == "y").Value is { Number: { } ofY } down
            ? new WrittenPoint(ofX, ofY, across.IsPercent && down.IsPercent)
            : null;
    }

    private readonly record struct WrittenPoint(double X, double Y, bool IsPercent = false);

    private static WrittenBox? OfPoints(IReadOnlyList<WrittenPoint> points, string? order) => points.Count switch
    {
        2 => Arrange(
            new WrittenBox(points[0].X, points[0].Y, points[1].X, points[1].Y) { IsPercent = points.All(p => p.IsPercent) }, order),
        4 => Arrange(Quadrilateral(points), order),
        1 => null,
        _ => throw new FormatException($"{points.Count} points are no box"),
    };

    // The box around four corners. Two boxes written in one row are eight numbers too, and no four corners.
    private static WrittenBox Quadrilateral(IReadOnlyList<WrittenPoint> points)
    {
        var hull = new WrittenBox(points.Min(p => p.X), points.Min(p => p.Y), points.Max(p => p.X), points.Max(p => p.Y))
        {
            IsPercent = points.All(p => p.IsPercent),
        };
        var area = (hull.C - hull.A) * (hull.D - hull.B);
        var around = Math.Abs(Enumerable.Range(0, 4).Sum(i =>
            (points[i].X * points[(i + 1) % 4].Y) - (points[(i + 1) % 4].X * points[i].Y))) / 2;
        return around >= LeastQuadrilateral * area || AreCorners(points, hull)
            ? hull
            : throw new FormatException("eight numbers are two boxes or four corners, and it does not say which");
    }

    // In whatever order they come.
    private static bool AreCorners(IReadOnlyList<WrittenPoint> points, WrittenBox hull) => points
        .Select(p => (IsRight: p.X - hull.A > hull.C - p.X, IsLow: p.Y - hull.B > hull.D - p.Y)).Distinct().Count() == 4;

    // A score may stand behind the corners, and a class behind that.
    private static WrittenBox? OfNumbers(IReadOnlyList<double> numbers, string? order) => numbers.Count switch
    {
        4 => Arrange(new WrittenBox(numbers[0], numbers[1], numbers[2], numbers[3]), order),
        5 or 6 when IsScore(numbers) => Arrange(new WrittenBox(numbers[0], numbers[1], numbers[2], numbers[3]), order),
        8 => Arrange(Quadrilateral([.. Enumerable.Range(0, 4).Select(i => new WrittenPoint(numbers[2 * i], numbers[(2 * i) + 1]))]), order),
        _ => null,
    };

    private static bool IsScore(IReadOnlyList<double> numbers) =>
        numbers[4] is >= 0 and <= 1 && (numbers.Count == 5 || numbers[5] % 1 == 0);

    private static WrittenBox Arrange(WrittenBox box, string? order) => order switch
    {
        "xxyy" => box with { B = box.C, C = box.B, IsNamed = true },
        "cxcywh" => FromCentre(box)!.Value,
        "xywh" => FromSize(box)!.Value,
        "yxyx" => box with { A = box.B, B = box.A, C = box.D, D = box.C, IsNamed = true },
        "xyxy" => box with { IsNamed = true },
        _ => box,
    };

    // x=[100, 300], y=[200, 400]: pairs that are no points.
    private static FoundBoxes Intervals(string text, string? order) => new(
        [.. Interval().Matches(text).Select(m => new FoundBox(
            new WrittenBox(Parse(m, 1), Parse(m, 3), Parse(m, 2), Parse(m, 4)) { IsNamed = true }, null, m.Index, m.Index + m.Length))],
        false);

    private static FoundBoxes Assigned(string text, string? order)
    {
        var members = Assignment().Matches(text);
        var numbers = members.GroupBy(m => Plain(m.Groups[1].Value))
            .ToDictionary(g => g.Key, g => LooseValue.ReadNumber(g.First().Groups[2].Value)!);
        return Named(numbers) is { } box && members.GroupBy(m => Plain(m.Groups[1].Value)).All(g => g.Count() == 1)
            ? new FoundBoxes([new FoundBox(box, null, members[0].Index, members[^1].Index + members[^1].Length)], false)
            : new FoundBoxes([], false);
    }

    // "from 100 to 300 across and from 200 to 400 down", "left edge at 100, top at 200, ...".
    private static FoundBoxes Sides(string text, string? order)
    {
        if (Ranges().Match(text) is { Success: true } ranges)
        {
            return new FoundBoxes(
                [new FoundBox(
                    new WrittenBox(Parse(ranges, 1), Parse(ranges, 3), Parse(ranges, 2), Parse(ranges, 4)) { IsNamed = true },
                    null,
                    ranges.Index,
                    ranges.Index + ranges.Length)],
                false);
        }

        var sides = Side().Matches(text);
        var numbers = sides.GroupBy(m => m.Groups[1].Value.ToLowerInvariant())
            .ToDictionary(g => g.Key, g => LooseValue.ReadNumber(g.First().Groups[2].Value)!);
        return sides.Count == 4 && Pick(numbers, "left", "top", "right", "bottom") is { } box
            ? new FoundBoxes([new FoundBox(box, null, sides[0].Index, sides[^1].Index + sides[^1].Length)], false)
            : new FoundBoxes([], false);
    }

    private static FoundBoxes Bare(string text, string? order) => new(
        [.. BareList().Matches(text).Concat(UnderscoredList().Matches(text)).Concat(NumbersAlone().Matches(text)).Select(m => new FoundBox(
            Arrange(new WrittenBox(
                Parse(m, 1), Parse(m, 2), Parse(m, 3), Parse(m, 4)) { IsPercent = m.Value.Count(c => c == '%') >= 3 }, order),
            null,
            m.Index,
            m.Index + m.Length))],
        false);

    // The second of two corners follows soon, or says which corner it is.
    private static bool Glues(string between) =>
        (between.Length <= 40 && !between.AsSpan().ContainsAny('.', '!', '?')) || (between.Length <= 80 && LastCorner().IsMatch(between));

    private static string Plain(string key) => new([.. key.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static double Parse(Match match, int group) => Parse(match.Groups[group].Value);

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);

    private static readonly string[] LabelKeys =
        ["label", "name", "entity", "object", "class", "caption", "description", "phrase", "ref", "category", "text", "textcontent"];

    private static readonly HashSet<string> BoxKeys =
    [
        "bbox", "bbox2d", "box", "box2d", "boxes", "bboxes", "boundingbox", "boundingboxes", "coordinates", "coords", "coordinate",
        "location",
        "position", "result", "results", "answer", "region", "regions", "detections", "objects", "points", "rect", "rectangle", "quad",
        "polygon",
        "bboxxywh", "bboxxyxy", "xywh", "xyxy", "output", "data", "predictions", "entities", "items", "grounding",
    ];

    private static readonly HashSet<string> PresenceKeys =
        ["visible", "present", "found", "inpicture", "inimage", "isvisible", "ispresent", "exists", "detected", "shown"];

    [GeneratedRegex(@"(?:<\|?loc_?\d+\|?>\s*)+", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex LocationRun();

    [GeneratedRegex(@"^(?:<loc\d{4}>\s*)+$", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex RowTokens();

    [GeneratedRegex(@"<\|?loc_?(\d+)\|?>", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex LocationToken();

    [GeneratedRegex(
        $@"<\|?(?:box|bbox|det|quad|box_start|rect)\|?>\s*({Number})(?:[\s,]+({Number})){{3,}}\s*<",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex BoxTag();

    [GeneratedRegex(
        $@"(?<![\d.]|\d,\s?|\d\s)({Number})(?:{Unit}|%),\s*({Number})(?:{Unit}|%),\s*({Number})(?:{Unit}|%),\s*"
            + $@"({Number})(?![\d.]*\d)(?:{Unit}|%)(?!\s*,?\s*\d)", RegexOptions.None, AnswerText.MostMilliseconds)]
    private static partial Regex BareList();

    [GeneratedRegex(
        @"\b([xy]_?(?:min|max|start|end|cent(?:er|re)|[0-2])|cent(?:er|re)_?[xy]|c?[xy]|w|h|width|height|left|top|right|bottom)\s*[:=]"
            + $@"\s*[""']?({Number}(?:\s*(?:px|pixels?|%))?)",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Assignment();

    [GeneratedRegex(
        $@"\bx\b\D{{0,15}}?({Number})\s*(?:to|-|and|through)\s*({Number})\D{{1,25}}?"
            + $@"\by\b\D{{0,15}}?({Number})\s*(?:to|-|and|through)\s*({Number})",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Ranges();

    [GeneratedRegex(@"\b(?:bottom|lower)[-\s]right\b", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex LastCorner();

    [GeneratedRegex(@"(?<![\w.])(\d{1,4})_(\d{1,4})_(\d{1,4})_(\d{1,4})(?![\w.])", RegexOptions.None, AnswerText.MostMilliseconds)]
    private static partial Regex UnderscoredList();

    // The whole answer, a name before it perhaps.
    [GeneratedRegex(
        $@"^(?:[^\d\n.!?]{{0,60}}:)?\s*({Number})(?:{Unit}|%)[\s;|]+({Number})(?:{Unit}|%)[\s;|]+"
            + $@"({Number})(?:{Unit}|%)[\s;|]+({Number})(?:{Unit}|%)\s*\.?\s*$", RegexOptions.None, AnswerText.MostMilliseconds)]
    private static partial Regex NumbersAlone();

    [GeneratedRegex($@"\b(left|top|right|bottom)\b[^\d\-,;.]{{0,20}}?({Number})", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Side();

    [GeneratedRegex(
        @"xywh|\bcoco\b|\bx\w*\s*,\s*y\w*\s*,\s*(?:w|width)\s*,\s*(?:h|height)\b|\bleft\s*,\s*top\s*,\s*width\s*,\s*height",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex SizeOrder();

    [GeneratedRegex(
        @"cxcywh|\b(?:cx|x_?cent(?:er|re)|cent(?:er|re)_?x)\s*,\s*(?:cy|y_?cent(?:er|re)|cent(?:er|re)_?y)\s*,\s*(?:w|width)\b",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex CentreOrder();

    [GeneratedRegex(
        $@"\bx\w{{0,12}}\s*[:=]\s*[\[(]\s*({Number})\s*[,-]\s*({Number})\s*[\])]\W{{1,10}}y\w{{0,12}}\s*[:=]\s*"
            + $@"[\[(]\s*({Number})\s*[,-]\s*({Number})\s*[\])]",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Interval();

    [GeneratedRegex(
        @"xxyy|\bx\w{0,4}\s*,\s*x\w{0,4}\s*,\s*y\w{0,4}\s*,\s*y\w{0,4}\b|\bleft\s*,\s*right\s*,\s*top\s*,\s*bottom",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex PairOrder();

    [GeneratedRegex(
        @"yxyx|\btop\s*,\s*left\s*,\s*bottom\s*,\s*right|\by\w{0,4}\s*,\s*x\w{0,4}\s*,\s*y\w{0,4}\s*,\s*x\w{0,4}\b",
        RegexOptions.IgnoreCase,
        AnswerText.MostMilliseconds)]
    private static partial Regex RowOrder();

    [GeneratedRegex(
        @"xyxy|\bx\w{0,4}\s*,\s*y\w{0,4}\s*,\s*x\w{0,4}\s*,\s*y\w{0,4}\b|\bleft\s*,\s*top\s*,\s*right\s*,\s*bottom",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex ColumnOrder();
}
