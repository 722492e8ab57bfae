namespace Riveg.Cli.Output;

/// <summary>
/// Says in a PNG that Riveg drew it, as the keyword <c>Software</c> of the format does: no picture of anybody else is taken for one.
/// </summary>
internal static class PngMark
{
    // The format's signature and its first chunk, which has a fixed length.
    private const int HeadLength = 33;

    // Length, name, content, check sum.
    private static readonly byte[] Chunk = [0, 0, 0, 14, .. "tEXtSoftware\0Riveg"u8, 0x37, 0x8F, 0x41, 0x5B];

    /// <summary>Whether a file that begins so has the mark.</summary>
    public static bool IsMarked(ReadOnlySpan<byte> start) => start.Length >= HeadLength && start[HeadLength..].StartsWith(Chunk);

    /// <summary>Writes a PNG with the mark.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="write">Writes the PNG without it.</param>
    public static async Task WriteAsync(Stream stream, Func<Stream, Task> write)
    {
        using var png = new MemoryStream();
        await write(png);
        stream.Write(png.GetBuffer().AsSpan(0, HeadLength));
        stream.Write(Chunk);
        stream.Write(png.GetBuffer().AsSpan(HeadLength, (int)png.Length - HeadLength));
    }
}
