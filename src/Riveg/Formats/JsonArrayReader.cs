using System.Text.Json;

namespace Riveg.Formats;

/// <summary>
/// Reads a JSON array of a stream, one element after the other; memory is that of the longest element. All elements before a fault are
/// given, whatever comes behind them.
/// </summary>
internal sealed class JsonArrayReader(Stream stream)
{
    private const int MostBytes = 256 << 20;

    private readonly Queue<ReadOnlyMemory<byte>> elements = new();
    private JsonReaderState state;
    private byte[] buffer = new byte[1 << 16];

    // What has been read of the buffer; from elementStart on it is still needed.
    private int consumed;
    private int end;
    private int elementStart = -1;
    private bool isAtEnd;
    private JsonException? fault;

    /// <summary>The next element as bytes, which are valid until the next call; null at the end of the array.</summary>
    /// <exception cref="JsonException">From here on the stream is no JSON array; the fault has its line.</exception>
    /// <exception cref="IOException">An element is longer than 256 MiB, or the stream cannot be read.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (elements.TryDequeue(out var element))
            {
                return element;
            }

            if (fault is not null)
            {
                throw fault;
            }

            if (isAtEnd)
            {
                return null;
            }

            MakeRoom();
            var count = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
            end += count;
            isAtEnd = count == 0;
            Scan();
        }
    }

    private void Scan()
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(consumed, end - consumed), isAtEnd, state);
        try
        {
            while (reader.Read())
            {
                var depth = reader.CurrentDepth;
                if (depth != 1)
                {
                    continue;
                }

                if (elementStart < 0)
                {
                    elementStart = consumed + (int)reader.TokenStartIndex;
                }

                if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                {
                    elements.Enqueue(buffer.AsMemory(elementStart, consumed + (int)reader.BytesConsumed - elementStart));
                    elementStart = -1;
                }
            }

            state = reader.CurrentState;
            consumed += (int)reader.BytesConsumed;
        }
        catch (JsonException exception)
        {
            fault = exception;
        }
    }

    // Elements that were given are done with when more is read.
    private void MakeRoom()
    {
        var kept = elementStart >= 0 ? elementStart : consumed;
        if (kept > 0)
        {
            buffer.AsSpan(kept, end - kept).CopyTo(buffer);
            (consumed, end) = (consumed - kept, end - kept);
            elementStart = elementStart < 0 ? -1 : 0;
        }

        if (end == buffer.Length)
        {
            if (buffer.Length >= MostBytes)
            {
                throw new IOException($"an element of the array is longer than {MostBytes >> 20} MiB, which no post is.");
            }

            Array.Resize(ref buffer, 2 * buffer.Length);
        }
    }
}
