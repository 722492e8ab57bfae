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

    private readonly Dictionary<EntityType, string>? labels;

    private LabelStudioConfig(LabelStudioNames names, Dictionary<EntityType, string>? labels, string? textField, string? imageField)
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
        var root = Load(xml);
        var tags = root.DescendantsAndSelf().ToList();
        var spans = Control(tags, "Labels", "HyperTextLabels");
        var boxes = Control(tags, "RectangleLabels", "RectangleLabels");
        var masks = Control(tags, "BrushLabels", "BrushLabels");
        var text = Shown(tags, spans, "Text", "HyperText");
        var image = Shown(tags, boxes ?? masks, "Image", "Image");
        if (spans is null && boxes is null && masks is null)
        {
            throw new FormatException("the labelling config has no Labels, RectangleLabels or BrushLabels that could hold entities");
        }

        var names = new LabelStudioNames
        {
            Labels = NameOf(spans),
            Text = NameOf(text) ?? "text",
            Boxes = NameOf(boxes),
            Masks = NameOf(masks),
            Image = NameOf(image) ?? "image",
        };
        var labels = new Dictionary<EntityType, string>();
        foreach (var value in new[] { spans, boxes, masks }.OfType<XElement>().SelectMany(LabelsOf))
        {
            labels.TryAdd(TypeOf(value), value);
        }

        return new LabelStudioConfig(names, labels, FieldOf(text), FieldOf(image));
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

    /// <summary>The label of a type; null where the config has none for it.</summary>
    /// <param name="type">The type.</param>
    public string? LabelOf(EntityType type) => labels is null ? XmlCharacters.Clean(type.Name) : labels.GetValueOrDefault(type);

    /// <summary>The type that a label means: its own name, or the coarse type that people call so.</summary>
    internal static EntityType TypeOf(string label) => Spoken.TryGetValue(label, out var type) ? type : EntityType.Parse(label);

    private static XElement Load(string xml)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(xml), settings);
            return XDocument.Load(reader).Root!;
        }
        catch (XmlException exception)
        {
            throw new FormatException($"the labelling config is no XML: {exception.Message}", exception);
        }
    }

    private static XElement? Control(List<XElement> tags, string name, string other) =>
        tags.Find(
            t => (t.Name.LocalName == name || t.Name.LocalName == other) && NameOf(t) is not null && t.Attribute("toName") is not null);

    private static XElement? Shown(List<XElement> tags, XElement? control, string name, string other) => tags.Find(
        t => (t.Name.LocalName == name || t.Name.LocalName == other)
            && NameOf(t) is { } own
            && (control is null || control.Attribute("toName")!.Value.Split(',').Contains(own)));

    private static string? NameOf(XElement? tag) => tag?.Attribute("name")?.Value is { Length: > 0 } name ? name : null;

    private static string? FieldOf(XElement? tag) =>
        tag?.Attribute("value")?.Value is { Length: > 1 } value && value[0] == '$' ? value[1..] : null;

    private static IEnumerable<string> LabelsOf(XElement control) => control.Descendants()
        .Where(l => l.Name.LocalName == "Label")
        .Select(l => l.Attribute("value")?.Value)
        .Where(v => !string.IsNullOrWhiteSpace(v))
        .Select(v => v!);
}
