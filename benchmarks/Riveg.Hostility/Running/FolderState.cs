using System.Security.Cryptography;

namespace Riveg.Hostility.Running;

/// <summary>What lies in a case's folder: each entry by its relative path, with the hash of its content.</summary>
internal sealed class FolderState
{
    private readonly Dictionary<string, string> entries = [];

    public FolderState(string folder, string? pipe)
    {
        Add(folder, folder, pipe);
    }

    public IEnumerable<string> Paths => entries.Keys;

    /// <summary>The hash of an entry; null where there is none.</summary>
    public string? this[string path] => entries.GetValueOrDefault(path);

    private void Add(string root, string folder, string? pipe)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            var name = Path.GetRelativePath(root, entry.FullName);
            if (entry.LinkTarget is { } target)
            {
                entries[name] = $"link to {target}";
            }
            else if (entry is DirectoryInfo)
            {
                entries[name] = "folder";
                Add(root, entry.FullName, pipe);
            }
            else if (name != pipe)
            {
                using var stream = new FileStream(entry.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                entries[name] = Convert.ToHexStringLower(SHA256.HashData(stream));
            }
        }
    }
}
