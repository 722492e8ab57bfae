using Riveg.Annotations;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Finds the picture of an annotated post: in the folders that are named, or else where the annotation says that it was (<c>image.file</c>), or else beside the file.
/// Not thread-safe.
/// </summary>
internal sealed class GoldPictures
{
    private readonly PictureFolders? named;
    private readonly PictureFolders beside;

    /// <summary>Looks for pictures.</summary>
    /// <param name="folders">The folders that are named; may be empty.</param>
    /// <param name="path">The file of annotations.</param>
    public GoldPictures(IReadOnlyList<string> folders, string path)
    {
        var own = Path.GetDirectoryName(Path.GetFullPath(path))!;
        named = folders.Count > 0 ? new PictureFolders(folders) : null;
        beside = new PictureFolders([own]);
    }

    /// <summary>The picture of a post.</summary>
    /// <param name="image">What the annotation says of it; null where that is nothing but a path, or where there is none.</param>
    /// <param name="given">What the post says; null where it has no picture.</param>
    public ImageSource? Of(AnnotatedImage? image, ImageSource? given)
    {
        if (given is null)
        {
            return null;
        }

        var file = Beside(image, given);
        if (named is null)
        {
            return file ?? (image is { Unseen: true } ? ImageSource.Unseen(given.Name) : beside.OfPath(given.Name));
        }

        // A picture that nobody saw may be called after the post alone.
        var source = named.OfPath(given.Name);
        return IsThere(source) ? source
            : named.OfId(PictureFolders.NameOf(given.Name)) is var byName && IsThere(byName) ? ImageSource.FromFile(byName.FilePath!, given.Name)
            : file ?? source;
    }

    private ImageSource? Beside(AnnotatedImage? image, ImageSource given)
    {
        var found = new[] { image?.File, given.Name }.OfType<string>().Select(beside.OfPath).FirstOrDefault(IsThere);
        return found is null ? null : ImageSource.FromFile(found.FilePath!, given.Name);
    }

    private static bool IsThere(ImageSource source) => File.Exists(source.FilePath);
}
