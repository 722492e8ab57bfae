using System.Diagnostics.CodeAnalysis;

namespace Riveg.Onnx.Store;

/// <summary>
/// One model's place on disk, in the layout of Python's hub client: <c>blobs/ETAG</c> holds the bytes, <c>snapshots/COMMIT/path</c> links
/// to them, and
/// <c>refs/REVISION</c> holds the commit that a branch stood at. What lies there may have been put there by others: links are read, but
/// nothing is written or deleted behind one that leads away.
/// </summary>
internal sealed class ModelCache
{
    private readonly string folder;
    private readonly string locks;
    private readonly ModelEntry model;

    public ModelCache(ModelStoreOptions options, ModelManifest manifest, ModelEntry model)
    {
        var isHub = manifest.Hosts[model.Host].Kind == ModelHostKind.Hub;
        var root = isHub ? options.HubCache : options.Home;
        var name = (isHub ? "models--" : model.Host + "--") + model.Repository.Replace("/", "--", StringComparison.Ordinal);
        folder = Path.GetFullPath(Path.Combine(root, name));
        locks = Path.Combine(root, ".locks", name);
        this.model = model;
    }

    /// <summary>
    /// The commit whose snapshot serves the model's revision; null where none was ever fetched, or where its record names none.
    /// </summary>
    public string? Commit => ReadReference() ?? (Directory.Exists(SnapshotFolder(model.Revision)) ? model.Revision : null);

    private string Snapshots => Path.Combine(folder, "snapshots");

    private string Blobs => Path.Combine(folder, "blobs");

    private string References => Path.Combine(folder, "refs");

    public string BlobPath(string etag) => Path.Combine(Blobs, etag);

    public string LockPath(string etag) => Path.Combine(locks, etag + ".lock");

    /// <summary>The path under which a file is used; null where it is not there.</summary>
    public string? Find(ModelFile file)
    {
        if (Commit is not { } commit)
        {
            return null;
        }

        var path = PathOf(file, commit);
        return File.Exists(path) ? path : null;
    }

    /// <summary>
    /// Makes finished blobs visible under their paths in the snapshot of a commit, and moves the revision there once all are.
    /// </summary>
    /// <exception cref="ModelStoreException">A folder of the snapshot is a link: what is behind it belongs to somebody else.</exception>
    public void Publish(IReadOnlyList<(ModelFile File, string ETag)> files, string commit)
    {
        foreach (var (file, etag) in files)
        {
            Link(PathOf(file, commit), etag);
        }

        if (!string.Equals(commit, model.Revision, StringComparison.Ordinal))
        {
            RefuseLinkedFolder(References);
            WriteAtomically(Path.Combine(References, model.Revision), commit);
        }
    }

    /// <summary>The path that a file has in the snapshot of a commit.</summary>
    public string PathOf(ModelFile file, string commit) =>
        Path.Combine(SnapshotFolder(commit), file.Path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>
    /// Removes the model's files, and the blobs that no other snapshot uses. Only what lies in the model's own folders goes; of a link the
    /// link itself, never what it points to elsewhere.
    /// </summary>
    /// <returns>Whether there was anything to remove.</returns>
    public bool Remove()
    {
        if (IsLink(folder))
        {
            Directory.Delete(folder);
            return true;
        }

        var removed = false;
        foreach (var path in model.Files.Select(Find).OfType<string>())
        {
            // An earlier file may have taken the link of the whole folder along.
            removed |= File.Exists(path) && RemoveEntry(path);
        }

        if (removed)
        {
            RemoveEmptyFolders(Snapshots);
            if (!Directory.Exists(Snapshots))
            {
                RemoveFilesOf(Blobs);
                RemoveFilesOf(References);
                RemoveEmptyFolders(folder);
            }
        }

        return removed;
    }

    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Beside its target, over which it is moved.")]
    internal static void WriteAtomically(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        File.WriteAllText(temporary, content);
        File.Move(temporary, path, overwrite: true);
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static IEnumerable<string> FilesWithin(string path) => Directory.Exists(path) && !IsLink(path)
        ? Directory.EnumerateFileSystemEntries(path).SelectMany(FilesWithin)
        : [path];

    private static void RemoveEmptyFolders(string path)
    {
        if (!Directory.Exists(path) || IsLink(path))
        {
            return;
        }

        foreach (var inner in Directory.GetDirectories(path))
        {
            RemoveEmptyFolders(inner);
        }

        if (!Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
        }
    }

    private static void RemoveFilesOf(string path)
    {
        if (Directory.Exists(path) && !IsLink(path))
        {
            Array.ForEach(Directory.GetFiles(path), File.Delete);
        }
    }

    private string SnapshotFolder(string commit) => Path.Combine(Snapshots, commit);

    /// <summary>The commit that a file of the cache names; what is no commit never becomes part of a path.</summary>
    private string? ReadReference()
    {
        const int MostCharacters = 64;
        var path = Path.Combine(References, model.Revision);
        if (!File.Exists(path))
        {
            return null;
        }

        using var reader = new StreamReader(path);
        var text = new char[MostCharacters];
        var commit = new string(text, 0, reader.ReadBlock(text)).Trim();
        return SafeNames.IsCommit(commit) ? commit : null;
    }

    private void Link(string path, string etag)
    {
        var parent = Path.GetDirectoryName(path)!;
        RefuseLinkedFolder(parent);
        Directory.CreateDirectory(parent);
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            File.CreateSymbolicLink(temporary, Path.GetRelativePath(parent, BlobPath(etag)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // Windows without the right to make links: the snapshot gets the file itself, as with Python's client.
            File.Copy(BlobPath(etag), temporary);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private void RefuseLinkedFolder(string path)
    {
        if (FirstLink(path) is { } link)
        {
            throw new ModelStoreException(
                $"Model '{model.Name}': {link} is a link that leads out of the store; remove it, "
                + $"then run 'riveg models pull {model.Name}'.");
        }
    }

    /// <summary>The outermost link on the way from the model's folder to a path, the path included; null where there is none.</summary>
    private string? FirstLink(string path)
    {
        var current = folder;
        foreach (var part in Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar))
        {
            current = Path.Combine(current, part);
            if (IsLink(current))
            {
                return current;
            }
        }

        return null;
    }

    /// <summary>Removes a file of a snapshot, or the link that stands on the way to it, and the blob that only it used.</summary>
    private bool RemoveEntry(string path)
    {
        if (FirstLink(path) is not { } link)
        {
            File.Delete(path);
            return true;
        }

        var blob = BlobBehind(link);
        if (link == path)
        {
            File.Delete(link);
        }
        else
        {
            Directory.Delete(link);
        }

        if (blob is not null && !FilesWithin(Snapshots).Any(p => BlobBehind(p) == blob))
        {
            File.Delete(blob);
        }

        return true;
    }

    /// <summary>
    /// The entry of <c>blobs/</c> that a link names; null where it names something else. One step only: a blob may be a link itself.
    /// </summary>
    private string? BlobBehind(string link)
    {
        if (new FileInfo(link).LinkTarget is not { } target)
        {
            return null;
        }

        var blob = Path.GetFullPath(target, Path.GetDirectoryName(link)!);
        return Path.GetDirectoryName(blob) == Path.GetFullPath(Blobs) && File.Exists(blob) ? blob : null;
    }
}
