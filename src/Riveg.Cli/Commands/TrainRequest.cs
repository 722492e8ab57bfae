using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Formats;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg train builtin</c> was asked to do: checked, with nothing opened yet.</summary>
/// <param name="Dataset">The data set with boxes.</param>
/// <param name="Knowledge">Files of answers.</param>
/// <param name="Captions">Files of captions.</param>
/// <param name="Also">Further data sets, for recognition.</param>
/// <param name="LeaveOut">Data sets whose scored posts are not trained on.</param>
/// <param name="HeldBack">A list of ids that are never trained on.</param>
/// <param name="Dev">What the new model is scored on; null for nothing.</param>
/// <param name="Output">The model file.</param>
internal sealed record TrainRequest(
    DatasetReference Dataset,
    IReadOnlyList<string> Knowledge,
    IReadOnlyList<string> Captions,
    IReadOnlyList<DatasetReference> Also,
    IReadOnlyList<DatasetReference> LeaveOut,
    string? HeldBack,
    DatasetReference? Dev,
    string Output)
{
    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    /// <exception cref="DatasetException">A data set does not exist.</exception>
    public static TrainRequest From(TrainCommand options, ParseResult parsed)
    {
        var request = new TrainRequest(
            DatasetReference.Parse(parsed.GetValue(options.Dataset)!),
            [.. parsed.GetValue(options.Knowledge)!.Select(KnowledgeFile)],
            [.. parsed.GetValue(options.Captions)!.Select(HomePath.Expand)],
            [.. parsed.GetValue(options.Also)!.Select(DatasetReference.Parse)],
            [.. parsed.GetValue(options.LeaveOut)!.Select(DatasetReference.Parse)],
            parsed.PathOf(options.HeldBack),
            parsed.GetValue(options.Dev) is { } dev ? DatasetReference.Parse(dev) : null,
            parsed.PathOfRequired(options.Output));
        IEnumerable<string> read = [.. request.Knowledge, .. request.Captions, .. request.HeldBack is null
            ? []
            : new[] { request.HeldBack }];
        CommandLine.Refuse([.. read.Where(f => !File.Exists(f)).Select(f => $"there is no file {f}")]);
        OutputFile.RefuseInputs(
            [("-o", request.Output)],
            [.. read, .. Read(request).SelectMany(d => DatasetRequest.AnnotationsAmong(d, [request.Output]))]);
        return request;
    }

    private static IEnumerable<DatasetReference> Read(TrainRequest request) =>
        new[] { request.Dataset, request.Dev }.OfType<DatasetReference>().Concat(request.Also).Concat(request.LeaveOut);

    private static string KnowledgeFile(string path) =>
        HomePath.Expand(path) is var full && Directory.Exists(full) ? Path.Combine(full, "train.txt") : full;
}
