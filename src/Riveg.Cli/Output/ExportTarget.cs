using System.Text;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Exports;
using Riveg.Service.Files;

namespace Riveg.Cli.Output;

/// <summary>
/// Where a file in the form of another program goes, with what belongs beside it: written beside its place and moved there whole, or
/// straight to standard output.
/// </summary>
internal sealed class ExportTarget : IAsyncDisposable
{
    private readonly DerivedFile? file;
    private readonly List<(string Ending, DerivedFile File)> companions;
    private readonly AnnotationWriter writer;

    private ExportTarget(DerivedFile? file, List<(string Ending, DerivedFile File)> companions, AnnotationWriter writer)
    {
        this.file = file;
        this.companions = companions;
        this.writer = writer;
    }

    /// <summary>The files that are written: option and path of each.</summary>
    /// <param name="path">The file; null for standard output.</param>
    /// <param name="format">Its form.</param>
    public static IEnumerable<(string Option, string? Path)> Outputs(string? path, ExportFormat format) =>
    [
        ("-o", path),
        .. CompanionsOf(path, format).Select(c => ($"{c.What} beside -o,", (string?)c.Path)),
    ];

    /// <summary>Gets ready to write; what is there is replaced only when that is asked for.</summary>
    /// <param name="path">The file; null for standard output.</param>
    /// <param name="format">Its form.</param>
    /// <param name="replaces">Whether what is there may be replaced.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="open">Makes the writer; that of the form if null.</param>
    /// <exception cref="UsageException">It cannot be written, or something is there.</exception>
    public static ExportTarget Prepare(
        string? path, ExportFormat format, bool replaces, ExportOptions options, Func<Stream, ExportOptions, AnnotationWriter>? open = null)
    {
        open ??= format.Open;
        if (path is null)
        {
            return new ExportTarget(null, [], open(StandardStreams.Output, options));
        }

        var files = new List<(string Ending, DerivedFile File)>();
        try
        {
            var file = DerivedFile.PrepareConverted(path, replaces);
            files.Add((string.Empty, file));
            files.AddRange(CompanionsOf(path, format).Select(c => (c.Ending, DerivedFile.PrepareConverted(c.Path, replaces))));
            return new ExportTarget(file, files[1..], open(file.Content, options));
        }
        catch
        {
            files.ForEach(f => f.File.Dispose());
            throw;
        }
    }

    /// <summary>Writes the next annotation.</summary>
    /// <exception cref="OutputFailedException">It cannot be written.</exception>
    public ValueTask WriteAsync(AnnotationResult result, CancellationToken cancellationToken) =>
        GuardAsync(() => writer.WriteAsync(result, cancellationToken));

    /// <summary>Ends the file, puts it and what belongs to it in their places, and says what the form could not hold.</summary>
    /// <exception cref="OutputFailedException">It cannot be written.</exception>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await GuardAsync(() => writer.CompleteAsync(cancellationToken));
        foreach (var (ending, companion) in companions)
        {
            var content = Encoding.UTF8.GetBytes(writer.Companions.First(c => c.Ending == ending).Content);
            companion.Fill(stream => stream.Write(content));
        }

        file?.Commit();
        FaultLines.Write(writer.Losses);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        companions.ForEach(c => c.File.Dispose());
        file?.Dispose();
    }

    private async ValueTask GuardAsync(Func<ValueTask> write)
    {
        try
        {
            await write();
        }
        catch (IOException exception) when (exception is not OutputFailedException && file is not null)
        {
            throw new OutputFailedException($"{file.Path} cannot be written: {exception.Message}", exception);
        }
    }

    // A device lies nowhere, and nothing beside it.
    private static IEnumerable<(string Ending, string What, string Path)> CompanionsOf(string? path, ExportFormat format) =>
        path is null || format != ExportFormat.LabelStudio || FileIdentity.Of(path)?.Kind == FileKind.Device
            ? []
            : [(LabelStudioConfigEnding, "the labelling config", Path.ChangeExtension(path, null) + LabelStudioConfigEnding)];

    private const string LabelStudioConfigEnding = ".config.xml";
}
