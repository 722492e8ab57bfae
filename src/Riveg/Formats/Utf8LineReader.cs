using System.Text.Unicode;
using System.Text;

namespace Riveg.Formats;

/// <summary>
/// Splits a stream into lines of bytes; memory is that of the longest line. Bytes rather than a text, because a decoder puts U+FFFD where
/// bytes are not UTF-8 and nobody learns of it.
/// </summary>
internal sealed class Utf8LineReader(Stream stream)
{
    /// <summary>How long a line may be, in bytes: a device that never ends has no lines.</summary>
    public const int MostBytes = 64 << 20;

    // What is longer still is no text file with a long line.
    private const long MostSkipped = 1L << 30;

    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool isAtEnd;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Reads a line without its end; the bytes are valid until the next call. Null at the end.</summary>
    /// <exception cref="LongLineException">The line is longer than 64 MiB; <see cref="SkipAsync"/> goes past it.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public ReadOnlyMemory<byte>? Read()
    {
        for (var scanned = 0; ;)
        {
            if (Take(ref scanned) is { } line)
            {
                return line;
            }

            if (isAtEnd)
            {
                return TakeRest();
            }

            MakeRoom();
            Accept(stream.Read(buffer, end, buffer.Length - end));
        }
    }

    /// <inheritdoc cref="Read"/>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        for (var scanned = 0; ;)
        {
            if (Take(ref scanned) is { } line)
            {
                return line;
            }

            if (isAtEnd)
            {
                return TakeRest();
            }

            MakeRoom();
            Accept(await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Goes past a line that was too long.</summary>
    /// <exception cref="LongLineException">It does not end.</exception>
    public async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        for (long skipped = 0; ; skipped += end)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0 || isAtEnd)
            {
                start = length >= 0 ? start + length + 1 : end;
                Number++;
                return;
            }

            if (skipped > MostSkipped)
            {
                throw new LongLineException(Number + 1, MostBytes);
            }

            (start, end) = (0, 0);
            Accept(await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>The line as text; bytes that are not UTF-8 become U+FFFD and are told.</summary>
    /// <param name="line">The bytes.</param>
    /// <param name="fault">What is wrong with the bytes; null where nothing is.</param>
    public static string Decode(ReadOnlySpan<byte> line, out string? fault)
    {
        fault = FindFault(line);
        return Encoding.UTF8.GetString(line);
    }

    /// <summary>Says which byte of a line is not UTF-8; null where all are.</summary>
    public static string? FindFault(ReadOnlySpan<byte> line)
    {
        if (Utf8.IsValid(line))
        {
            return null;
        }

        Utf8.ToUtf16(line, new char[line.Length], out var index, out _, replaceInvalidSequences: false);
        return $"byte {index + 1} of the line (0x{line[index]:X2}) is not UTF-8";
    }

    private ReadOnlyMemory<byte>? Take(ref int scanned)
    {
        var length = buffer.AsSpan(start + scanned, end - start - scanned).IndexOf((byte)'\n');
        if (length < 0)
        {
            scanned = end - start;
            return null;
        }

        var line = Trim(start, scanned + length);
        start += scanned + length + 1;
        return line;
    }

    private ReadOnlyMemory<byte>? TakeRest()
    {
        if (start == end)
        {
            return null;
        }

        var line = Trim(start, end - start);
        start = end;
        return line;
    }

    private ReadOnlyMemory<byte> Trim(int from, int length)
    {
        Number++;
        return buffer.AsMemory(from, length > 0 && buffer[from + length - 1] == '\r' ? length - 1 : length);
    }

    private void MakeRoom()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            if (buffer.Length >= MostBytes)
            {
                throw new LongLineException(Number + 1, MostBytes);
            }

            Array.Resize(ref buffer, 2 * buffer.Length);
        }
    }

    private void Accept(int count)
    {
        end += count;
        isAtEnd = count == 0;
    }
}
