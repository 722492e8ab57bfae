using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Exports;
using Riveg.Service.Files;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg dataset convert</c> was asked to do: checked, with nothing opened yet.</summary>
/// <param name="Dataset">The split.</param>
/// <param name="To">The form.</param>
/// <param name="Output">The file or folder.</param>
/// <param name="Replaces">Whether what is there may be replaced.</param>
internal sealed record DatasetConvertRequest(DatasetRequest Dataset, DatasetForm To, string Output, bool Replaces)
{
    /// <summary>How the split is called in a folder of splits.</summary>
    public string SplitName => Dataset.Split ?? Dataset.Reference.Splits[0];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    /// <exception cref="DatasetException">The data set does not exist.</exception>
    public static DatasetConvertRequest From(DatasetConvertCommand options, ParseResult parsed)
    {
        var to = parsed.GetValue(options.To);
        string[] images = parsed.GetValue(options.Options.Images) ?? [];
        CommandLine.Refuse(
        [
            .. to is DatasetForm.Gmner or DatasetForm.Conll or DatasetForm.Coco
                ? parsed.Unused("--to riveg, label-studio, imagefolder and parquet", options.Options.Knowledge, options.Options.Captions)
                : [],
            .. parsed.MissingFolders(options.Options.Images),
        ]);
        var reference = DatasetReference.Parse(parsed.GetValue(options.Dataset)!);
        var dataset = new DatasetRequest(
            reference,
            DatasetRequest.SplitOf(reference, options.Options.Split, parsed),
            images,
            parsed.GetValue(options.Options.Knowledge) ?? [],
            parsed.GetValue(options.Options.Captions) ?? []);
        var output = parsed.PathOfRequired(options.Output);
        if (to == DatasetForm.ImageFolder)
        {
            output = MetadataOf(output);
        }

        var request = new DatasetConvertRequest(dataset, to, output, parsed.GetValue(options.Force));
        request.RefuseInputs();
        return request;
    }

    /// <summary>Where a post's picture is, seen from the output; null where it is in no file.</summary>
    public string? PictureOf(GoldPost post) =>
        post.Post.Image?.FilePath is { } path && File.Exists(path) ? PicturePaths.From(Output, path) : null;

    // No reader of such a folder looks at a file of another name.
    private static string MetadataOf(string output)
    {
        const string Name = "metadata.jsonl";
        if (Directory.Exists(output))
        {
            return Path.Combine(output, Name);
        }

        return Path.GetFileName(output) == Name
            ? output
            : throw new UsageException($"-o {output} is no folder that is there and no {Name}; give the folder of the pictures.");
    }

    private void RefuseInputs()
    {
        if (To != DatasetForm.Gmner)
        {
            var outputs = To == DatasetForm.LabelStudio
                ? ExportTarget.Outputs(Output, ExportFormat.LabelStudio).ToList()
                : [("-o", Output)];
            OutputFile.RefuseInputs(outputs, Dataset.InputsAmong([.. outputs.Select(o => o.Path)]));
            return;
        }

        if (Dataset.Reference.HasSplits && FileIdentity.FinalPath(Output) == FileIdentity.FinalPath(Dataset.Reference.Path))
        {
            throw new UsageException($"-o {Output} is the data set itself; name another folder.");
        }

        var text = SplitFolder.TextOf(Output, SplitName);
        OutputFile.RefuseInputs([("-o", text)], Dataset.InputsAmong([text]));
    }
}
