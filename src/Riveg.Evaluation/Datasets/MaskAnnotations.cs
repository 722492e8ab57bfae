using System.Text.Json;
using System.Text.RegularExpressions;
using Riveg.Formats;
using Riveg.Regions;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Masks as JSON in <c>json/</c> (or <c>mask/</c>, <c>masks/</c>): one file a picture, or one COCO file for all pictures. Twitter-SMNER's
/// schema is not public,
/// so two common ones are read: labelme (<c>shapes</c> with <c>label</c> and <c>points</c>; the shapes of one label and one <c>group_id</c>
/// are one mask) and COCO
/// (<c>annotations</c> with <c>segmentation</c> as run lengths or polygons, and a name in <c>label</c>, <c>name</c>, <c>category_name</c>
/// or through
/// <c>categories</c>). What is not understood becomes a fault.
/// </summary>
internal sealed partial class MaskAnnotations : PictureAnnotations
{
    private static readonly string[] FolderNames = ["json", "mask", "masks"];

    public override IReadOnlyList<GoldPost> Attach(
        IReadOnlyList<GoldPost> posts, string folder, List<DatasetFault> faults, CancellationToken cancellationToken)
    {
        var masks = FindFolder(folder)
            ?? throw new DatasetException(
                $"There is no folder json, mask or masks, and no COCO file, in {folder}; name the folder that holds the text and the "
                    + "masks.");
        var pictures = posts.GroupBy(p => p.Post.Id).ToList();
        var read = new Dictionary<string, (PictureMasks Masks, string Path)>();
        foreach (var picture in pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.Combine(masks, $"{picture.Key}.json");
            if (File.Exists(path) && ReadOne(path, picture.Key, faults) is { } one)
            {
                read[picture.Key] = (one, path);
            }
        }

        var ids = pictures.Select(p => p.Key).ToHashSet();
        foreach (var path in FilesOfAll(masks, ids))
        {
            var known = Read(path, ids.Contains, faults).Where(p => p.Size is not null && p.Picture is not null && ids.Contains(p.Picture));
            foreach (var own in known)
            {
                read.TryAdd(own.Picture!, (own, path));
            }
        }

        foreach (var picture in pictures.Where(p => read.ContainsKey(p.Key)))
        {
            var (own, path) = read[picture.Key];
            NamedRegions.TellStrangers([.. picture], own.Masks.Select(m => m.Name), path, faults);
        }

        return [.. posts.Select(p => read.TryGetValue(p.Post.Id, out var own) ? Attach(p, own.Masks) : p)];
    }

    public override IEnumerable<DatasetFault> FindOrphans(string folder, IReadOnlyCollection<GoldPost> posts)
    {
        var masks = FindFolder(folder)!;
        var ofAll = FilesOfAll(masks, posts.Select(p => p.Post.Id).ToHashSet()).ToHashSet();
        return FindOrphans(Directory.EnumerateFiles(masks, "*.json").Where(f => !ofAll.Contains(f)), posts);
    }

    // The one file of all pictures may also lie in the data set's own folder.
    private static string? FindFolder(string folder) => FolderNames.Select(n => Path.Combine(folder, n)).FirstOrDefault(Directory.Exists)
        ?? (Directory.EnumerateFiles(folder, "*.json").Any(ListsPictures) ? folder : null);

    // The files that are called like no post and list pictures. Where many are called so, they are those of another split and only usual
    // names are opened.
    private static IEnumerable<string> FilesOfAll(string folder, HashSet<string> ids)
    {
        const int Few = 16;
        var files = Directory.EnumerateFiles(folder, "*.json").Where(
            f => !ids.Contains(Path.GetFileNameWithoutExtension(f))).Order(StringComparer.Ordinal).ToList();
        return files.Where(f => files.Count <= Few || OfAll().IsMatch(Path.GetFileName(f))).Where(ListsPictures);
    }

    private static bool ListsPictures(string path)
    {
        try
        {
            using var document = JsonFile.Parse(path);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("images", out var images) && images.ValueKind == JsonValueKind.Array
                && document.RootElement.TryGetProperty("annotations", out _);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static GoldPost Attach(GoldPost post, PictureMasks picture)
    {
        var masks = NamedRegions.Give(post, picture.Masks);
        return post with
        {
            ImageSize = picture.Size,
            Entities = [.. post.Entities.Select((e, i) => masks[i].Count > 0 ? e with { Masks = masks[i], Boxes = BoxesOf(masks[i]) } : e)],
        };
    }

    private static IReadOnlyList<Box> BoxesOf(IEnumerable<Mask> masks) => [.. masks.Select(m => m.BoundingBox).OfType<Box>()];

    private static PictureMasks? ReadOne(string path, string id, List<DatasetFault> faults)
    {
        var pictures = Read(path, p => p == id, faults);
        if (pictures.Count > 1 && !pictures.Any(p => p.Picture == id))
        {
            faults.Add(new DatasetFault(
                DatasetFaultKind.BrokenAnnotation,
                path,
                $"none of its {pictures.Count} pictures is called {id}; the masks are passed over."));
            return null;
        }

        return pictures is [var only] ? only : pictures.FirstOrDefault(p => p.Picture == id);
    }

    private static IReadOnlyList<PictureMasks> Read(string path, Predicate<string> isWanted, List<DatasetFault> faults)
    {
        try
        {
            using var document = JsonFile.Parse(path);
            return new MaskJson((kind, message) => faults.Add(new DatasetFault(kind, path, message))).Read(document.RootElement, isWanted);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            faults.Add(
                new DatasetFault(DatasetFaultKind.BrokenAnnotation, path, $"the masks cannot be read: {exception.Message.TrimEnd('.')}."));
            return [];
        }
    }

    [GeneratedRegex(@"^(_?annotations?|instances|coco|train|dev|valid|val|test|all)([._\-].*)?\.json$", RegexOptions.IgnoreCase)]
    private static partial Regex OfAll();
}
