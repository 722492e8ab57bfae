using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Formats;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg report</c> was asked to do: checked, with nothing opened yet.</summary>
/// <param name="Annotations">The file of annotations.</param>
/// <param name="Compare">A second run over the same posts; null for none.</param>
/// <param name="Output">The page.</param>
/// <param name="Images">Folders of the pictures, besides that of the annotations.</param>
/// <param name="Dataset">What people marked; null for none.</param>
/// <param name="Replaces">Whether a file that is no page may be replaced.</param>
internal sealed record ReportRequest(
    string Annotations, string? Compare, string Output, IReadOnlyList<string> Images, DatasetRequest? Dataset, bool Replaces)
{
    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    public static ReportRequest From(ReportCommand options, ParseResult parsed)
    {
        var annotations = HomePath.Expand(parsed.GetValue(options.Annotations)!);
        var faults = new List<string>();
        if (!File.Exists(annotations))
        {
            faults.Add($"there is no file {annotations}; 'riveg annotate -o' writes one");
        }

        var compare = parsed.GetValue(options.Compare) is { } other ? HomePath.Expand(other) : null;
        if (compare is not null && !File.Exists(compare))
        {
            faults.Add($"there is no file {compare} to compare with");
        }

        if (!parsed.IsGiven(options.Dataset.Dataset))
        {
            faults.AddRange(parsed.Unused("--dataset", options.Dataset.Split));
        }

        faults.AddRange(parsed.MissingFolders(options.Dataset.Images));
        CommandLine.Refuse(faults);
        var request = new ReportRequest(
            annotations,
            compare,
            parsed.PathOfRequired(options.Output),
            parsed.GetValue(options.Dataset.Images) ?? [],
            DatasetRequest.From(options.Dataset, parsed),
            parsed.GetValue(options.Force));
        string?[] outputs = [request.Output];
        OutputFile.RefuseInputs(
            [("-o", request.Output)],
            [annotations, .. new[] { compare }.OfType<string>(),
                .. request.Dataset?.InputsAmong(outputs) ?? DatasetRequest.PicturesAmong(request.Images, outputs)]);
        return request;
    }
}
