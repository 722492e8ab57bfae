using System.CommandLine;
using System.Text;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Exports;
using Riveg.Evaluation.Formats;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg dataset convert</c>: a split in another form.</summary>
internal sealed class DatasetConvertCommand
{
    private static readonly Dictionary<string, DatasetForm> Forms = new()
    {
        ["riveg"] = DatasetForm.Riveg,
        ["gmner"] = DatasetForm.Gmner,
        ["conll"] = DatasetForm.Conll,
        ["coco"] = DatasetForm.Coco,
        ["label-studio"] = DatasetForm.LabelStudio,
        ["imagefolder"] = DatasetForm.ImageFolder,
        ["parquet"] = DatasetForm.Parquet,
    };

    public Argument<string> Dataset { get; } = DatasetOptions.CreateArgument();

    public DatasetOptions Options { get; } = new();

    public Option<DatasetForm> To { get; } = new("--to")
    {
        Description = "The form: riveg (annotated posts as JSON lines), gmner (a folder with txt and xml), conll (texts and tags), coco "
            + "(boxes and masks), label-studio (tasks with annotations, and the labelling config beside), imagefolder (Hugging Face's "
            + "metadata.jsonl) or parquet (a row a post).",
        HelpName = string.Join('|', Forms.Keys),
        Required = true,
        CustomParser = result => Forms.TryGetValue(result.Tokens[0].Value, out var form) ? form : Refuse(result, result.Tokens[0].Value),
    };

    public Option<string> Output { get; } = new("--output", "-o")
    {
        Description = "The file to write, or for gmner the folder, to which the split is added.",
        HelpName = "PATH",
        Required = true,
    };

    public Option<bool> Force { get; } =
        new("--force") { Description = "Replaces a file, or a split of the folder, that is there already." };

    public static Command Create()
    {
        var options = new DatasetConvertCommand();
        var command = new Command("convert", "Writes a split in another form. What the form cannot hold is told.")
        {
            options.Dataset, options.Options.Split, options.Options.Images, options.Options.Knowledge, options.Options.Captions,
            options.To, options.Output, options.Force,
        };
        command.SetAction((parsed, cancellationToken) =>
            Task.Run(() => RunAsync(DatasetConvertRequest.From(options, parsed), cancellationToken), CancellationToken.None));
        return command;
    }

    private static async Task<int> RunAsync(DatasetConvertRequest request, CancellationToken cancellationToken)
    {
        var dataset = request.Dataset.Read(cancellationToken);
        if (dataset.Posts.Count == 0)
        {
            throw new DatasetException(
                $"The data set {request.Dataset.Reference.Kind}:{request.Dataset.Reference.Path} holds no post that can be read; "
                + "nothing is written.");
        }

        var lost = request.To switch
        {
            DatasetForm.Riveg => WriteRiveg(request, dataset),
            DatasetForm.Gmner => WriteGmner(request, dataset),
            DatasetForm.Conll => WriteConll(request, dataset),
            DatasetForm.LabelStudio => await WriteLabelStudioAsync(request, dataset, cancellationToken),
            DatasetForm.ImageFolder or DatasetForm.Parquet => await WriteTableAsync(request, dataset, cancellationToken),
            _ => WriteCoco(request, dataset),
        };
        return lost || dataset.Faults.Any(f => f.Kind.IsLoss()) ? ExitCode.SomePostsFailed : ExitCode.Done;
    }

    private static bool WriteRiveg(DatasetConvertRequest request, Dataset dataset)
    {
        using var file = DerivedFile.PrepareConverted(request.Output, request.Replaces);
        file.Fill(stream =>
        {
            foreach (var post in dataset.Posts)
            {
                GoldJsonWriter.WriteLine(stream, post, request.PictureOf(post));
            }
        });
        TellFurtherKnowledge(dataset);
        return false;
    }

    private static void TellFurtherKnowledge(Dataset dataset) => Tell(
        dataset.Posts.Count(p => p.FurtherKnowledge.Count > 0),
        "post",
        "with several answers of language models, of which the first is kept.");

    private static async Task<bool> WriteLabelStudioAsync(
        DatasetConvertRequest request, Dataset dataset, CancellationToken cancellationToken)
    {
        LabelStudioGoldExport? writer = null;
        await using var target = ExportTarget.Prepare(
            request.Output,
            ExportFormat.LabelStudio,
            request.Replaces,
            new ExportOptions { Types = [.. dataset.Posts.SelectMany(p => p.Entities).Select(e => e.Type).Distinct()] },
            (stream, options) => writer = new LabelStudioGoldExport(stream, options));
        foreach (var post in dataset.Posts)
        {
            await writer!.WriteAsync(post, request.PictureOf(post), cancellationToken);
        }

        await target.CompleteAsync(cancellationToken);
        TellFurtherKnowledge(dataset);
        Tell(dataset.Posts.Count(p => p.Post.Tokens is not null), "post", "with tokens of its own, which the form does not hold.");
        Tell(
            dataset.Posts.Sum(p => p.Entities.Count(e => e.FineType is not null)),
            "fine type",
            "left out, which the form does not hold.");
        return false;
    }

    private static async Task<bool> WriteTableAsync(DatasetConvertRequest request, Dataset dataset, CancellationToken cancellationToken)
    {
        using var file = DerivedFile.PrepareConverted(request.Output, request.Replaces);
        var rows = dataset.Posts.Select(p => GoldRow.Of(p, request.PictureOf(p)));
        if (request.To == DatasetForm.Parquet)
        {
            await file.FillAsync(stream => GoldRow.WriteParquetAsync(stream, rows, cancellationToken));
        }
        else
        {
            // Hugging Face reads no folder with a row that names no file.
            file.Fill(stream => GoldRow.WriteLines(stream, rows.Where(r => r.Result.Image is not null)));
            Tell(dataset.Posts.Count(p => p.Post.Image is null), "post", "without a picture left out, which the form does not hold.");
            Tell(
                dataset.Posts.Count(p => request.PictureOf(p)?.StartsWith("..", StringComparison.Ordinal) ?? false),
                "picture",
                "outside the folder of the file, where an imagefolder does not look.");
        }

        TellFurtherKnowledge(dataset);
        return false;
    }

    private static bool WriteGmner(DatasetConvertRequest request, Dataset dataset)
    {
        var content = GmnerSplit.Of(dataset);
        using var folder = SplitFolder.Prepare(request.Output, request.SplitName, request.Replaces);
        folder.Fill(content);
        return Tell(content.Faults, content.Notes);
    }

    private static bool WriteConll(DatasetConvertRequest request, Dataset dataset)
    {
        var content = ConllSplit.Of(dataset);
        using var file = DerivedFile.PrepareConverted(request.Output, request.Replaces);
        file.Fill(stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            content.Write(writer);
        });
        Tell(dataset.Posts.Sum(p => p.Entities.Sum(e => e.Boxes.Count)), "box", "left out, which the form does not hold.", "es");
        return Tell(content.Faults, content.Notes);
    }

    private static bool WriteCoco(DatasetConvertRequest request, Dataset dataset)
    {
        using var file = DerivedFile.PrepareConverted(request.Output, request.Replaces);
        file.Fill(stream => CocoWriter.Write(stream, dataset.Posts.Select(p => GoldJsonWriter.ToAnnotation(p, request.PictureOf(p)))));
        Tell(dataset.Posts.Count, "text", "left out, which the form does not hold.");
        Tell(
            dataset.Posts.Sum(p => p.Entities.Count(e => !e.IsGroundable)),
            "name",
            "left out that are not in their picture, which the form does not hold.");
        var lost = dataset.Posts.Where(p => p.ImageSize is null && p.Entities.Any(e => e.IsGroundable)).ToList();
        return Tell(
            [.. lost.Select(
                p => $"the post {p.Post.Id}: the size of its picture is not known, so its boxes are left out; "
                    + "give \"width\" and \"height\", or its folder with --images.")],
            []);
    }

    private static void Tell(int count, string noun, string what, string plural = "s")
    {
        if (count > 0)
        {
            StandardStreams.Say($"{Counted.Of(count, noun, plural)} {what}");
        }
    }

    private static bool Tell(IReadOnlyList<string> faults, IReadOnlyList<string> notes)
    {
        FaultLines.Write(notes);
        FaultLines.Write(faults);
        return faults.Count > 0;
    }

    private static DatasetForm Refuse(System.CommandLine.Parsing.ArgumentResult result, string value)
    {
        result.AddError($"--to is {string.Join(", ", Forms.Keys.SkipLast(1))} or {Forms.Keys.Last()}, not {value}.");
        return DatasetForm.Riveg;
    }
}

/// <summary>The forms that a data set is written in.</summary>
internal enum DatasetForm
{
    /// <summary>Annotated posts as JSON lines.</summary>
    Riveg,

    /// <summary>A folder with <c>txt/</c> and <c>xml/</c>.</summary>
    Gmner,

    /// <summary>Texts and tags.</summary>
    Conll,

    /// <summary>Boxes and masks.</summary>
    Coco,

    /// <summary>Tasks of Label Studio with annotations.</summary>
    LabelStudio,

    /// <summary>Hugging Face's <c>metadata.jsonl</c>.</summary>
    ImageFolder,

    /// <summary>A Parquet file with a row a post.</summary>
    Parquet,
}
