using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Riveg.Regions;

namespace Riveg.Datasets;

/// <summary>Boxes in Pascal VOC's XML, one file a picture.</summary>
internal sealed class VocAnnotations : PictureAnnotations
{
    public override IReadOnlyList<GoldPost> Attach(IReadOnlyList<GoldPost> posts, string folder, List<DatasetFault> faults, CancellationToken cancellationToken)
    {
        var xml = Path.Combine(folder, "xml");
        if (!Directory.Exists(xml))
        {
            throw new DatasetException($"There is no folder {xml}; name the folder that holds txt and xml.");
        }

        var result = new List<GoldPost>(posts.Count);
        foreach (var post in posts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.Combine(xml, $"{post.Post.Id}.xml");
            result.Add(File.Exists(path) && Load(path, faults) is { } root ? Attach(post, root, path, faults) : post);
        }

        return result;
    }

    private static XElement? Load(string path, List<DatasetFault> faults)
    {
        try
        {
            using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = 10_000_000 });
            return XDocument.Load(reader).Root;
        }
        catch (Exception exception) when (exception is XmlException or IOException or UnauthorizedAccessException)
        {
            faults.Add(new DatasetFault(DatasetFaultKind.BrokenAnnotation, path, $"the annotation cannot be read: {exception.Message}"));
            return null;
        }
    }

    private static GoldPost Attach(GoldPost post, XElement root, string path, List<DatasetFault> faults)
    {
        var size = ReadSize(root);
        if (size is null)
        {
            faults.Add(new DatasetFault(DatasetFaultKind.BrokenAnnotation, path, "the picture's size is missing or 0."));
        }

        var boxes = new List<Box>[post.Entities.Count];
        foreach (var item in root.Elements("object"))
        {
            if (ReadBox(item, size, path, faults) is { } box)
            {
                Attach(post, item, box, boxes, path, faults);
            }
        }

        return post with { ImageSize = size, Entities = [.. post.Entities.Select((e, i) => boxes[i] is { } own ? e with { Boxes = own } : e)] };
    }

    private static void Attach(GoldPost post, XElement item, Box box, List<Box>[] boxes, string path, List<DatasetFault> faults)
    {
        var name = ((string?)item.Element("name") ?? string.Empty).Trim();
        var indices = NameMatch.Find(post, name);
        if (indices.Count == 0)
        {
            faults.Add(new DatasetFault(DatasetFaultKind.NameWithoutEntity, path, $"\"{name}\" is no entity of the post at {post.Location}."));
        }

        foreach (var index in indices)
        {
            (boxes[index] ??= []).Add(box);
        }
    }

    private static ImageSize? ReadSize(XElement root) =>
        Number(root.Element("size")?.Element("width")) is { } width && Number(root.Element("size")?.Element("height")) is { } height && width >= 1 && height >= 1
            ? new ImageSize((int)width, (int)height)
            : null;

    private static Box? ReadBox(XElement item, ImageSize? size, string path, List<DatasetFault> faults)
    {
        var bounds = item.Element("bndbox");
        if (Number(bounds?.Element("xmin")) is not { } x0 || Number(bounds?.Element("ymin")) is not { } y0
            || Number(bounds?.Element("xmax")) is not { } x1 || Number(bounds?.Element("ymax")) is not { } y1)
        {
            faults.Add(new DatasetFault(DatasetFaultKind.BrokenAnnotation, path, $"the object \"{(string?)item.Element("name")}\" has no complete bndbox."));
            return null;
        }

        var box = new Box(x0, y0, x1, y1);
        if (!box.IsProper)
        {
            faults.Add(new DatasetFault(DatasetFaultKind.BoxWithoutArea, path, $"the box {x0} {y0} {x1} {y1} has no area."));
        }
        else if (size is { } s && (x0 < 0 || y0 < 0 || x1 > s.Width || y1 > s.Height))
        {
            faults.Add(new DatasetFault(DatasetFaultKind.BoxOutside, path, $"the box {x0} {y0} {x1} {y1} is not inside the picture of {s}."));
        }

        // Kept as it stands, also where it is faulty: the published scores count it.
        return box;
    }

    private static double? Number(XElement? element) =>
        double.TryParse((string?)element, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
