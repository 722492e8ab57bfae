using System.IO.Enumeration;

namespace Riveg.Onnx.Store;

/// <summary>The files of a folder and all below it, looked through for those of a model. Linked folders are not entered.</summary>
/// <param name="folder">The folder.</param>
internal sealed class FoundFiles(string folder)
{
    private const int MostFolders = 64;

    private readonly Lazy<List<(string Path, long Size)>> files = new(() => List(folder));

    /// <summary>
    /// Finds a file of a model: under its path or its name in the folder itself; else under its name anywhere below, the one with the
    /// right hash first; else, where size and hash are known, under any name.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Null where there is none. Whether its content is right is still to be checked.</returns>
    public async Task<string?> FindAsync(ModelFile file, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(file.Path);
        var near = new[] { Path.Combine(folder, file.Path), Path.Combine(folder, name) }.FirstOrDefault(File.Exists);
        if (near is not null && (file.Sha256 is null || await HasHashAsync(near, file, cancellationToken).ConfigureAwait(false)))
        {
            return near;
        }

        var named = files.Value.Where(f => string.Equals(Path.GetFileName(f.Path), name, StringComparison.Ordinal))
            .Select(f => f.Path).OrderByDescending(p => SharedEnd(p, file.Path)).ToList();
        if (file.Sha256 is not null)
        {
            var sameSize = files.Value.Where(f => f.Size == file.Size).Select(f => f.Path);
            foreach (var path in named.Concat(sameSize).Distinct())
            {
                if (await HasHashAsync(path, file, cancellationToken).ConfigureAwait(false))
                {
                    return path;
                }
            }
        }

        return near ?? named.FirstOrDefault();
    }

    private static async Task<bool> HasHashAsync(string path, ModelFile file, CancellationToken cancellationToken)
    {
        try
        {
            return (file.Size is not { } size || SizeOf(path) == size)
                && await HashRecords.ComputeAsync(path, cancellationToken).ConfigureAwait(false) == file.Sha256;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is not it; whoever has no other file says so.
            return false;
        }
    }

    // How many of the last parts of two paths are the same.
    private static int SharedEnd(string path, string wanted) =>
        path.Replace('\\', '/').Split('/').Reverse().Zip(wanted.Split('/').Reverse()).TakeWhile(p => p.First == p.Second).Count();

    private static List<(string Path, long Size)> List(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = MostFolders,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.None,
        };
        return
        [
            .. new FileSystemEnumerable<(string Path, long Size)>(
                folder, (ref FileSystemEntry e) => (e.ToFullPath(), SizeOf(e.ToFullPath())), options)
            {
                ShouldIncludePredicate = (ref FileSystemEntry e) => !e.IsDirectory,
                ShouldRecursePredicate = (ref FileSystemEntry e) => !e.Attributes.HasFlag(FileAttributes.ReparsePoint),
            }.OrderBy(f => f.Path, StringComparer.Ordinal),
        ];
    }

    // Of a link the size of what it leads to.
    private static long SizeOf(string path)
    {
        try
        {
            var file = new FileInfo(path);
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return file.Exists ? file.Length : -1;
        }
        catch (IOException)
        {
            return -1;
        }
    }
}
