using System.Globalization;
using System.Text;
using System.Xml;
using Riveg.Evaluation.LabelStudio;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Exports;

/// <summary>
/// CVAT for images 1.1: a picture a post, with its boxes and masks, and the words of each in an attribute <c>text</c>. Labels stand in the
/// head, before anything is known of the posts.
/// </summary>
internal sealed class CvatExport : BufferedExport
{
    private readonly ExportOptions options;
    private readonly XmlWriter writer;
    private readonly CountedLosses losses = new();
    private readonly HashSet<EntityType> listed = [];
    private readonly HashSet<EntityType> unlisted = [];
    private int pictures;

    public CvatExport(Stream stream, ExportOptions options)
        : base(stream)
    {
        this.options = options;
        writer = XmlWriter.Create(
            Buffer,
            new XmlWriterSettings
            {
                Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.Entitize, Encoding = new UTF8Encoding(false),
            });
    }

    /// <inheritdoc />
    public override IReadOnlyList<string> Losses =>
    [
        .. losses.Lines,
        .. unlisted.Select(t => $"the label {XmlCharacters.Clean(t.Name)} is not among those of the head, which was written before it was "
            + "met; add it to the task in CVAT, or use 'riveg export', which knows all types beforehand."),
    ];

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        writer.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override void Begin(AnnotationResult? first)
    {
        listed.UnionWith(options.Types.Concat(first?.Entities.Select(e => e.Type) ?? []));
        writer.WriteStartDocument();
        writer.WriteStartElement("annotations");
        writer.WriteElementString("version", "1.1");
        writer.WriteStartElement("meta");
        writer.WriteStartElement("task");
        writer.WriteElementString("name", "riveg");
        writer.WriteStartElement("labels");
        foreach (var type in listed)
        {
            WriteLabel(type);
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.Flush();
    }

    /// <inheritdoc />
    protected override void Write(AnnotationResult result)
    {
        var regions = result.Entities.Sum(e => e.Regions.Count);
        losses.Add("text is left out, which the form does not hold.", "texts are left out, which the form does not hold.");
        losses.Add(
            "name is left out that is not in its picture, which the form does not hold.",
            "names are left out that are not in their picture, which the form does not hold.",
            result.Entities.Count(e => e.Regions.Count == 0));
        if (result.Image is not { Size: { } size } image)
        {
            losses.Add(
                "box is left out: the size of its picture is not known.",
                "boxes are left out: the sizes of their pictures are not known.",
                regions);
            return;
        }

        writer.WriteStartElement("image");
        writer.WriteAttributeString("id", Text(pictures++));
        writer.WriteAttributeString("name", XmlCharacters.Clean(options.PicturePrefix + image.Path));
        writer.WriteAttributeString("width", Text(size.Width));
        writer.WriteAttributeString("height", Text(size.Height));
        foreach (var entity in result.Entities)
        {
            if (entity.Regions.Count > 0 && !listed.Contains(entity.Type))
            {
                unlisted.Add(entity.Type);
            }

            foreach (var region in entity.Regions)
            {
                WriteRegion(entity, region, size);
            }
        }

        writer.WriteEndElement();
        writer.Flush();
    }

    /// <inheritdoc />
    protected override void End()
    {
        writer.WriteEndElement();
        writer.WriteEndDocument();
        writer.Flush();
        Buffer.Write("\n"u8);
    }

    private void WriteLabel(EntityType type)
    {
        writer.WriteStartElement("label");
        writer.WriteElementString("name", XmlCharacters.Clean(type.Name));
        writer.WriteElementString("type", "any");
        writer.WriteStartElement("attributes");
        writer.WriteStartElement("attribute");
        writer.WriteElementString("name", "text");
        writer.WriteElementString("mutable", "False");
        writer.WriteElementString("input_type", "text");
        writer.WriteElementString("default_value", string.Empty);
        writer.WriteElementString("values", string.Empty);
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private void WriteRegion(AnnotatedEntity entity, Region region, ImageSize size)
    {
        // A box outside its picture cannot be drawn there.
        var box = region.ToPixels(size).ClampTo(size);
        if (!box.IsProper)
        {
            losses.Add("box is left out that is not inside its picture.", "boxes are left out that are not inside their pictures.");
        }
        else
        {
            Begin("box", entity);
            foreach (var (name, value) in new[] { ("xtl", box.X0), ("ytl", box.Y0), ("xbr", box.X1), ("ybr", box.Y1) })
            {
                writer.WriteAttributeString(name, value.ToString("0.##", CultureInfo.InvariantCulture));
            }

            End(entity);
        }

        if (region.Mask is { BoundingBox: { } around } mask)
        {
            Begin("mask", entity);
            writer.WriteStartAttribute("rle");
            WriteRuns(mask, around);
            writer.WriteEndAttribute();
            writer.WriteAttributeString("left", Text((int)around.X0));
            writer.WriteAttributeString("top", Text((int)around.Y0));
            writer.WriteAttributeString("width", Text((int)around.Width));
            writer.WriteAttributeString("height", Text((int)around.Height));
            End(entity);
        }
    }

    private void Begin(string element, AnnotatedEntity entity)
    {
        writer.WriteStartElement(element);
        writer.WriteAttributeString("label", XmlCharacters.Clean(entity.Type.Name));
        writer.WriteAttributeString("source", "auto");
        writer.WriteAttributeString("occluded", "0");
    }

    private void End(AnnotatedEntity entity)
    {
        writer.WriteAttributeString("z_order", "0");
        writer.WriteStartElement("attribute");
        writer.WriteAttributeString("name", "text");
        writer.WriteString(XmlCharacters.Clean(entity.Text));
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    // Row by row within the box around the mask, the first run outside it; run by run, as there may be one a pixel.
    private void WriteRuns(Mask mask, Box around)
    {
        var pixels = mask.ToPixels();
        var (inside, run) = (false, 0);
        for (var y = (int)around.Y0; y < (int)around.Y1; y++)
        {
            for (var x = (int)around.X0; x < (int)around.X1; x++)
            {
                if (pixels[(y * mask.Width) + x] != 0 != inside)
                {
                    writer.WriteString(Text(run));
                    writer.WriteString(", ");
                    (inside, run) = (!inside, 0);
                }

                run++;
            }
        }

        writer.WriteString(Text(run));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
