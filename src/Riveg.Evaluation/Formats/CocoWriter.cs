using System.Text.Json;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Formats;

/// <summary>
/// Writes annotations as one COCO data set (object detection form): an image for each post with a picture of known size, an annotation for
/// each region with <c>bbox</c> as
/// <c>x y width height</c>, <c>segmentation</c> as compressed run lengths where there is a mask, <c>score</c>, and the entity's words in
/// <c>name</c>; a category for each type.
/// </summary>
public static class CocoWriter
{
    /// <summary>Writes a data set.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="results">The annotations; read once.</param>
    public static void Write(Stream stream, IEnumerable<AnnotationResult> results)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(results);
        using var document = new CocoDocument(stream);
        foreach (var result in results)
        {
            document.Write(result);
        }

        document.Complete();
    }
}

/// <summary>
/// A COCO data set that is written post by post; what stands behind the annotations (images, categories) is kept till then.
/// </summary>
/// <param name="stream">Where to; stays open.</param>
/// <param name="prefix">Stands before the pictures' paths.</param>
internal sealed class CocoDocument(Stream stream, string prefix = "") : IDisposable
{
    private readonly Utf8JsonWriter writer = new(stream);
    private readonly List<(int Id, string Path, ImageSize Size, string PostId)> images = [];
    private readonly Dictionary<EntityType, int> categories =
        EntityType.Coarse.Select((t, i) => (Type: t, Id: i + 1)).ToDictionary(c => c.Type, c => c.Id);
    private int annotations;

    /// <summary>Writes a post's regions; a post whose picture's size is not known has none.</summary>
    /// <returns>Whether it is there.</returns>
    public bool Write(AnnotationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Begin();
        if (result.Image?.Size is not { } size)
        {
            return false;
        }

        var imageId = images.Count + 1;
        images.Add((imageId, prefix + result.Image.Path, size, result.PostId));
        foreach (var entity in result.Entities)
        {
            categories.TryAdd(entity.Mention.Type, categories.Count + 1);
            foreach (var region in entity.Regions.Where(HasNumbers))
            {
                WriteAnnotation(writer, ++annotations, imageId, categories[entity.Mention.Type], size, entity, region);
            }
        }

        // The writer gives nothing away by itself.
        writer.Flush();
        return true;
    }

    /// <summary>Writes images and categories, and ends the document.</summary>
    public void Complete()
    {
        Begin();
        writer.WriteEndArray();
        WriteImages(writer, images);
        WriteCategories(writer, categories);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <inheritdoc />
    public void Dispose() => writer.Dispose();

    /// <summary>Whether all sides of a region's box, and its area, are numbers that JSON can hold.</summary>
    public static bool HasNumbers(Region region) =>
        region.Box is var box
            && double.IsFinite(box.Area)
            && double.IsFinite(box.X0) && double.IsFinite(box.Y0) && double.IsFinite(box.X1) && double.IsFinite(box.Y1);

    private void Begin()
    {
        if (writer.CurrentDepth == 0)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("annotations");
        }
    }

    private static void WriteAnnotation(
        Utf8JsonWriter writer, int id, int imageId, int categoryId, ImageSize size, AnnotatedEntity entity, Region region)
    {
        var box = region.ToPixels(size);
        writer.WriteStartObject();
        writer.WriteNumber("id", id);
        writer.WriteNumber("image_id", imageId);
        writer.WriteNumber("category_id", categoryId);
        writer.WriteStartArray("bbox");
        foreach (var value in new[] { box.X0, box.Y0, Extent(box.X0, box.X1), Extent(box.Y0, box.Y1) })
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
        writer.WriteNumber("area", region.Mask is { } shape ? shape.Area : Math.Round(box.Area, 2));
        writer.WriteNumber("iscrowd", 0);
        writer.WriteNumber("score", double.IsFinite(region.Score) ? Math.Round(region.Score, 4) : 0);
        writer.WriteString("name", entity.Text);
        if (region.Mask is { } mask)
        {
            writer.WriteMask("segmentation", mask);
        }

        writer.WriteEndObject();
    }

    // The shortest number that leads from the one side to the other, of those next to their difference: 100.1 - 0.3 is 99.8.
    private static double Extent(double from, double to)
    {
        const int MostDigits = 15;
        var exact = to - from;
        for (var digits = 0; digits <= MostDigits; digits++)
        {
            if (Math.Round(exact, digits) is var rounded && from + rounded == to)
            {
                return rounded;
            }
        }

        return exact;
    }

    private static void WriteImages(Utf8JsonWriter writer, List<(int Id, string Path, ImageSize Size, string PostId)> images)
    {
        writer.WriteStartArray("images");
        foreach (var image in images)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", image.Id);
            writer.WriteString("file_name", image.Path);
            writer.WriteNumber("width", image.Size.Width);
            writer.WriteNumber("height", image.Size.Height);
            writer.WriteString("post_id", image.PostId);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCategories(Utf8JsonWriter writer, Dictionary<EntityType, int> categories)
    {
        writer.WriteStartArray("categories");
        foreach (var (type, id) in categories)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", id);
            writer.WriteString("name", type.Name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
