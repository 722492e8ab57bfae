using System.Buffers;

namespace Riveg.Service.Assistants;

/// <summary>Gathers bytes that pass by to whole lines.</summary>
/// <param name="take">Gets each line, without its end.</param>
/// <param name="longest">The longest line in bytes.</param>
internal sealed class LineTap(LineTap.Taker take, long longest)
{
    private readonly ArrayBufferWriter<byte> line = new();

    /// <summary>Gets a line.</summary>
    internal delegate void Taker(ReadOnlySpan<byte> line);

    /// <summary>Takes what passes by.</summary>
    /// <returns>False where a line is longer than the longest.</returns>
    public bool Pass(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            line.Write(bytes[..end]);
            take(line.WrittenSpan);
            line.ResetWrittenCount();
            bytes = bytes[(end + 1)..];
        }

        line.Write(bytes);
        return line.WrittenCount <= longest;
    }
}
