using Riveg.Posts;

namespace Riveg.Formats;

/// <summary>
/// Finds pictures in folders, the first that has one wins. A path that was written on Windows and an ending in capitals find the same
/// picture on every file system. Not thread-safe.
/// </summary>
internal sealed class PictureFolders
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"];

    private readonly IReadOnlyList<string> folders;

    // Names by folder, their endings in small letters; made when the first picture is not found under the very name.
    private readonly Dictionary<string, Dictionary<string, string>> listings = [];

    /// <summary>Looks into folders.</summary>
    /// <param name="folders">Searched in this order; empty for the current folder.</param>
    public PictureFolders(IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        this.folders = folders.Count > 0 ? folders : [string.Empty];
    }

    /// <summary>A picture's name without folders and without a picture's ending; other dots belong to the name.</summary>
    public static string NameOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        return Array.Find(Endings, e => name.Length > e.Length && name.EndsWith(e, StringComparison.OrdinalIgnoreCase)) is { } ending
            ? name[..^ending.Length]
            : name;
    }

    /// <summary>The picture of a data set's post. One that is missing keeps the usual name, so that messages name it.</summary>
    public ImageSource OfId(string id)
    {
        var found = folders.SelectMany(f => Endings.Select(e => Listing(f).GetValueOrDefault(id + e))).FirstOrDefault(p => p is not null);
        return ImageSource.FromFile(found ?? Path.Combine(folders[0], $"{id}.jpg"));
    }

    /// <summary>The picture that a post names by a path.</summary>
    /// <param name="path">Not empty; relative ones start in the folders.</param>
    public ImageSource OfPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        // No file system has NUL in a name; with its visible sign the picture is missing as any other.
        path = HomePath.Expand(path.Replace('\0', '\u2400'));
        var slashed = path.Replace('\\', '/');
        var found = folders.Select(f => Find(f, path)).FirstOrDefault(p => p is not null)
            ?? (slashed == path ? null : folders.Select(f => Find(f, slashed)).FirstOrDefault(p => p is not null));
        return ImageSource.FromFile(found ?? Path.Combine(folders[0], path), path);
    }

    private string? Find(string folder, string path)
    {
        var full = Path.Combine(folder, path);
        if (File.Exists(full))
        {
            return full;
        }

        var parent = Path.GetDirectoryName(full);
        return Listing(string.IsNullOrEmpty(parent) ? "." : parent).GetValueOrDefault(Key(Path.GetFileName(full)));
    }

    private Dictionary<string, string> Listing(string folder)
    {
        if (!listings.TryGetValue(folder, out var listing))
        {
            listings[folder] = listing = [];
            // Of 1.jpg and 1.JPG the first one in this order counts: small letters.
            foreach (var file in List(folder))
            {
                listing.TryAdd(Key(Path.GetFileName(file)), file);
            }
        }

        return listing;
    }

    private static IEnumerable<string> List(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder).OrderDescending(StringComparer.Ordinal) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Key(string name)
    {
        var stem = NameOf(name);
        return stem + name[stem.Length..].ToLowerInvariant();
    }
}
