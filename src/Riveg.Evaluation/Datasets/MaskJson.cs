using System.Text.Json;
using Riveg.Formats;
using Riveg.Regions;

namespace Riveg.Evaluation.Datasets;

/// <summary>What a JSON file says of one picture.</summary>
/// <param name="Picture">The picture's name without its ending; null where the file names none.</param>
/// <param name="Size">Null where it is not known; then there are no masks.</param>
/// <param name="Masks">With the names that they were given.</param>
internal sealed record PictureMasks(string? Picture, ImageSize? Size, IReadOnlyList<(string Name, Mask Mask)> Masks);

/// <summary>
/// Reads named masks from labelme's JSON (of one picture) or COCO's (of any number). Nothing in the file is taken to be what it should be.
/// </summary>
internal sealed class MaskJson(Action<DatasetFaultKind, string> tell)
{
    public const int MostPixels = 100_000_000;

    /// <summary>Reads a file.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="isWanted">Which pictures of a COCO file of several are read.</param>
    public IReadOnlyList<PictureMasks> Read(JsonElement root, Predicate<string> isWanted)
    {
        if (Property(root, "shapes") is { } shapes)
        {
            return ReadLabelme(root, shapes) is { } one ? [one] : [];
        }

        if (Property(root, "annotations") is { } annotations)
        {
            return ReadCoco(root, annotations, isWanted);
        }

        Broken("neither labelme (\"shapes\") nor COCO (\"annotations\"); the masks are passed over.");
        return [];
    }

    private PictureMasks? ReadLabelme(JsonElement root, JsonElement shapes)
    {
        if (ReadSize(root, "imageWidth", "imageHeight") is not { } size)
        {
            Broken("\"imageWidth\" or \"imageHeight\" is missing or out of range.");
            return null;
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
            if (Text(shape, "label") is not { } name || points is not { Count: >= 3 } || !points.All(IsFinite))
            {
                Broken($"shape {index} ({kind}) is no polygon or rectangle with a label and points; it is passed over.");
            }
            else
            {
                // Shapes of one group are the parts of one instance; without a group each shape is an instance.
                var group = Identifier(shape, "group_id") ?? $"#{index}";
                (groups.TryGetValue((name, group), out var polygons) ? polygons : groups[(name, group)] = []).Add(points);
            }

            index++;
        }

        var filled = groups.Select(g => (g.Key.Name, Mask: Fill(size, g.Value, g.Key.Name)));
        return new PictureMasks(null, size, [.. filled.Where(m => m.Mask is not null).Select(m => (m.Name, m.Mask!))]);
    }

    private List<PictureMasks> ReadCoco(JsonElement root, JsonElement annotations, Predicate<string> isWanted)
    {
        var pictures = ReadPictures(root);
        var names = ReadCategories(root);
        var index = -1;
        foreach (var annotation in Items(annotations))
        {
            index++;
            var pictureId = Identifier(annotation, "image_id");
            var picture = pictures.Find(p => p.Id == pictureId)
                ?? (pictures is [var only] && (pictureId is null || only.Id is null) ? only : null);
            if (picture is null)
            {
                Broken(pictureId is null
                    ? $"annotation {index} names no picture (\"image_id\") of the {pictures.Count}; it is passed over."
                    : $"annotation {index} is of a picture (image_id {pictureId}) that the file does not list; it is passed over.");
                continue;
            }

            if (pictures.Count > 1 && !isWanted(picture.Name ?? string.Empty))
            {
                continue;
            }

            var name = Text(annotation, "label") ?? Text(annotation, "name") ?? Text(annotation, "category_name")
                ?? (Identifier(annotation, "category_id") is { } id ? names.GetValueOrDefault(id) : null);
            if (name is null || Property(annotation, "segmentation") is not { } segmentation)
            {
                Broken($"annotation {index} has no name or no segmentation; it is passed over.");
            }
            else if (ReadSegmentation(segmentation, picture, name, out var isUnderstood) is { } mask)
            {
                picture.Masks.Add((name, mask));
            }
            else if (!isUnderstood)
            {
                Broken(
                    $"annotation {index} has a segmentation that is neither run lengths of the picture's size nor polygons; it is "
                        + "passed over.");
            }
        }

        if (pictures is [{ Size: null }])
        {
            Broken("the picture's \"width\" or \"height\" is missing or out of range.");
        }

        return [.. pictures.Select(p => new PictureMasks(p.Name, p.Size, p.Size is null ? [] : p.Masks))];
    }

    private List<CocoPicture> ReadPictures(JsonElement root)
    {
        var pictures = new List<CocoPicture>();
        if (Property(root, "images") is { } images)
        {
            foreach (var image in Items(images))
            {
                var id = Identifier(image, "id");
                if (id is not null && pictures.Exists(p => p.Id == id))
                {
                    Broken($"two pictures have the id {id}; the first counts.");
                    continue;
                }

                pictures.Add(
                    new CocoPicture(
                        id, Text(image, "file_name") is { } file ? PictureFolders.NameOf(file) : null, ReadSize(image, "width", "height")));
            }
        }

        if (pictures.Count == 0)
        {
            var image = Property(root, "image") ?? root;
            pictures.Add(new CocoPicture(null, null, ReadSize(image, "width", "height")));
        }

        return pictures;
    }

    private Dictionary<string, string> ReadCategories(JsonElement root)
    {
        var names = new Dictionary<string, string>();
        foreach (var category in Property(root, "categories") is { } categories ? Items(categories) : [])
        {
            if (Identifier(category, "id") is { } id && Text(category, "name") is { } name && !names.TryAdd(id, name) && names[id] != name)
            {
                Broken($"two categories have the id {id}, \"{names[id]}\" and \"{name}\"; the first counts.");
            }
        }

        return names;
    }

    private Mask? ReadSegmentation(JsonElement segmentation, CocoPicture picture, string name, out bool isUnderstood)
    {
        isUnderstood = false;
        if (segmentation.ValueKind == JsonValueKind.Array)
        {
            var polygons = Items(segmentation).Select(Flat).ToList();
            isUnderstood = picture.Size is not null && polygons.Count > 0 && polygons.TrueForAll(p => p.Count >= 3 && p.All(IsFinite));
            return isUnderstood ? Fill(picture.Size!.Value, polygons, name) : null;
        }

        if (Property(segmentation, "size") is not { } sides || Items(sides).Select(Integer).ToArray() is not [{ } height, { } width]
            || !IsPossible(width, height) || Property(segmentation, "counts") is not { } counts)
        {
            return null;
        }

        picture.Size ??= new ImageSize(width, height);
        if (picture.Size != new ImageSize(width, height) || ReadRuns(counts, width, height) is not { } mask)
        {
            return null;
        }

        isUnderstood = true;
        return NotEmpty(mask, name);
    }

    private static Mask? ReadRuns(JsonElement counts, int width, int height)
    {
        try
        {
            if (counts.ValueKind == JsonValueKind.String)
            {
                return Text(counts) is { } text ? Mask.FromCocoString(width, height, text) : null;
            }

            var runs = Items(counts).Select(Integer).ToList();
            return runs.TrueForAll(r => r >= 0) ? Mask.FromCounts(width, height, [.. runs.Select(r => (uint)r!.Value)]) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private Mask? Fill(ImageSize size, IReadOnlyList<IReadOnlyList<(double X, double Y)>> polygons, string name)
    {
        var corners = polygons.SelectMany(p => p).ToList();
        var around = new Box(corners.Min(c => c.X), corners.Min(c => c.Y), corners.Max(c => c.X), corners.Max(c => c.Y));
        if (BoxCheck.IsInFractions(around, size))
        {
            tell(
                DatasetFaultKind.BoxInFractions,
                $"the outline of \"{name}\" is in fractions of the picture, not in pixels; it is left out.");
            return null;
        }

        return NotEmpty(PolygonRaster.Fill(size, polygons), name);
    }

    private Mask? NotEmpty(Mask mask, string name)
    {
        if (mask.Area > 0)
        {
            return mask;
        }

        tell(DatasetFaultKind.MaskWithoutPixel, $"the mask of \"{name}\" has no pixel inside the picture; it is left out.");
        return null;
    }

    private void Broken(string message) => tell(DatasetFaultKind.BrokenAnnotation, message);

    private static ImageSize? ReadSize(JsonElement element, string width, string height) =>
        Property(element, width) is { } w && Property(element, height) is { } h && Integer(w) is { } x && Integer(h) is { } y
            && IsPossible(x, y)
            ? new ImageSize(x, y)
            : null;

    private static bool IsPossible(int width, int height) => width >= 1 && height >= 1 && (long)width * height <= MostPixels;

    private static List<(double X, double Y)> Points(JsonElement shape) => Property(shape, "points") is { } points
        ? [.. Items(points).Select(p => Items(p).Select(Number).ToArray() is [var x, var y, ..] ? (x, y) : (double.NaN, double.NaN))]
        : [];

    private static List<(double X, double Y)> Rectangle(List<(double X, double Y)> corners) =>
        corners is [var a, var b] ? [a, (b.X, a.Y), b, (a.X, b.Y)] : corners;

    private static IReadOnlyList<(double X, double Y)> Flat(JsonElement polygon)
    {
        var numbers = Items(polygon).Select(Number).ToArray();
        return [.. Enumerable.Range(0, numbers.Length / 2).Select(i => (numbers[2 * i], numbers[(2 * i) + 1]))];
    }

    private static bool IsFinite((double X, double Y) point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private static IEnumerable<JsonElement> Items(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    private static JsonElement? Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.String } value ? Text(value) : null;

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }

    // Ids are numbers in COCO, strings in what some tools make of it.
    private static string? Identifier(JsonElement element, string name) => Property(element, name) switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { ValueKind: JsonValueKind.String } text => Text(text),
        _ => null,
    };

    private static int? Integer(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) ? number : null;

    private static double Number(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) ? number : double.NaN;

    private sealed class CocoPicture(string? id, string? name, ImageSize? size)
    {
        public string? Id { get; } = id;

        public string? Name { get; } = name;

        public ImageSize? Size { get; set; } = size;

        public List<(string Name, Mask Mask)> Masks { get; } = [];
    }
}
