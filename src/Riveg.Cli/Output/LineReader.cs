using System.Text.Json;

namespace Riveg.Cli.Output;

/// <summary>Reads lines of a stream as bytes, with their places.</summary>
internal sealed class LineReader(Stream stream)
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;
    private long position;

    /// <summary>The next line; null behind the last one.</summary>
    public Line? Next()
    {
        using var line = new MemoryStream();
        var offset = position;
        while (start < end || Fill())
        {
            var length = Array.IndexOf(buffer, (byte)'\n', start, end - start) - start;
            var found = length >= 0;
            length = found ? length : end - start;
            line.Write(buffer, start, length);
            start += found ? length + 1 : length;
            if (found)
            {
                position += line.Length + 1;
                return new Line(offset, line.Length + 1, line.ToArray(), HasEnd: true);
            }
        }

        position += line.Length;
        return line.Length == 0 ? null : new Line(offset, line.Length, line.ToArray(), HasEnd: false);
    }

    private bool Fill()
    {
        (start, end) = (0, stream.Read(buffer, 0, buffer.Length));
        return end > 0;
    }

    /// <param name="Offset">Where it begins, in bytes.</param>
    /// <param name="Length">How many bytes it has, with its end.</param>
    /// <param name="Bytes">Its content without its end.</param>
    /// <param name="HasEnd">Whether it ends with a line feed.</param>
    public sealed record Line(long Offset, long Length, byte[] Bytes, bool HasEnd)
    {
        /// <summary>Whether the line was cut off within its JSON: it lacks its end and does not parse.</summary>
        public bool IsCutJson()
        {
            if (HasEnd)
            {
                return false;
            }

            try
            {
                using var whole = JsonDocument.Parse(Bytes);
                return false;
            }
            catch (JsonException)
            {
                return true;
            }
        }

        /// <summary>Whether it begins as a line of some form does, as far as it goes.</summary>
        public bool FitsBeginning(ReadOnlySpan<byte> beginning) => Bytes.AsSpan().StartsWith(beginning) || beginning.StartsWith(Bytes);
    }
}
