namespace Riveg.Networks.Checkpoints;

/// <summary>
/// Files that are read whole and have to be short. What is too long is refused once more was read than is allowed: the length that the
/// system names is none for a device or a pipe. Thread-safe.
/// </summary>
public static class SmallFile
{
    /// <summary>The most that a file of a tokenizer takes, in bytes.</summary>
    public const int LongestTokenizer = 64 << 20;

    private const int LongestSettings = 16 << 20;

    /// <summary>
    /// Reads a file that is kept. One without a length is not even opened: it is empty, or a device or a pipe (a link to one, too), which
    /// may never end or never begin.
    /// </summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="longest">The most that is read, in bytes.</param>
    /// <returns>All of it; at least one byte.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It cannot be read, is too long, is empty or is no file; the message says which.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadKept(string path, int longest)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(longest);
        return HasLength(path)
            ? Read(path, longest) ?? throw new IOException($"It is longer than {longest >> 20} MB.")
            : throw new IOException("It is empty, or a device or a pipe.");
    }

    /// <summary>
    /// Whether a file, or what a link leads to, has a length: an empty one has none, and no device or pipe has. What is not there counts as
    /// having one, since whoever opens it says why it cannot.
    /// </summary>
    public static bool HasLength(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length > 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Reads a file of settings, which may be a pipe that the shell made.</summary>
    /// <exception cref="IOException">It cannot be read, or is too long.</exception>
    internal static byte[] ReadAllBytes(string path) =>
        Read(path, LongestSettings)
            ?? throw new IOException($"It is longer than {LongestSettings >> 20} MB, which no file of settings is.");

    /// <summary>All of a file; null where it is longer.</summary>
    private static byte[]? Read(string path, int longest)
    {
        using var stream = File.OpenRead(path);
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (var count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            content.Write(buffer, 0, count);
            if (content.Length > longest)
            {
                return null;
            }
        }

        return content.ToArray();
    }
}
