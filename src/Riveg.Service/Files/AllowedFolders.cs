using Riveg.Formats;

namespace Riveg.Service.Files;

/// <summary>
/// The folders below which one who asks may name files. A path counts for what it leads to, behind every link; what is no file or folder
/// (a pipe, a device) is never opened. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Whoever can write into an allowed folder while it is read can put something else in the place of what was looked at; on Linux the file
/// that was opened is looked at again. Hard links are files of their own.
/// </remarks>
internal sealed class AllowedFolders
{
    // As many as Linux follows on one way.
    private const int MostLinks = 40;
    private const int LongestPath = 4096;
    private const int MostFiles = 200_000;

    private static readonly StringComparison Comparison =
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private readonly IReadOnlyList<string> roots;

    /// <param name="folders">The folders, which are there; links among them are followed once, now.</param>
    public AllowedFolders(IReadOnlyList<string> folders) =>
        roots = [.. folders.Select(f => Final(Path.GetFullPath(f)) ?? Path.GetFullPath(f)).Distinct()];

    /// <summary>No folder.</summary>
    public static AllowedFolders None { get; } = new([]);

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => roots.Count == 0;

    /// <summary>Whether a path leads to a file below an allowed folder.</summary>
    public bool Holds(string path) =>
        Inside(Path.GetFullPath(path)) is { } final && FileIdentity.Of(final)?.Kind == FileKind.Regular;

    /// <summary>The folders in words.</summary>
    public override string ToString() => string.Join(", ", roots);

    /// <summary>Reads a file.</summary>
    /// <param name="path">As it was given; a relative one is looked for in each folder.</param>
    /// <param name="mostBytes">The largest file.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="FileRefusedException">It is not below an allowed folder, is no file, or is too large.</exception>
    public async Task<byte[]> ReadAsync(string path, long mostBytes, CancellationToken cancellationToken)
    {
        var final = Find(path);
        if (KindOf(path, final) != FileKind.Regular)
        {
            throw new FileRefusedException($"{path} is no file.");
        }

        var stream = Open(path, final);
        await using var end = stream.ConfigureAwait(false);
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            if (content.Length + count > mostBytes)
            {
                throw new FileRefusedException($"{path} has more than {mostBytes} bytes.");
            }

            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }

    /// <summary>A file or a folder that others will read, with all that lies in it.</summary>
    /// <param name="path">As it was given; a relative one is looked for in each folder.</param>
    /// <param name="mostBytes">What all files together may have.</param>
    /// <returns>Where it really is.</returns>
    /// <exception cref="FileRefusedException">
    /// It, or something in it, is not below an allowed folder, is no file, or is too large.
    /// </exception>
    public string FindWhole(string path, long mostBytes)
    {
        var final = Find(path);
        var (files, bytes) = (0, 0L);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var left = new Stack<string>([final]);
        while (left.TryPop(out var next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            if (++files > MostFiles)
            {
                throw new FileRefusedException($"{path} holds more than {MostFiles} files.");
            }

            if (KindOf(path, next) == FileKind.Regular)
            {
                bytes += new FileInfo(next).Length;
                if (bytes > mostBytes)
                {
                    throw new FileRefusedException($"{path} has more than {mostBytes} bytes.");
                }

                continue;
            }

            foreach (var entry in Directory.EnumerateFileSystemEntries(next))
            {
                left.Push(new FileInfo(entry).LinkTarget is null ? entry : Inside(entry) ?? throw Refused(entry));
            }
        }

        return final;
    }

    private static FileStream Open(string path, string final)
    {
        var stream = File.OpenRead(final);
        var opened = OperatingSystem.IsLinux()
            ? new FileInfo($"/proc/self/fd/{stream.SafeFileHandle.DangerousGetHandle()}").LinkTarget
            : final;
        if (opened == final)
        {
            return stream;
        }

        stream.Dispose();
        throw new FileRefusedException($"{path} was put elsewhere while it was opened.");
    }

    private static FileKind KindOf(string path, string final) => FileIdentity.Of(final)?.Kind switch
    {
        FileKind.Device => throw new FileRefusedException($"{path} is, or holds, something that is neither a file nor a folder."),
        null => throw new FileRefusedException($"There is no file {path}."),
        { } kind => kind,
    };

    // The same words whether something is there or not: nobody is told what lies elsewhere.
    private FileRefusedException Refused(string path) => new(
        IsEmpty
            ? "Files are not read here, since no folder was allowed (--allow DIR)."
            : $"{path} is not below a folder that was allowed ({this}).");

    private string Find(string path)
    {
        if (path.Length is 0 or > LongestPath || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new FileRefusedException("The path is empty, too long, or holds a character that no path has.");
        }

        var given = HomePath.Expand(path);
        if (Path.IsPathFullyQualified(given))
        {
            return Inside(Path.GetFullPath(given)) ?? throw Refused(path);
        }

        var candidates = roots.Select(r => Inside(Path.GetFullPath(given, r))).OfType<string>().ToList();
        return candidates.Find(Path.Exists) ?? candidates.FirstOrDefault() ?? throw Refused(path);
    }

    private string? Inside(string full) => Final(full) is { } final && roots.Any(r => IsBelow(final, r)) ? final : null;

    private static bool IsBelow(string path, string root) =>
        path.Equals(root, Comparison)
        || path.StartsWith(Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, Comparison);

    // Where a full path leads, as far as it is there; null behind too many links.
    private static string? Final(string full)
    {
        var current = Path.GetPathRoot(full)!;
        var left = new Stack<string>(Parts(full[current.Length..]));
        var links = 0;
        while (left.TryPop(out var part))
        {
            if (part is ".")
            {
                continue;
            }

            if (part is "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var here = Path.Join(current, part);
            if (new FileInfo(here).LinkTarget is not { } target)
            {
                current = here;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            var root = Path.GetPathRoot(target) ?? string.Empty;
            if (root.Length > 0)
            {
                current = Path.GetFullPath(root, current);
            }

            foreach (var step in Parts(target[root.Length..]))
            {
                left.Push(step);
            }
        }

        return current;
    }

    // Last first, as they are pushed.
    private static IEnumerable<string> Parts(string path) => path
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse();
}
