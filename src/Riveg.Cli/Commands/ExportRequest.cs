using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Exports;
using Riveg.Formats;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg export</c> was asked to do: checked, with nothing opened yet.</summary>
/// <param name="Annotations">The file of annotations.</param>
/// <param name="Format">The form.</param>
/// <param name="Output">The file; null for standard output.</param>
/// <param name="Images">Folders of the pictures, besides that of the annotations.</param>
/// <param name="Prefix">Stands before the pictures' paths.</param>
/// <param name="Replaces">Whether what is there may be replaced.</param>
internal sealed record ExportRequest(
    string Annotations, ExportFormat Format, string? Output, IReadOnlyList<string> Images, string Prefix, bool Replaces)
{
    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    public static ExportRequest From(ExportCommand options, ParseResult parsed)
    {
        var annotations = HomePath.Expand(parsed.GetValue(options.Annotations)!);
        var format = parsed.GetValue(options.Format)!;
        var output = parsed.PathOf(options.Output) is { } path && path != "-" ? path : null;
        CommandLine.Refuse([.. FindFaults(options, parsed, annotations, format, output)]);
        var request = new ExportRequest(
            annotations,
            format,
            output,
            parsed.GetValue(options.Images) ?? [],
            parsed.GetValue(options.Prefix) ?? string.Empty,
            parsed.GetValue(options.Force));
        var outputs = ExportTarget.Outputs(output, format).ToList();
        OutputFile.RefuseInputs(outputs, [annotations, .. DatasetRequest.PicturesAmong(request.Images, outputs.Select(o => o.Path))]);
        return request;
    }

    private static IEnumerable<string> FindFaults(
        ExportCommand options, ParseResult parsed, string annotations, ExportFormat format, string? output)
    {
        if (!File.Exists(annotations))
        {
            yield return Directory.Exists(annotations)
                ? $"{annotations} is a folder; name a file of annotations in it"
                : $"there is no file {annotations}; 'riveg annotate -o' writes one";
        }

        if (format.NeedsFile && output is null)
        {
            yield return $"--format {format} needs a file; give one with -o";
        }

        if (output is null)
        {
            foreach (var fault in parsed.Unused("-o FILE", options.Force))
            {
                yield return fault;
            }
        }

        if (format == ExportFormat.JsonLines)
        {
            foreach (var fault in parsed.Unused("the forms of other programs; JSON lines say where each picture is", options.Prefix))
            {
                yield return fault;
            }
        }

        foreach (var fault in parsed.MissingFolders(options.Images))
        {
            yield return fault;
        }
    }
}
