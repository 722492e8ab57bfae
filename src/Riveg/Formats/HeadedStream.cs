namespace Riveg.Formats;

/// <summary>A stream that gives back what was read ahead, then the rest.</summary>
internal sealed class HeadedStream(byte[] head, Stream rest, bool leaveOpen) : ReadOnlyStream
{
    private int position;

    public override int Read(Span<byte> buffer) => position < head.Length ? Give(buffer) : rest.Read(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        position < head.Length ? ValueTask.FromResult(Give(buffer.Span)) : rest.ReadAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Give(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, head.Length - position);
        head.AsSpan(position, count).CopyTo(buffer);
        position += count;
        return count;
    }
}
