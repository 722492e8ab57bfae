namespace Riveg.Networks.Checkpoints;

/// <summary>Files of settings, which are read whole.</summary>
internal static class SmallFile
{
    private const int MaximumLength = 16 << 20;

    /// <summary>Reads a file that must be small. Its length is not asked beforehand: a device or a pipe has none.</summary>
    /// <exception cref="IOException">It cannot be read, or is too long.</exception>
    public static byte[] ReadAllBytes(string path)
    {
        using var stream = File.OpenRead(path);
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (var count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            content.Write(buffer, 0, count);
            if (content.Length > MaximumLength)
            {
                throw new IOException($"It is longer than {MaximumLength >> 20} MB, which no file of settings is.");
            }
        }

        return content.ToArray();
    }
}
