using System.Globalization;
using System.Text.RegularExpressions;
using Riveg.LanguageModels.Boxes;
using Riveg.Regions;

namespace Riveg.LanguageModels.Readings;

/// <summary>
/// Reads boxes out of whatever a model writes around them: JSON lists and objects, Python forms, pairs of points, box and location tokens.
/// </summary>
internal static partial class BoxReading
{
    private const string Number = @"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?";

    /// <summary>The boxes in pixels of the original picture, in the answer's order; none where the model says so.</summary>
    /// <exception cref="Chat.ModelServiceException">There is neither a proper box nor a "none".</exception>
    public static IReadOnlyList<Box> Read(string answer, BoxConvention convention, ImageSize sent, ImageSize original)
    {
        var text = AnswerText.Clean(answer);
        var written = Find(text);
        if (written.Count == 0)
        {
            return IsNone(text) ? [] : throw AnswerText.Unreadable("holds no box and does not say none", answer);
        }

        try
        {
            var boxes = written.Select(w => convention.Read(w, sent, original)).Where(b => b.IsProper).Distinct().ToList();
            return boxes.Count > 0 ? boxes : throw AnswerText.Unreadable("holds a box without an area", answer);
        }
        catch (FormatException exception)
        {
            throw AnswerText.Unreadable($"cannot be read, {exception.Message}", answer);
        }
    }

    private static List<WrittenBox> Find(string text)
    {
        // The surest form first: what looks like a bare list of four may stand inside another.
        foreach (var find in new Func<string, List<WrittenBox>>[]
        {
            Named,
            t => Quadruples(LocationTokens(), t),
            t => Quadruples(PointPairs(), t),
            t => Quadruples(Lists(), t),
            t => Quadruples(Bare(), t)
        })
        {
            if (find(text) is { Count: > 0 } boxes)
            {
                return boxes;
            }
        }

        return [];
    }

    private static List<WrittenBox> Quadruples(Regex form, string text) =>
        [.. form.Matches(text).Select(m => new WrittenBox(Value(m.Groups[1]), Value(m.Groups[2]), Value(m.Groups[3]), Value(m.Groups[4])))];

    private static List<WrittenBox> Named(string text)
    {
        var boxes = new List<WrittenBox>();
        foreach (Match item in Object().Matches(text))
        {
            var members = Member().Matches(item.Value)
                .GroupBy(m => m.Groups[1].Value.ToLowerInvariant())
                .ToDictionary(g => g.Key, g => Value(g.First().Groups[2]));
            if (Corners(members) is { } box)
            {
                boxes.Add(box);
            }
        }

        return boxes;
    }

    private static WrittenBox? Corners(Dictionary<string, double> members) =>
        Pick(members, "x0", "y0", "x1", "y1")
        ?? Pick(members, "x1", "y1", "x2", "y2")
        ?? Pick(members, "xmin", "ymin", "xmax", "ymax")
        ?? Pick(members, "x_min", "y_min", "x_max", "y_max")
        ?? Pick(members, "left", "top", "right", "bottom")
        ?? FromSize(Pick(members, "x", "y", "width", "height")
            ?? Pick(members, "x", "y", "w", "h") ?? Pick(members, "left", "top", "width", "height"));

    private static WrittenBox? FromSize(WrittenBox? sized)
    {
        if (sized is not { } written)
        {
            return null;
        }

        var box = Box.FromXywh(written.A, written.B, written.C, written.D);
        return new WrittenBox(box.X0, box.Y0, box.X1, box.Y1);
    }

    private static WrittenBox? Pick(Dictionary<string, double> members, string a, string b, string c, string d) =>
        members.TryGetValue(a, out var va)
            && members.TryGetValue(b, out var vb)
            && members.TryGetValue(c, out var vc)
            && members.TryGetValue(d, out var vd)
            ? new WrittenBox(va, vb, vc, vd)
            : null;

    private static double Value(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    private static bool IsNone(string text) =>
        text.Length > 0 && !AnswerText.IsRefusal(text) && (EmptyList().IsMatch(text) || SaysNone().IsMatch(text));

    [GeneratedRegex(@"<\|?loc_?(\d+)\|?>\s*<\|?loc_?(\d+)\|?>\s*<\|?loc_?(\d+)\|?>\s*<\|?loc_?(\d+)\|?>", RegexOptions.IgnoreCase)]
    private static partial Regex LocationTokens();

    [GeneratedRegex($@"[(\[]\s*({Number})\s*,\s*({Number})\s*[)\]]\s*,?\s*[(\[]\s*({Number})\s*,\s*({Number})\s*[)\]]")]
    private static partial Regex PointPairs();

    [GeneratedRegex($@"[\[(]\s*({Number})\s*[,\s]\s*({Number})\s*[,\s]\s*({Number})\s*[,\s]\s*({Number})\s*[\])]")]
    private static partial Regex Lists();

    [GeneratedRegex($@"(?<![\d.,])({Number})\s*,\s*({Number})\s*,\s*({Number})\s*,\s*({Number})(?!\s*,?\s*[\d.])")]
    private static partial Regex Bare();

    [GeneratedRegex(@"\{[^{}\[\]]*\}")]
    private static partial Regex Object();

    [GeneratedRegex($@"[""']?([A-Za-z_]+\d?)[""']?\s*[:=]\s*({Number})")]
    private static partial Regex Member();

    [GeneratedRegex(@"^\W*[\[(]\s*[\])]\W*$|:\s*(null|None|\[\s*\]|""none"")\s*\}?\s*\]?\s*$")]
    private static partial Regex EmptyList();

    [GeneratedRegex(
        @"^\W*(none|null|nothing|no)\b|\bnot (visible|present|shown|depicted|in the (picture|image|photo))|\b(is|are)n[o']t (visible"
            + @"|present|shown|in the)|\bno (box|such|match)",
        RegexOptions.IgnoreCase)]
    private static partial Regex SaysNone();
}
