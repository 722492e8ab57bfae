using System.CommandLine;
using System.Text;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Formats;
using Riveg.Evaluation.Reports;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg report</c>: an HTML page of a whole run.</summary>
internal sealed class ReportCommand
{
    public Argument<string> Annotations { get; } = new("annotations")
    {
        Description = "What 'riveg annotate -o' wrote; or predictions of another system, whose texts --dataset has.",
        HelpName = "OUT.jsonl"
    };

    public Option<string> Output { get; } = new(
        "--output", "-o") { Description = "The page to write.", HelpName = "report.html", Required = true };

    public Option<string?> Compare { get; } = new("--compare")
    {
        Description = "A second run over the same posts, in any of these forms; the two stand side by side.",
        HelpName = "OTHER.jsonl",
    };

    public DatasetOptions Dataset { get; } = new();

    public Option<bool> Force { get; } = new("--force") { Description = "Replaces a file that is there already and is no such page." };

    public static Command Create()
    {
        var options = new ReportCommand();
        var command = new Command(
            "report",
            "Writes a page that shows each post's entities in its text and in its picture; with --dataset beside what people marked.")
        {
            options.Annotations, options.Compare, options.Output, options.Dataset.Dataset, options.Dataset.Split, options.Dataset.Images,
            options.Force,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(ReportRequest.From(options, parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ReportRequest request, CancellationToken cancellationToken)
    {
        var dataset = request.Dataset?.Read(cancellationToken);
        var gold = new ReportGold(dataset?.Posts ?? []);
        var pictures = new AnnotatedPictures([.. request.Images.Select(HomePath.Expand)], request.Annotations);
        var missing = 0;
        var faults = new List<string>();
        var posts = 0;
        var unscored = new HashSet<AnnotatedEntity>(ReferenceEqualityComparer.Instance);
        var other = request.Compare is null ? null : new OtherRun(request.Compare, dataset?.Posts, faults);
        var (title, otherTitle) = (Path.GetFileName(request.Annotations), Path.GetFileName(request.Compare) ?? string.Empty);
        (title, otherTitle) = title == otherTitle ? (request.Annotations, request.Compare!) : (title, otherTitle);
        var page = new HtmlReport(new HtmlReportOptions
        {
            Title = title,
            Picture = result => result.Image is { Unseen: false, Fault: null } image ? Decode(pictures.Of(image), ref missing) : null,
            Gold = gold.Of,
            IsScored = entity => !unscored.Contains(entity) && other?.IsScored(entity) is not false,
            Other = other is null ? null : result => other.Of(result) is { } second ? gold.WithPicture(second) : null,
            OtherTitle = otherTitle,

            // The file is read twice, so that the pictures of many posts are small enough for a browser.
            Posts = PredictionReader.Read(request.Annotations, dataset?.Posts).Count(),
        });
        using var output = DerivedFile.Prepare(request.Output, OwnOutput.Report, request.Replaces);
        await output.FillAsync(async stream =>
        {
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            var results = Read(PredictionReader.Read(request.Annotations, dataset?.Posts), faults, line =>
            {
                // Posts are shown as they come, one after the other.
                posts++;
                unscored.Clear();
                unscored.UnionWith(line.Unscored);
            }).Select(gold.WithPicture);
            await page.WriteAsync(results.ToAsyncEnumerable(), writer, cancellationToken);
        });
        FaultLines.Write(faults);
        var isWhole = faults.Count == 0 && !(dataset?.Faults.Any(f => f.Kind.IsLoss()) ?? false);
        string[] misfits = [.. dataset is null ? [] : gold.Faults(posts), .. other?.Faults(request.Annotations) ?? []];
        foreach (var fault in misfits)
        {
            StandardStreams.Say(fault);
            isWhole = false;
        }

        if (missing > 0)
        {
            StandardStreams.Say(
                $"{Counted.Of(missing, "picture")} {(missing == 1 ? "is" : "are")} not where the annotations say; "
                + "name their folders with --images.");
        }

        if (posts == 0)
        {
            StandardStreams.Say($"{request.Annotations} holds no annotation; the page is empty.");
            return ExitCode.SomePostsFailed;
        }

        return isWhole ? ExitCode.Done : ExitCode.SomePostsFailed;
    }

    private static RgbImage Decode(ImageSource picture, ref int missing)
    {
        missing += File.Exists(picture.FilePath) ? 0 : 1;
        return new ImageDecoder().Decode(picture);
    }

    private static IEnumerable<AnnotationResult> Read(IEnumerable<AnnotationLine> lines, List<string> faults, Action<AnnotationLine> next)
    {
        foreach (var line in lines)
        {
            if (line.Result is { } result)
            {
                next(line);
                yield return result;
            }
            else
            {
                faults.Add(line.Fault!);
            }
        }
    }
}
