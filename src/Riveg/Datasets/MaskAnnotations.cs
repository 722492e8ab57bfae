using System.Text.Json;
using Riveg.Regions;

namespace Riveg.Datasets;

/// <summary>
/// Masks as JSON, one file a picture in <c>json/</c> (or <c>mask/</c>, <c>masks/</c>). Twitter-SMNER's schema is not public, so two common ones are read: labelme
/// (<c>shapes</c> with <c>label</c> and <c>points</c>; the shapes of one label and one <c>group_id</c> are one mask) and COCO (<c>annotations</c> with <c>segmentation</c> as run
/// lengths or polygons, and a name in <c>label</c>, <c>name</c>, <c>category_name</c> or through <c>categories</c>). What is not understood becomes a fault.
/// </summary>
internal sealed class MaskAnnotations : PictureAnnotations
{
    private static readonly string[] FolderNames = ["json", "mask", "masks"];

    public override IReadOnlyList<GoldPost> Attach(IReadOnlyList<GoldPost> posts, string folder, List<DatasetFault> faults, CancellationToken cancellationToken)
    {
        var masks = FolderNames.Select(n => Path.Combine(folder, n)).FirstOrDefault(Directory.Exists)
            ?? throw new DatasetException($"There is no folder json, mask or masks in {folder}; name the folder that holds the text and the masks.");
        var result = new List<GoldPost>(posts.Count);
        foreach (var post in posts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.Combine(masks, $"{post.Post.Id}.json");
            result.Add(File.Exists(path) ? Attach(post, path, faults) : post);
        }

        return result;
    }

    private static GoldPost Attach(GoldPost post, string path, List<DatasetFault> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var (size, named) = MaskJson.Read(document.RootElement, fault => faults.Add(new DatasetFault(DatasetFaultKind.BrokenAnnotation, path, fault)));
            return size is null ? post : Attach(post with { ImageSize = size }, named, path, faults);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            faults.Add(new DatasetFault(DatasetFaultKind.BrokenAnnotation, path, $"the masks cannot be read: {exception.Message}"));
            return post;
        }
    }

    private static GoldPost Attach(GoldPost post, IReadOnlyList<(string Name, Mask Mask)> named, string path, List<DatasetFault> faults)
    {
        var masks = new List<Mask>[post.Entities.Count];
        foreach (var (name, mask) in named)
        {
            var indices = NameMatch.Find(post, name);
            if (indices.Count == 0)
            {
                faults.Add(new DatasetFault(DatasetFaultKind.NameWithoutEntity, path, $"\"{name}\" is no entity of the post at {post.Location}."));
            }

            foreach (var index in indices)
            {
                (masks[index] ??= []).Add(mask);
            }
        }

        return post with
        {
            Entities = [.. post.Entities.Select((e, i) => masks[i] is { } own ? e with { Masks = own, Boxes = [.. own.Select(m => m.BoundingBox).OfType<Box>()] } : e)],
        };
    }
}
