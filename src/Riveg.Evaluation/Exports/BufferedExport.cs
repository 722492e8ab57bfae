namespace Riveg.Evaluation.Exports;

/// <summary>
/// A form that is written in memory post by post: what is there of a post reaches the stream at once and in one piece, so that nobody at
/// the other end of a pipe waits for it.
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
        BeginOnce(result);
        Write(result);
        return SendAsync(cancellationToken);
    }

    /// <inheritdoc />
    public sealed override async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        BeginOnce(null);
        End();
        await SendAsync(cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what stands before the first annotation.</summary>
    /// <param name="first">That annotation; null where there is none.</param>
    protected virtual void Begin(AnnotationResult? first)
    {
    }

    /// <summary>Writes an annotation.</summary>
    protected abstract void Write(AnnotationResult result);

    /// <summary>Writes what stands behind the last annotation.</summary>
    protected virtual void End()
    {
    }

    private void BeginOnce(AnnotationResult? first)
    {
        if (!begun)
        {
            begun = true;
            Begin(first);
        }
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Buffer.GetBuffer().AsMemory(0, (int)Buffer.Length), cancellationToken).ConfigureAwait(false);
        Buffer.SetLength(0);
    }
}
