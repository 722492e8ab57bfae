namespace Riveg.Evaluation.Exports;

/// <summary>
/// A form that is written in memory post by post: what is there of a post reaches the stream at once and in one piece, so that nobody at the
/// other end of a pipe waits for it.
/// </summary>
internal abstract class BufferedExport(Stream stream) : AnnotationWriter
{
    private bool begun;

    /// <summary>What is written next.</summary>
    protected MemoryStream Buffer { get; } = new();

    /// <inheritdoc />
    public sealed override ValueTask WriteAsync(AnnotationResult result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        BeginOnce();
        Write(result);
        return SendAsync(cancellationToken);
    }

    /// <inheritdoc />
    public sealed override async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        BeginOnce();
        End();
        await SendAsync(cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what stands before the first annotation.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Writes an annotation.</summary>
    protected abstract void Write(AnnotationResult result);

    /// <summary>Writes what stands behind the last annotation.</summary>
    protected virtual void End()
    {
    }

    private void BeginOnce()
    {
        if (!begun)
        {
            begun = true;
            Begin();
        }
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Buffer.GetBuffer().AsMemory(0, (int)Buffer.Length), cancellationToken).ConfigureAwait(false);
        Buffer.SetLength(0);
    }
}
