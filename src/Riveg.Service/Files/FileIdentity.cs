using System.Runtime.InteropServices;

namespace Riveg.Service.Files;

/// <summary>
/// Which file a path leads to, through links of both kinds. On Linux by device and inode (statx(2)); elsewhere by the path behind symbolic
/// links.
/// </summary>
internal readonly partial record struct FileIdentity
{
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int FolderType = 0x4000;

    private FileIdentity(string key, FileKind kind)
    {
        Key = key;
        Kind = kind;
    }

    public FileKind Kind { get; }

    private string Key { get; }

    /// <summary>Looks a path up; null where nothing is there.</summary>
    public static FileIdentity? Of(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        if (OperatingSystem.IsLinux())
        {
            // As .NET opens it: a/../b is b, also where there is no a.
            return StatusOf(Path.GetFullPath(path));
        }

        var final = FinalPath(path);
        return Directory.Exists(final)
            ? new FileIdentity(Comparable(final), FileKind.Folder)
            : File.Exists(final) ? new FileIdentity(
                Comparable(final), final.StartsWith("/dev/", StringComparison.Ordinal) ? FileKind.Device : FileKind.Regular) : null;
    }

    /// <summary>The file that a stream is of, whatever its path leads to by now; null where the system does not tell.</summary>
    public static FileIdentity? OfOpen(FileStream stream) =>
        OperatingSystem.IsLinux() ? StatusOf($"/proc/self/fd/{stream.SafeFileHandle.DangerousGetHandle()}") : null;

    /// <summary>The full path behind symbolic links of every folder and of the file, as far as they are there.</summary>
    public static string FinalPath(string path) => FinalPath(Path.GetFullPath(path), hops: 0);

    /// <summary>Whether two paths of <see cref="FinalPath(string)"/> are the same on this file system.</summary>
    public static StringComparison PathComparison =>
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private static string FinalPath(string full, int hops)
    {
        const int MostHops = 40;
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var folder = FinalPath(parent, hops);
        var here = Path.Combine(folder, Path.GetFileName(full));
        return hops < MostHops && new FileInfo(here).LinkTarget is { } target
            ? FinalPath(Path.GetFullPath(target, folder), hops + 1)
            : here;
    }

    private static string Comparable(string path) => OperatingSystem.IsLinux() ? path : path.ToUpperInvariant();

    // The layout of struct statx is the same on every architecture.
    private static FileIdentity? StatusOf(string path)
    {
        const int CurrentFolder = -100;
        const uint TypeAndInode = 0x1 | 0x100;
        Span<byte> status = stackalloc byte[256];
        if (Statx(CurrentFolder, path, 0, TypeAndInode, ref MemoryMarshal.GetReference(status)) != 0)
        {
            return null;
        }

        var mode = BitConverter.ToUInt16(status[28..]) & TypeMask;
        var key = $"{BitConverter.ToUInt32(status[136..])}:{BitConverter.ToUInt32(status[140..])}:{BitConverter.ToUInt64(status[32..])}";
        return new FileIdentity(key, mode switch
        {
            RegularType => FileKind.Regular,
            FolderType => FileKind.Folder,
            _ => FileKind.Device,
        });
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte status);
}

/// <summary>What a path leads to.</summary>
internal enum FileKind
{
    /// <summary>A file with content.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A device, a pipe or a socket: written to, never replaced.</summary>
    Device,
}
