using System.Globalization;
using System.Xml.Linq;
using System.Xml;
using Riveg.Regions;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Boxes in Pascal VOC's XML, one file a picture. Elements are known by their local names, so that a namespace changes nothing.
/// </summary>
internal sealed class VocAnnotations : PictureAnnotations
{
    public override IReadOnlyList<GoldPost> Attach(
        IReadOnlyList<GoldPost> posts, string folder, List<DatasetFault> faults, CancellationToken cancellationToken)
    {
        var xml = FolderOf(folder);
        if (!Directory.Exists(xml))
        {
            throw new DatasetException($"There is no folder {xml}; name the folder that holds txt and xml.");
        }

        var read = new Dictionary<string, Annotation?>();
        foreach (var picture in posts.GroupBy(p => p.Post.Id))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.Combine(xml, $"{picture.Key}.xml");
            read[picture.Key] = File.Exists(path) ? Read(path, faults) : null;
            NamedRegions.TellStrangers([.. picture], read[picture.Key]?.Names ?? [], path, faults);
        }

        return [.. posts.Select(p => read[p.Post.Id] is { } annotation ? Attach(p, annotation) : p)];
    }

    public override IEnumerable<DatasetFault> FindOrphans(string folder, IReadOnlyCollection<GoldPost> posts) =>
        FindOrphans(Directory.EnumerateFiles(FolderOf(folder), "*.xml"), posts);

    /// <summary>The folder of a data set's annotations.</summary>
    public static string FolderOf(string folder) => Path.Combine(folder, "xml");

    private static GoldPost Attach(GoldPost post, Annotation annotation)
    {
        var boxes = NamedRegions.Give(post, annotation.Boxes);
        return post with
        {
            ImageSize = annotation.Size,
            Entities = [.. post.Entities.Select((e, i) => boxes[i].Count > 0 ? e with { Boxes = boxes[i] } : e)],
        };
    }

    private static Annotation? Read(string path, List<DatasetFault> faults)
    {
        try
        {
            return Read(VocDocument.Load(path), path, faults);
        }
        catch (Exception exception) when (exception is XmlException or IOException or UnauthorizedAccessException)
        {
            faults.Add(new DatasetFault(
                DatasetFaultKind.BrokenAnnotation, path, $"the annotation cannot be read: {exception.Message.TrimEnd('.')}."));
            return null;
        }
    }

    private static Annotation Read(XElement root, string path, List<DatasetFault> faults)
    {
        var size = ReadSize(root);
        if (size is null)
        {
            faults.Add(new DatasetFault(DatasetFaultKind.BrokenAnnotation, path, "the picture's size is missing or 0."));
        }

        var boxes = new List<(string Name, Box Box)>();
        var names = new List<string>();
        foreach (var item in Children(root, "object"))
        {
            var name = (Child(item, "name")?.Value ?? string.Empty).Trim();
            var bounds = Children(item, "bndbox").ToList();
            if (bounds.Count == 0)
            {
                faults.Add(new DatasetFault(DatasetFaultKind.BrokenAnnotation, path, $"the object \"{name}\" has no bndbox."));
            }

            // A box that is left out as a faulty one still says a name; 0 0 0 0 says that there is nothing.
            var before = faults.Count;
            var kept = bounds.Select(b => ReadBox(b, name, size, path, faults)).OfType<Box>().ToList();
            boxes.AddRange(kept.Select(b => (name, b)));
            if (kept.Count > 0 || faults.Count > before)
            {
                names.Add(name);
            }
        }

        return new Annotation(size, boxes, names);
    }

    private static ImageSize? ReadSize(XElement root) =>
        Child(root, "size") is { } size && Number(size, "width") is >= 1 and <= int.MaxValue and var width
            && Number(size, "height") is >= 1 and <= int.MaxValue and var height
            ? new ImageSize((int)width, (int)height)
            : null;

    private static Box? ReadBox(XElement bounds, string name, ImageSize? size, string path, List<DatasetFault> faults)
    {
        if (Number(bounds, "xmin") is not { } x0
            || Number(bounds, "ymin") is not { } y0
            || Number(bounds, "xmax") is not { } x1
            || Number(bounds, "ymax") is not { } y1)
        {
            faults.Add(new DatasetFault(DatasetFaultKind.BrokenAnnotation, path, $"the object \"{name}\" has no complete bndbox."));
            return null;
        }

        return BoxCheck.Keep(
            new Box(x0, y0, x1, y1), $"of \"{name}\"", size, (kind, message) => faults.Add(new DatasetFault(kind, path, message)));
    }

    private static IEnumerable<XElement> Children(XElement element, string name) => element.Elements().Where(e => e.Name.LocalName == name);

    private static XElement? Child(XElement element, string name) => Children(element, name).FirstOrDefault();

    private static double? Number(XElement element, string name) =>
        double.TryParse(Child(element, name)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? number
            : null;

    private sealed record Annotation(ImageSize? Size, IReadOnlyList<(string Name, Box Box)> Boxes, IReadOnlyList<string> Names);
}
