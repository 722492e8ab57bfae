using System.CommandLine;
using System.Text;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Formats;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg dataset convert</c>: a split in another form.</summary>
internal sealed class DatasetConvertCommand
{
    public Argument<string> Dataset { get; } = DatasetOptions.CreateArgument();

    public DatasetOptions Options { get; } = new();

    public Option<DatasetForm> To { get; } = new("--to")
    {
        Description = "The form: riveg (annotated posts as JSON lines), gmner (a folder with txt and xml), "
            + "conll (texts and tags) or coco (boxes and masks).",
        HelpName = "riveg|gmner|conll|coco",
        Required = true,
        CustomParser = result => result.Tokens[0].Value switch
        {
            "riveg" => DatasetForm.Riveg,
            "gmner" => DatasetForm.Gmner,
            "conll" => DatasetForm.Conll,
            "coco" => DatasetForm.Coco,
            var other => Refuse(result, other),
        },
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
            Task.Run(() => Run(DatasetConvertRequest.From(options, parsed), cancellationToken), CancellationToken.None));
        return command;
    }

    private static int Run(DatasetConvertRequest request, CancellationToken cancellationToken)
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
        Tell(
            dataset.Posts.Count(p => p.FurtherKnowledge.Count > 0),
            "post",
            "with several answers of language models, of which the first is kept.");
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
        result.AddError($"--to is riveg, gmner, conll or coco, not {value}.");
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
}
