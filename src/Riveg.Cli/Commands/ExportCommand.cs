using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Exports;
using Riveg.Evaluation.Formats;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg export</c>: a run that is there, in the form of another program.</summary>
internal sealed class ExportCommand
{
    public Argument<string> Annotations { get; } = new("annotations")
    {
        Description = "What 'riveg annotate -o' wrote, or the page's download; predictions of another system that have their texts.",
        HelpName = "OUT.jsonl",
    };

    public Option<ExportFormat> Format { get; } = new("--format")
    {
        Description = "label-studio (tasks, each with its prediction; the labelling config is written beside -o), cvat (boxes and masks, "
            + "XML 1.1), web-annotation (W3C, JSON-LD), coco (boxes and masks), parquet (a row a post) or jsonl (what "
            + "riveg:FILE.jsonl reads).",
        HelpName = string.Join('|', ExportFormat.All),
        Required = true,
        CustomParser = result =>
        {
            var name = result.Tokens[0].Value;
            if (ExportFormat.All.FirstOrDefault(f => f.Name == name) is { } format)
            {
                return format;
            }

            result.AddError($"--format is {string.Join(", ", ExportFormat.All.SkipLast(1))} or {ExportFormat.All[^1]}, not {name}.");
            return ExportFormat.JsonLines;
        },
    };

    public Option<string?> Output { get; } = new("--output", "-o")
    {
        Description = "The file to write, whole at the end; standard output otherwise, but for coco and parquet.",
        HelpName = "FILE",
    };

    public Option<string[]> Images { get; } = DatasetOptions.CreateImages();

    public Option<string?> Prefix { get; } = new("--picture-prefix")
    {
        Description = "Stands before each picture's path in the file, so that the other program finds the pictures: an address or a "
            + "folder, such as /data/local-files/?d=posts/ for Label Studio's local storage.",
        HelpName = "TEXT",
    };

    public Option<bool> Force { get; } = new("--force") { Description = "Replaces a file that is there already." };

    public static Command Create()
    {
        var options = new ExportCommand();
        var command = new Command(
            "export",
            "Writes the annotations of a run for another program: Label Studio, CVAT, W3C Web Annotation, COCO, Parquet. "
                + "What its form cannot hold is told.")
        {
            options.Annotations, options.Format, options.Output, options.Images, options.Prefix, options.Force,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(ExportRequest.From(options, parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ExportRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await ExportAsync(request, cancellationToken);
        }
        catch (OperationCanceledException exception) when (request.Output is not null)
        {
            throw new OutputFailedException($"stopped; {request.Output} is as it was, since it is written whole at the end.", exception);
        }
    }

    private static async Task<int> ExportAsync(ExportRequest request, CancellationToken cancellationToken)
    {
        // Only CVAT names its labels before anything else, and only the file knows them.
        var types = request.Format == ExportFormat.Cvat ? TypesOf(request) : EntityType.Coarse;
        var options = new ExportOptions
        {
            PicturePrefix = request.Prefix,
            Types = types,
            Folder = request.Output is { } path ? AnnotationOutput.FolderOf(path) : null,
        };
        var pictures = new AnnotatedPictures([.. request.Images.Select(HomePath.Expand)], request.Annotations);
        var (faults, posts, failed) = (new List<string>(), 0, 0);
        await using (var target = ExportTarget.Prepare(request.Output, request.Format, request.Replaces, options))
        {
            foreach (var line in PredictionReader.Read(request.Annotations))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (line.Result is not { } result)
                {
                    faults.Add(line.Fault!);
                    continue;
                }

                posts++;
                failed += result.Error is null ? 0 : 1;
                await target.WriteAsync(Located(request, Sized(result, pictures), pictures), cancellationToken);
            }

            if (posts == 0 && faults.Count > 0)
            {
                throw new UsageException($"{request.Annotations} holds no annotation that can be read ({faults[0]}); nothing is written.");
            }

            await target.CompleteAsync(cancellationToken);
        }

        FaultLines.Write(faults);
        if (failed > 0)
        {
            StandardStreams.Say(
                $"{Counted.Of(failed, "post")} failed when {(failed == 1 ? "it was" : "they were")} annotated, and "
                    + $"{(failed == 1 ? "has" : "have")} no entity here; 'riveg annotate --resume' asks again.");
        }

        if (posts == 0)
        {
            StandardStreams.Say($"{request.Annotations} holds no annotation; the file is empty.");
        }

        return faults.Count > 0 || failed > 0 || posts == 0 ? ExitCode.SomePostsFailed : ExitCode.Done;
    }

    private static IReadOnlyList<EntityType> TypesOf(ExportRequest request) =>
    [
        .. EntityType.Coarse
            .Concat(PredictionReader.Read(request.Annotations).SelectMany(l => l.Result?.Entities ?? []).Select(e => e.Type))
            .Distinct(),
    ];

    // Boxes of pictures that nobody looked at are in fractions, and other programs count pixels.
    private static AnnotationResult Sized(AnnotationResult result, AnnotatedPictures pictures) =>
        result.Image is { Size: null } image
            && result.Entities.Any(e => e.Regions.Count > 0)
            && PictureSizes.Of(pictures.Of(image)) is { } size
            ? result with { Image = image with { Size = size } }
            : result;

    // JSON lines that lie elsewhere say where the picture is.
    private static AnnotationResult Located(ExportRequest request, AnnotationResult result, AnnotatedPictures pictures) =>
        request.Format == ExportFormat.JsonLines
            && result.Image is { } image
            && pictures.Of(image).FilePath is { } file
            && File.Exists(file)
            ? result with { Image = image with { File = Path.GetFullPath(file) } }
            : result;
}
