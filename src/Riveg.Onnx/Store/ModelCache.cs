namespace Riveg.Onnx.Store;

/// <summary>
/// One model's place on disk, in the layout of Python's hub client: <c>blobs/ETAG</c> holds the bytes, <c>snapshots/COMMIT/path</c> links to them, and
/// <c>refs/REVISION</c> holds the commit that a branch stood at.
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
        folder = Path.Combine(root, name);
        locks = Path.Combine(root, ".locks", name);
        this.model = model;
    }

    /// <summary>The commit whose snapshot serves the model's revision; null where none was ever fetched.</summary>
    public string? Commit
    {
        get
        {
            var reference = Path.Combine(folder, "refs", model.Revision);
            return File.Exists(reference) ? File.ReadAllText(reference).Trim()
                : Directory.Exists(SnapshotFolder(model.Revision)) ? model.Revision
                : null;
        }
    }

    public string SnapshotFolder(string commit) => Path.Combine(folder, "snapshots", commit);

    public string BlobPath(string etag) => Path.Combine(folder, "blobs", etag);

    public string LockPath(string etag) => Path.Combine(locks, etag + ".lock");

    /// <summary>The path under which a file is used; null where it is not there.</summary>
    public string? Find(ModelFile file)
    {
        if (Commit is not { } commit)
        {
            return null;
        }

        var path = Path.Combine(SnapshotFolder(commit), file.Path.Replace('/', Path.DirectorySeparatorChar));
        return File.Exists(path) ? path : null;
    }

    /// <summary>Makes a finished blob visible under its path in the snapshot of a commit, and moves the revision there.</summary>
    public string Publish(ModelFile file, string etag, string commit)
    {
        var path = Path.Combine(SnapshotFolder(commit), file.Path.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var target = Path.GetRelativePath(Path.GetDirectoryName(path)!, BlobPath(etag));
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            File.CreateSymbolicLink(temporary, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // Windows without the right to make links: the snapshot gets the file itself, as with Python's client.
            File.Copy(BlobPath(etag), temporary);
        }

        File.Move(temporary, path, overwrite: true);
        if (!string.Equals(commit, model.Revision, StringComparison.Ordinal))
        {
            WriteAtomically(Path.Combine(folder, "refs", model.Revision), commit);
        }

        return path;
    }

    /// <summary>Removes the model's files, and the blobs that no other snapshot uses.</summary>
    /// <returns>Whether there was anything to remove.</returns>
    public bool Remove()
    {
        var removed = false;
        foreach (var path in model.Files.Select(Find).OfType<string>())
        {
            var blob = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
            File.Delete(path);
            removed = true;
            if (blob is not null && !LinkedBlobs().Contains(blob))
            {
                File.Delete(blob);
            }
        }

        if (removed && !Directory.EnumerateFiles(Path.Combine(folder, "snapshots"), "*", SearchOption.AllDirectories).Any())
        {
            Directory.Delete(folder, recursive: true);
        }

        return removed;
    }

    internal static void WriteAtomically(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        File.WriteAllText(temporary, content);
        File.Move(temporary, path, overwrite: true);
    }

    private HashSet<string> LinkedBlobs() => Directory
        .EnumerateFiles(Path.Combine(folder, "snapshots"), "*", SearchOption.AllDirectories)
        .Select(p => new FileInfo(p).ResolveLinkTarget(returnFinalTarget: true)?.FullName)
        .OfType<string>()
        .ToHashSet(StringComparer.Ordinal);
}
