namespace Riveg.Cli.Output;

/// <summary>The annotations of a run as one file in the form of another program: whole at the run's end, or not at all.</summary>
internal sealed class ExportedAnnotations(ExportTarget target) : AnnotationOutput
{
    private bool finished;

    public override bool IsUntouched => !finished;

    public override ValueTask WriteAsync(AnnotationResult result, CancellationToken cancellationToken) =>
        target.WriteAsync(result, cancellationToken);

    public override async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        await target.CompleteAsync(cancellationToken);
        finished = true;
    }

    public override void Dispose() => target.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
