using System.Text.RegularExpressions;

namespace Riveg.Lexicon;

/// <summary>What detectors of other lists of classes call a class of COCO.</summary>
internal static partial class SeenClass
{
    // A label that means a class by half may as well be something else.
    private const double Means = 0.5;

    // Words run together, as VOC has them, and what WordNet reads otherwise.
    private static readonly Dictionary<string, string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tvmonitor"] = "tv", ["tv monitor"] = "tv",
        ["motor bike"] = "motorcycle", ["van"] = "car",
        ["monitor"] = "tv", ["pottedplant"] = "potted plant", ["houseplant"] = "potted plant",
        ["diningtable"] = "dining table", ["dinning table"] = "dining table", ["kitchen & dining room table"] = "dining table",
        ["ball"] = "sports ball", ["cellphone"] = "cell phone", ["teddy"] = "teddy bear", ["stuffed toy"] = "teddy bear",
        ["plane"] = "airplane", ["hair dryer"] = "hair drier", ["hairdryer"] = "hair drier", ["ski"] = "skis", ["pedestrian"] = "person",
        ["rider"] = "person", ["fridge"] = "refrigerator", ["remote control"] = "remote", ["computer mouse"] = "mouse",
        ["computer keyboard"] = "keyboard", ["soccer"] = "sports ball", ["football"] = "sports ball", ["basketball"] = "sports ball",
        ["volleyball"] = "sports ball", ["tennis"] = "sports ball", ["tennis ball"] = "sports ball", ["baseball"] = "sports ball",
        ["bottled water"] = "bottle", ["luggage and bags"] = "suitcase", ["drinking cup"] = "cup",
    };

    // Only of a person, and no person.
    [GeneratedRegex(
        @"\b(face|head|hair|hand|arm|leg|foot|eye|ear|nose|mouth|beard|body|clothing|wheel|plate|part|door|window)s?$")]
    private static partial Regex PartWord();

    /// <summary>The class of COCO that a label means.</summary>
    /// <param name="label">As the detector spells it: <c>Cell Phone</c>, <c>aeroplane</c>, <c>Monitor/TV</c>, <c>DOGS</c>.</param>
    /// <returns>The class; the label itself where it is none of COCO's.</returns>
    public static string Of(string label)
    {
        var index = CocoClasses.IndexOf(label);
        if (index >= 0)
        {
            return CocoClasses.Labels[index];
        }

        foreach (var part in label.Split(['/', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (OfName(Plain(part)) is { } known)
            {
                return known;
            }
        }

        return label;
    }

    private static string? OfName(string name)
    {
        foreach (var form in NounForms.Of(name))
        {
            if (Others.TryGetValue(form, out var other))
            {
                return other;
            }

            if (CocoClasses.IndexOf(form) is >= 0 and var index)
            {
                return CocoClasses.Labels[index];
            }
        }

        return !PartWord().IsMatch(name)
            && ClassLexicon.Default.Read(name).Classes is [{ Weight: >= Means } first, ..] ? first.Label : null;
    }

    // "TVMonitor" and "cell_phone" as words.
    private static string Plain(string label) =>
        Spaces().Replace(Joints().Replace(label.Replace('_', ' ').Replace('-', ' '), " "), " ").Trim().ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex Joints();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
