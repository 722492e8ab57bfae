namespace Riveg.Evaluation.Exports;

/// <summary>
/// Writes annotations one after the other in one form; memory stays flat but for what the form itself keeps for its end. Not thread-safe.
/// What was written is whole after <see cref="CompleteAsync"/> and not before.
/// </summary>
public abstract class AnnotationWriter : IAsyncDisposable
{
    /// <summary>
    /// What of the annotations the form could not hold, one line each with its count; complete after <see cref="CompleteAsync"/>.
    /// </summary>
    public virtual IReadOnlyList<string> Losses => [];

    /// <summary>What belongs into files of its own beside the written one; complete after <see cref="CompleteAsync"/>.</summary>
    public virtual IReadOnlyList<ExportCompanion> Companions => [];

    /// <summary>Writes the next annotation.</summary>
    /// <param name="result">The annotation.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public abstract ValueTask WriteAsync(AnnotationResult result, CancellationToken cancellationToken = default);

    /// <summary>Writes what stands behind the last annotation; called once, also where there was no annotation at all.</summary>
    /// <param name="cancellationToken">Ends the writing.</param>
    public abstract ValueTask CompleteAsync(CancellationToken cancellationToken = default);

    /// <summary>Lets go of what the writing needed; the stream stays open.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A short text that belongs beside an exported file.</summary>
/// <param name="Ending">How its name ends, in place of the exported file's own ending, such as <c>.config.xml</c>.</param>
/// <param name="What">What it is, as in "wrote the labelling config".</param>
/// <param name="Content">The text.</param>
public sealed record ExportCompanion(string Ending, string What, string Content);
