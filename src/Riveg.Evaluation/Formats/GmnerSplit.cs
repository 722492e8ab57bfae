using System.Xml.Linq;
using Riveg.Evaluation.Datasets;
using Riveg.Regions;

namespace Riveg.Evaluation.Formats;

/// <summary>
/// A split as Twitter-GMNER lies: a text in the CoNLL form, and one Pascal VOC file for each picture whose size or boxes are known. There a
/// box belongs to a
/// name, so all entities of a picture that are called so have it. Immutable.
/// </summary>
public sealed class GmnerSplit
{
    // Names of files may have 255 bytes.
    private const int MostIdBytes = 240;

    private GmnerSplit(
        ConllSplit text, IReadOnlyDictionary<string, XElement> annotations, IReadOnlyList<string> faults, IReadOnlyList<string> notes)
    {
        Text = text;
        Annotations = annotations;
        Faults = faults;
        Notes = notes;
    }

    /// <summary>The texts.</summary>
    public ConllSplit Text { get; }

    /// <summary>The annotation of each picture, by post id.</summary>
    public IReadOnlyDictionary<string, XElement> Annotations { get; }

    /// <summary>What of single posts the form cannot hold, one line each.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>What the form holds of no post, one line each with its count.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Brings a split into the form.</summary>
    /// <exception cref="DatasetException">The form cannot hold the id of a post.</exception>
    public static GmnerSplit Of(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var text = ConllSplit.Of(dataset);
        ConllSplit.RefuseIds(dataset, HoldsId, "the name of a file, which each picture's annotation has");
        var faults = text.Faults.ToList();
        var annotations = new Dictionary<string, XElement>();
        foreach (var picture in text.Posts.GroupBy(p => p.Post.Id))
        {
            var size = picture.Select(p => p.ImageSize).FirstOrDefault(s => s is not null);
            var named = NamedBoxes(picture);
            if (size is null && named.Count == 0)
            {
                continue;
            }

            annotations.Add(picture.Key, Annotation(picture.Key, size, named));
            faults.AddRange(
                picture.Where(p => p.ImageSize != size).Select(
                    p => $"the post {p.Post.Id}: its picture is of {p.ImageSize?.ToString() ?? "no known size"} in one post and of "
                        + $"{size} in another."));
            faults.AddRange(picture.SelectMany(p => FindLost(p, named)));
            if (size is null)
            {
                faults.Add(
                    $"the post {picture.Key}: the size of its picture is not known, which belongs to boxes; give the picture's "
                        + "\"width\" and \"height\", or the folder that it lies in.");
            }
        }

        // Of two mentions of one name the same is lost.
        return new GmnerSplit(text, annotations, [.. faults.Distinct()], text.Notes);
    }

    private static bool HoldsId(string id) =>
        id.IndexOfAny(Path.GetInvalidFileNameChars()) < 0 && System.Text.Encoding.UTF8.GetByteCount(id) <= MostIdBytes;

    // Of two entities with one name and the same boxes the boxes stand there once.
    private static List<(string Name, Box Box)> NamedBoxes(IEnumerable<GoldPost> posts)
    {
        var named = new List<(string Name, Box Box)>();
        foreach (var post in posts)
        {
            foreach (var entity in post.Entities)
            {
                var name = string.Concat(
                    entity.Span.Of(post.Post.Text).Select(c => System.Xml.XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\uFFFD'));
                var there = named.Where(n => n.Name == name).Select(n => n.Box).ToList();
                named.AddRange(entity.Boxes.Where(b => !there.Contains(b)).Select(b => (name, b)));
            }
        }

        return named;
    }

    // As it will be read.
    private static IEnumerable<string> FindLost(GoldPost post, IReadOnlyList<(string Name, Box Box)> named)
    {
        var given = NamedRegions.Give(post, named);
        return post.Entities.Select((e, i) => (Entity: e, Given: given[i]))
            .Where(e => !e.Given.SequenceEqual(e.Entity.Boxes))
            .Select(
                e => $"the post {post.Post.Id}: \"{e.Entity.Span.Of(post.Post.Text)}\" has {e.Given.Count} "
                    + $"{(e.Given.Count == 1 ? "box" : "boxes")} there instead of "
                    + $"{e.Entity.Boxes.Count}, since a box belongs to a name there.");
    }

    private static XElement Annotation(string id, ImageSize? size, IEnumerable<(string Name, Box Box)> named) => new(
        "annotation",
        new XElement("filename", $"{id}.jpg"),
        size is { } known
            ? new XElement("size", new XElement("width", known.Width), new XElement("height", known.Height), new XElement("depth", 3))
            : null,
        named.GroupBy(n => n.Name).OrderBy(n => n.Key, StringComparer.Ordinal).Select(
            n => new XElement("object", new XElement("name", n.Key), n.Select(b => Bounds(b.Box)))));

    private static XElement Bounds(Box box) => new(
        "bndbox", new XElement("xmin", box.X0), new XElement("ymin", box.Y0), new XElement("xmax", box.X1), new XElement("ymax", box.Y1));
}
