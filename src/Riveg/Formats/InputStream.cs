using System.Text;

namespace Riveg.Formats;

/// <summary>
/// Makes UTF-8 without a byte order mark of what a stream begins like: gzip is unpacked, UTF-16 with its mark is converted.
/// </summary>
internal static class InputStream
{
    /// <summary>Opens a file; the caller disposes the stream.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Stream OpenFile(string path)
    {
        var file = File.OpenRead(path);
        try
        {
            return Open(file, leaveOpen: false, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads what is left of a stream, up to a limit: a device may never end.</summary>
    /// <exception cref="IOException">There is more, or it cannot be read.</exception>
    public static byte[] ReadWhole(Stream stream, int mostBytes)
    {
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (var count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            content.Write(buffer, 0, count);
            if (content.Length > mostBytes)
            {
                throw new IOException($"It has more than {mostBytes} bytes.");
            }
        }

        return content.ToArray();
    }

    /// <summary>Opens a stream that may not be able to go back; nothing but its first bytes is read here.</summary>
    /// <param name="stream">Any of the forms.</param>
    /// <param name="leaveOpen">Whether the stream outlives what is returned.</param>
    /// <param name="path">Names the file in messages; null where it has no name.</param>
    public static Stream Open(Stream stream, bool leaveOpen, string? path = null)
    {
        var head = new byte[3];
        var count = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return Open(stream, head[..count], leaveOpen, path);
    }

    /// <inheritdoc cref="Open(Stream, bool, string?)"/>
    public static async ValueTask<Stream> OpenAsync(Stream stream, bool leaveOpen, CancellationToken cancellationToken)
    {
        var head = new byte[3];
        var count = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return Open(stream, head[..count], leaveOpen, null);
    }

    private static Stream Open(Stream stream, byte[] head, bool leaveOpen, string? path) => head switch
    {
        [0x1F, 0x8B, ..] => Open(
            new SoundGzip(new PackedInput(new HeadedStream(head, stream, leaveOpen)), path), leaveOpen: false, path),
        [0xEF, 0xBB, 0xBF] => new HeadedStream([], stream, leaveOpen),
        [0xFF, 0xFE, ..] => Transcode(Encoding.Unicode, head, stream, leaveOpen),
        [0xFE, 0xFF, ..] => Transcode(Encoding.BigEndianUnicode, head, stream, leaveOpen),
        _ => new HeadedStream(head, stream, leaveOpen),
    };

    private static Stream Transcode(Encoding encoding, byte[] head, Stream stream, bool leaveOpen) =>
        Encoding.CreateTranscodingStream(new HeadedStream(head[2..], stream, leaveOpen), encoding, Encoding.UTF8);
}
