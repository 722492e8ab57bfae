using System.Xml;
using System.Xml.Linq;
using Riveg.Posts;
using Riveg.Rendering;

namespace Riveg.Evaluation.LabelStudio;

/// <summary>
/// A labelling config of Label Studio, as far as Riveg's predictions need it: how its tags are called, and which labels they have.
/// Immutable.
/// </summary>
public sealed class LabelStudioConfig
{
    // Far above any that a person writes.
    private const int LongestXml = 200_000;
    private const int Deepest = 64;

    private static readonly XmlReaderSettings Strict = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    // What people call the four coarse types, beside their own names.
    private static readonly Dictionary<string, EntityType> Spoken = new(StringComparer.OrdinalIgnoreCase)
    {
        ["person"] = EntityType.Person,
        ["people"] = EntityType.Person,
        ["location"] = EntityType.Location,
        ["place"] = EntityType.Location,
        ["organization"] = EntityType.Organization,
        ["organisation"] = EntityType.Organization,
        ["miscellaneous"] = EntityType.Other,
    };

    // The labels of spans, boxes and masks, in this order; null where every type has its own.
    private readonly IReadOnlyList<Dictionary<EntityType, string>>? labels;

    private LabelStudioConfig(
        LabelStudioNames names, IReadOnlyList<Dictionary<EntityType, string>>? labels, string? textField, string? imageField)
    {
        Names = names;
        this.labels = labels;
        TextField = textField;
        ImageField = imageField;
    }

    /// <summary>The config that <see cref="ToXml"/> writes; it has a label for every type.</summary>
    public static LabelStudioConfig Own { get; } = new(new LabelStudioNames(), null, "text", "image");

    /// <summary>How the tags are called.</summary>
    public LabelStudioNames Names { get; }

    /// <summary>Which field of a task's <c>data</c> holds the text; null where the config shows none.</summary>
    public string? TextField { get; }

    /// <summary>Which field of a task's <c>data</c> holds the picture's address; null where the config shows none.</summary>
    public string? ImageField { get; }

    /// <summary>Reads a labelling config.</summary>
    /// <param name="xml">What Label Studio sends to a backend as <c>schema</c> or <c>label_config</c>.</param>
    /// <exception cref="FormatException">It is none; the message says in one line why.</exception>
    public static LabelStudioConfig Parse(string xml)
    {
        ArgumentNullException.ThrowIfNull(xml);
        var tags = Load(xml).DescendantsAndSelf().ToList();
        var (spans, text) = Control(tags, "Labels", "Text");
        var (boxes, image) = Control(tags, "RectangleLabels", "Image");
        var (masks, other) = Control(tags, "BrushLabels", "Image");
        if (spans is null && boxes is null && masks is null)
        {
            throw new FormatException(
                "the labelling config has no Labels of a Text, and no RectangleLabels or BrushLabels of an Image, that could hold "
                    + "entities");
        }

        if (boxes is not null && masks is not null && image != other)
        {
            masks = null;
        }

        var names = new LabelStudioNames
        {
            Labels = NameOf(spans),
            Text = NameOf(text) ?? "text",
            Boxes = NameOf(boxes),
            Masks = NameOf(masks),
            Image = NameOf(image ?? other) ?? "image",
        };
        return new LabelStudioConfig(
            names,
            [.. new[] { spans, boxes, masks }.Select(LabelsOf)],
            FieldOf(text ?? tags.Find(t => t.Name.LocalName == "Text")),
            FieldOf(image ?? other ?? tags.Find(t => t.Name.LocalName == "Image")));
    }

    /// <summary>Writes the config that predictions of <see cref="Own"/> go with.</summary>
    /// <param name="types">The types that can be chosen.</param>
    public static string ToXml(IEnumerable<EntityType> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        var names = Own.Names;
        var chosen = types.Distinct().ToList();
        return new XElement(
            "View",
            new XElement("Style", ".htx-text { white-space: pre-wrap; }"),
            new XElement("Header", new XAttribute("value", "Names in the text, and where they are in the picture")),
            Controls("Labels", names.Labels!, names.Text),
            new XElement(
                "Text",
                new XAttribute("name", names.Text),
                new XAttribute("value", "$text"),
                new XAttribute("granularity", "symbol")),
            Controls("RectangleLabels", names.Boxes!, names.Image),
            Controls("BrushLabels", names.Masks!, names.Image),
            new XElement("Image", new XAttribute("name", names.Image), new XAttribute("value", "$image"), new XAttribute("zoom", "true")))
            .ToString() + "\n";

        XElement Controls(string tag, string name, string of) => new(
            tag,
            new XAttribute("name", name),
            new XAttribute("toName", of),
            chosen.Select(t => new XElement(
                "Label",
                new XAttribute("value", XmlCharacters.Clean(t.Name)),
                new XAttribute("background", EntityPalette.ColorOf(t).ToHex()))));
    }

    /// <summary>The label of a type for spans, boxes and masks; null where the config has no tag, or no label there, for it.</summary>
    internal (string? Span, string? Box, string? Mask) LabelsOf(EntityType type) =>
        labels is [var spans, var boxes, var masks]
            ? (spans.GetValueOrDefault(type), boxes.GetValueOrDefault(type), masks.GetValueOrDefault(type))
            : (XmlCharacters.Clean(type.Name), XmlCharacters.Clean(type.Name), XmlCharacters.Clean(type.Name));

    /// <summary>The type that a label means: its own name, or the coarse type that people call so.</summary>
    internal static EntityType TypeOf(string label) => Spoken.TryGetValue(label, out var type) ? type : EntityType.Parse(label);

    private static XElement Load(string xml)
    {
        if (xml.Length > LongestXml)
        {
            throw new FormatException($"the labelling config has more than {LongestXml} characters");
        }

        try
        {
            CheckDepth(xml);
            using var reader = XmlReader.Create(new StringReader(xml), Strict);
            return XDocument.Load(reader).Root!;
        }
        catch (XmlException exception)
        {
            throw new FormatException(
                xml.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase)
                    ? "the labelling config has a DOCTYPE, which is not read"
                    : $"the labelling config is no XML: {exception.Message.TrimEnd('.')}",
                exception);
        }
    }

    // Before anything is built of it: what is nested a million times takes hours to look through.
    private static void CheckDepth(string xml)
    {
        using var reader = XmlReader.Create(new StringReader(xml), Strict);
        while (reader.Read())
        {
            if (reader.Depth > Deepest)
            {
                throw new FormatException($"the labelling config is nested more than {Deepest} deep");
            }
        }
    }

    private static (XElement? Control, XElement? Object) Control(List<XElement> tags, string control, string shown)
    {
        // By name, the first of each, so that many tags take no longer than their number.
        var objects = new Dictionary<string, (XElement Tag, int Place)>();
        foreach (var tag in tags.Where(t => t.Name.LocalName == shown))
        {
            if (NameOf(tag) is { } name)
            {
                objects.TryAdd(name, (tag, objects.Count));
            }
        }

        foreach (var tag in tags.Where(t => t.Name.LocalName == control && NameOf(t) is not null))
        {
            var targets =
                from name in (tag.Attribute("toName")?.Value ?? string.Empty).Split(',', StringSplitOptions.TrimEntries)
                where objects.ContainsKey(name)
                select objects[name];
            if (targets.DefaultIfEmpty().MinBy(t => t.Place).Tag is { } target)
            {
                return (tag, target);
            }
        }

        return (null, null);
    }

    private static string? NameOf(XElement? tag) => tag?.Attribute("name")?.Value is { Length: > 0 } name ? name : null;

    private static string? FieldOf(XElement? tag) =>
        tag?.Attribute("value")?.Value is { Length: > 1 } value && value[0] == '$' ? value[1..] : null;

    // A label is written by its alias, where it has one.
    private static Dictionary<EntityType, string> LabelsOf(XElement? control)
    {
        var labels = new Dictionary<EntityType, string>();
        foreach (var label in control?.Descendants().Where(l => l.Name.LocalName == "Label") ?? [])
        {
            if (label.Attribute("value")?.Value is { } value && !string.IsNullOrWhiteSpace(value))
            {
                labels.TryAdd(TypeOf(value), label.Attribute("alias")?.Value is { Length: > 0 } alias ? alias : value);
            }
        }

        return labels;
    }
}
