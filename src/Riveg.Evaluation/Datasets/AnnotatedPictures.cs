using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Finds the pictures of annotated posts: in the folders that are named, or else where the annotation says that it was
/// (<see cref="AnnotatedImage.File"/>), or else by its
/// path beside the annotations' file, or else in the current folder. Not thread-safe.
/// </summary>
public sealed class AnnotatedPictures
{
    private readonly PictureFolders? named;
    private readonly PictureFolders beside;
    private readonly PictureFolders here = new([]);
    private readonly Func<string, bool> mayOpen;

    /// <summary>Looks for pictures.</summary>
    /// <param name="folders">The folders that are named; may be empty.</param>
    /// <param name="path">The file of annotations.</param>
    public AnnotatedPictures(IReadOnlyList<string> folders, string path)
        : this(folders, path, mayOpen: null)
    {
    }

    /// <summary>Looks for pictures of a stranger's annotations.</summary>
    /// <param name="folders">The folders that are named; may be empty.</param>
    /// <param name="path">The file of annotations.</param>
    /// <param name="mayOpen">Whether a file may be opened; one that may not is as if it were not there. Null where all may.</param>
    internal AnnotatedPictures(IReadOnlyList<string> folders, string path, Func<string, bool>? mayOpen)
    {
        this.mayOpen = mayOpen ?? (_ => true);
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentException.ThrowIfNullOrEmpty(path);
        named = folders.Count > 0 ? new PictureFolders(folders) : null;
        beside = new PictureFolders([Path.GetDirectoryName(Path.GetFullPath(path))!]);
    }

    /// <summary>
    /// The picture of an annotation; one that is nowhere keeps the place where it was looked for first, so that messages name it.
    /// </summary>
    /// <param name="image">What the annotation says of it.</param>
    public ImageSource Of(AnnotatedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var found = Candidates(image).Where(s => File.Exists(s.FilePath)).ToList();
        if (found.Find(s => mayOpen(s.FilePath!)) is { } open)
        {
            return ImageSource.FromFile(open.FilePath!, image.Path);
        }

        if (found.Count > 0)
        {
            return ImageSource.Unseen(image.Path);
        }

        return image.Unseen && named is null ? ImageSource.Unseen(image.Path) : (named ?? beside).OfPath(image.Path);
    }

    private IEnumerable<ImageSource> Candidates(AnnotatedImage image)
    {
        if (named is not null)
        {
            yield return named.OfPath(image.Path);

            // The path may lead through other folders, and a picture that nobody saw may be called after the post alone.
            yield return named.OfId(PictureFolders.NameOf(image.Path));
        }

        if (image.File is { Length: > 0 } file)
        {
            yield return beside.OfPath(file);
        }

        yield return beside.OfPath(image.Path);
        yield return here.OfPath(image.Path);
    }
}
