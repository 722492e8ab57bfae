using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Formats;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg train builtin</c> was asked to do: checked, with nothing opened yet.</summary>
/// <param name="Dataset">The split with boxes, its files of answers and captions, and the folders of pictures, for all of them.</param>
/// <param name="Also">Further data sets, for recognition.</param>
/// <param name="Related">Data sets of other rules, for recognition of text alone.</param>
/// <param name="Clusters">A file of clusters of words; null for none.</param>
/// <param name="LeaveOut">Data sets whose scored posts are not trained on.</param>
/// <param name="HeldBack">A list of ids that are never trained on.</param>
/// <param name="Dev">What the new model is scored on; null for nothing.</param>
/// <param name="Output">The model file.</param>
/// <param name="Replaces">Whether a file that is no model may be replaced.</param>
internal sealed record TrainRequest(
    DatasetRequest Dataset,
    IReadOnlyList<DatasetReference> Also,
    IReadOnlyList<DatasetReference> Related,
    string? Clusters,
    IReadOnlyList<DatasetReference> LeaveOut,
    string? HeldBack,
    DatasetRequest? Dev,
    string Output,
    bool Replaces)
{
    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    /// <exception cref="DatasetException">A data set does not exist.</exception>
    public static TrainRequest From(TrainCommand options, ParseResult parsed)
    {
        var reference = DatasetReference.Parse(parsed.GetValue(options.Dataset)!);
        var split = DatasetRequest.SplitOf(reference, options.Split, parsed);
        var images = parsed.GetValue(options.Images)!;
        CommandLine.Refuse(
        [
            .. parsed.IsGiven(options.Dev) ? [] : parsed.Unused("--dev", options.DevSplit),
            .. parsed.MissingFolders(options.Images),
        ]);
        var request = new TrainRequest(
            new DatasetRequest(
                reference,
                split,
                images,
                [.. parsed.GetValue(options.Knowledge)!.Select(path => KnowledgeFile(path, split))],
                [.. parsed.GetValue(options.Captions)!.Select(HomePath.Expand)]),
            [.. parsed.GetValue(options.Also)!.Select(DatasetReference.Parse)],
            [.. parsed.GetValue(options.Related)!.Select(DatasetReference.Parse)],
            parsed.PathOf(options.Clusters),
            [.. parsed.GetValue(options.LeaveOut)!.Select(DatasetReference.Parse)],
            parsed.PathOf(options.HeldBack),
            parsed.GetValue(options.Dev) is { } dev ? DatasetRequest.SplitsOf([dev], options.DevSplit, images, parsed)[0] : null,
            parsed.PathOfRequired(options.Output),
            parsed.GetValue(options.Force));
        IEnumerable<string> read =
            [.. request.Dataset.Knowledge, .. request.Dataset.Captions, .. new[] { request.HeldBack, request.Clusters }.OfType<string>()];
        CommandLine.Refuse([.. read.Where(f => !File.Exists(f)).Select(f => $"there is no file {f}")]);
        OutputFile.RefuseInputs(
            [("-o", request.Output)],
            [
                .. read,
                .. Read(request).SelectMany(d => DatasetRequest.AnnotationsAmong(d, [request.Output])),
                .. DatasetRequest.PicturesAmong(images, [request.Output]),
            ]);
        return request;
    }

    private static IEnumerable<DatasetReference> Read(TrainRequest request) =>
        new[] { request.Dataset.Reference, request.Dev?.Reference }.OfType<DatasetReference>()
            .Concat(request.Also).Concat(request.Related).Concat(request.LeaveOut);

    private static string KnowledgeFile(string path, string? split) =>
        HomePath.Expand(path) is var full && Directory.Exists(full) ? Path.Combine(full, $"{split ?? "train"}.txt") : full;
}
