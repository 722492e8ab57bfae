using System.Text.Json;
using Riveg.Regions;

namespace Riveg.Datasets;

/// <summary>Reads named masks from labelme's or COCO's JSON.</summary>
internal static class MaskJson
{
    private const int MostPixels = 100_000_000;

    /// <returns>The picture's size (null where the JSON is not understood) and the named masks.</returns>
    public static (ImageSize? Size, IReadOnlyList<(string Name, Mask Mask)> Masks) Read(JsonElement root, Action<string> tell)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("shapes", out var shapes))
        {
            return ReadLabelme(root, shapes, tell);
        }

        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("annotations", out var annotations))
        {
            return ReadCoco(root, annotations, tell);
        }

        tell("neither labelme (\"shapes\") nor COCO (\"annotations\"); the masks are passed over.");
        return (null, []);
    }

    private static (ImageSize? Size, IReadOnlyList<(string Name, Mask Mask)> Masks) ReadLabelme(JsonElement root, JsonElement shapes, Action<string> tell)
    {
        if (ReadSize(root, "imageWidth", "imageHeight") is not { } size)
        {
            tell("\"imageWidth\" or \"imageHeight\" is missing or out of range.");
            return (null, []);
        }

        var groups = new Dictionary<(string Name, string Group), List<IReadOnlyList<(double X, double Y)>>>();
        var index = 0;
        foreach (var shape in Items(shapes))
        {
            var kind = Text(shape, "shape_type") ?? "polygon";
            var points = kind switch
            {
                "polygon" => Points(shape),
                "rectangle" => Rectangle(Points(shape)),
                _ => null,
            };
            if (Text(shape, "label") is not { } name || points is not { Count: >= 3 })
            {
                tell($"shape {index} ({kind}) is no polygon or rectangle with a label and points; it is passed over.");
            }
            else
            {
                // Shapes of one group are the parts of one instance; without a group each shape is an instance.
                var group = shape.TryGetProperty("group_id", out var id) && id.ValueKind == JsonValueKind.Number ? id.GetRawText() : $"#{index}";
                (groups.TryGetValue((name, group), out var polygons) ? polygons : groups[(name, group)] = []).Add(points);
            }

            index++;
        }

        return (size, [.. groups.Select(g => (g.Key.Name, PolygonRaster.Fill(size, g.Value)))]);
    }

    private static (ImageSize? Size, IReadOnlyList<(string Name, Mask Mask)> Masks) ReadCoco(JsonElement root, JsonElement annotations, Action<string> tell)
    {
        var image = root.TryGetProperty("images", out var images) ? Items(images).FirstOrDefault() : root.TryGetProperty("image", out var one) ? one : root;
        var size = image.ValueKind == JsonValueKind.Object ? ReadSize(image, "width", "height") : null;
        var names = root.TryGetProperty("categories", out var categories)
            ? Items(categories).Where(c => c.TryGetProperty("id", out _)).ToDictionary(c => c.GetProperty("id").GetRawText(), c => Text(c, "name") ?? string.Empty)
            : [];
        var masks = new List<(string Name, Mask Mask)>();
        var index = 0;
        foreach (var annotation in Items(annotations))
        {
            var name = Text(annotation, "label") ?? Text(annotation, "name") ?? Text(annotation, "category_name")
                ?? (annotation.TryGetProperty("category_id", out var id) && names.TryGetValue(id.GetRawText(), out var category) ? category : null);
            var mask = annotation.TryGetProperty("segmentation", out var segmentation) ? ReadSegmentation(segmentation, ref size) : null;
            if (name is null || mask is null)
            {
                tell($"annotation {index} has no name, or its segmentation is neither run lengths of the picture's size nor polygons; it is passed over.");
            }
            else
            {
                masks.Add((name, mask));
            }

            index++;
        }

        if (size is null)
        {
            tell("the picture's \"width\" or \"height\" is missing or out of range.");
        }

        return (size, size is null ? [] : masks);
    }

    private static Mask? ReadSegmentation(JsonElement segmentation, ref ImageSize? size)
    {
        if (segmentation.ValueKind == JsonValueKind.Array)
        {
            var polygons = Items(segmentation).Select(Flat).ToList();
            return size is { } known && polygons.Count > 0 && polygons.All(p => p.Count >= 3) ? PolygonRaster.Fill(known, polygons) : null;
        }

        if (segmentation.ValueKind != JsonValueKind.Object || !segmentation.TryGetProperty("size", out var sides)
            || Items(sides).Select(Integer).ToArray() is not [{ } height, { } width] || !IsPossible(width, height)
            || !segmentation.TryGetProperty("counts", out var counts))
        {
            return null;
        }

        size ??= new ImageSize(width, height);
        if (size != new ImageSize(width, height))
        {
            return null;
        }

        try
        {
            return counts.ValueKind == JsonValueKind.String
                ? Mask.FromCocoString(width, height, counts.GetString()!)
                : Mask.FromCounts(width, height, [.. Items(counts).Select(c => c.TryGetUInt32(out var run) ? run : throw new FormatException("a run is no whole number"))]);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static ImageSize? ReadSize(JsonElement element, string width, string height) =>
        element.TryGetProperty(width, out var w) && element.TryGetProperty(height, out var h) && Integer(w) is { } x && Integer(h) is { } y && IsPossible(x, y)
            ? new ImageSize(x, y)
            : null;

    private static bool IsPossible(int width, int height) => width >= 1 && height >= 1 && (long)width * height <= MostPixels;

    private static List<(double X, double Y)> Points(JsonElement shape) =>
        shape.TryGetProperty("points", out var points) ? [.. Items(points).Select(p => Items(p).Select(Number).ToArray()).Where(p => p.Length >= 2).Select(p => (p[0], p[1]))] : [];

    private static List<(double X, double Y)> Rectangle(List<(double X, double Y)> corners) => corners is [var a, var b] ? [a, (b.X, a.Y), b, (a.X, b.Y)] : corners;

    private static IReadOnlyList<(double X, double Y)> Flat(JsonElement polygon)
    {
        var numbers = Items(polygon).Select(Number).ToArray();
        return [.. Enumerable.Range(0, numbers.Length / 2).Select(i => (numbers[2 * i], numbers[(2 * i) + 1]))];
    }

    private static IEnumerable<JsonElement> Items(JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Integer(JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) ? number : null;

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetDouble() : double.NaN;
}
