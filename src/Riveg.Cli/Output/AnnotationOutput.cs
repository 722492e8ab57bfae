using Riveg.Cli.Usage;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Service.Files;

namespace Riveg.Cli.Output;

/// <summary>Where the annotations of a run go, a line each as soon as it is done.</summary>
internal abstract class AnnotationOutput : IDisposable
{
    /// <summary>The posts of the input that are still to be annotated.</summary>
    /// <exception cref="UsageException">What is there already belongs to another run.</exception>
    public virtual IAsyncEnumerable<Post> Open(IAsyncEnumerable<Post> posts, CancellationToken cancellationToken) => posts;

    /// <summary>Whether a file that was to be replaced is still as it was, since nothing succeeded yet.</summary>
    public virtual bool IsUntouched => false;

    /// <summary>Takes the result of the next of these posts.</summary>
    public abstract ValueTask WriteAsync(AnnotationResult result, CancellationToken cancellationToken);

    /// <summary>Writes what stands behind the last result; called where the run came to its end.</summary>
    public virtual ValueTask FinishAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Brings what was written into its final form; called however the run ended.</summary>
    public virtual void Complete()
    {
    }

    /// <inheritdoc />
    public abstract void Dispose();

    public static AnnotationOutput ToStandardOutput(AnnotationJsonWriter writer) => new StandardOutputAnnotations(writer);

    /// <param name="path">The file.</param>
    /// <param name="existing">What becomes of it where it is there already.</param>
    /// <param name="offsets">What the offsets of its lines count.</param>
    /// <param name="origin">What this run's provenance says, to be compared with that of the lines that are there.</param>
    public static AnnotationOutput ToFile(string path, ExistingOutput existing, OffsetUnit offsets, Provenance origin)
    {
        var file = EarnedFile.Open(path, existing);
        try
        {
            var writer = new AnnotationJsonWriter(offsets, FolderOf(path));
            return existing == ExistingOutput.Resume && !file.IsDevice
                ? new ResumedAnnotations(file, writer, EarlierAnnotations.Read(file, offsets, origin))
                : new FileAnnotations(file, writer);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The folder from which a file of annotations says where pictures are; null for a device, which lies nowhere.</summary>
    public static string? FolderOf(string path) =>
        FileIdentity.Of(path)?.Kind == FileKind.Device ? null : Path.GetDirectoryName(Path.GetFullPath(path));

    private sealed class StandardOutputAnnotations(AnnotationJsonWriter writer) : AnnotationOutput
    {
        public override ValueTask WriteAsync(AnnotationResult result, CancellationToken cancellationToken)
        {
            // A line at once, so that a reader at the other end of a pipe never sees half of one.
            using var line = new MemoryStream();
            writer.WriteLine(line, result);
            StandardStreams.Output.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
            return ValueTask.CompletedTask;
        }

        public override void Dispose()
        {
        }
    }

    private sealed class FileAnnotations(EarnedFile file, AnnotationJsonWriter writer) : AnnotationOutput
    {
        public override bool IsUntouched => file.IsUntouched;

        public override ValueTask WriteAsync(AnnotationResult result, CancellationToken cancellationToken)
        {
            file.Write(stream => writer.WriteLine(stream, result), result.Succeeded);
            return ValueTask.CompletedTask;
        }

        public override void Dispose() => file.Dispose();
    }
}
