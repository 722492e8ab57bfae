using System.CommandLine;
using System.Text;
using Riveg.Annotations;
using Riveg.Cli.Output;
using Riveg.Datasets;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Rendering;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg report</c>: an HTML page of a whole run.</summary>
internal sealed class ReportCommand
{
    private readonly Argument<string> annotations = new("annotations") { Description = "What 'riveg annotate -o' wrote.", HelpName = "OUT.jsonl" };
    private readonly Option<string> output = new("--output", "-o") { Description = "The page to write.", HelpName = "report.html", Required = true };
    private readonly DatasetOptions dataset = new();

    public static Command Create()
    {
        var options = new ReportCommand();
        var command = new Command("report", "Writes a page that shows each post's entities in its text and in its picture; with --dataset beside what people marked.")
        {
            options.annotations, options.output, options.dataset.Dataset, options.dataset.Split, options.dataset.Images,
        };
        command.SetAction(options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetValue(annotations)!;
        if (!File.Exists(path))
        {
            throw new UsageException($"There is no file {path}; 'riveg annotate -o' writes one.");
        }

        var gold = dataset.IsGiven(parsed) ? dataset.Read(parsed, cancellationToken).Posts : [];
        var byId = gold.ToLookup(p => p.Post.Id);

        // Paths of pictures are relative to where the posts lay, which mostly is where their annotations lie.
        var images = parsed.GetValue(dataset.Images)!.Select(HomePath.Expand);
        var pictures = new PictureFolders([.. images, Path.GetDirectoryName(Path.GetFullPath(path))!, string.Empty]);
        var faults = new List<string>();
        var page = new HtmlReport(new HtmlReportOptions
        {
            Title = Path.GetFileName(path),
            Picture = result => result.Image is { } image ? new ImageDecoder().Decode(pictures.OfPath(image.Path)) : null,
            Gold = result => (byId[result.PostId].FirstOrDefault(p => p.Post.Text == result.Text) ?? byId[result.PostId].FirstOrDefault()) is { } post ? View(post) : null,
        });
        await using (var writer = new StreamWriter(parsed.GetValue(output)!, append: false, new UTF8Encoding(false)))
        {
            await page.WriteAsync(Read(path, faults).ToAsyncEnumerable(), writer, cancellationToken);
        }

        FaultLines.Write(faults);
        return faults.Count == 0 ? ExitCode.Done : ExitCode.SomePostsFailed;
    }

    private static IEnumerable<AnnotationResult> Read(string path, List<string> faults)
    {
        foreach (var line in AnnotationJsonReader.ReadFile(path))
        {
            if (line.Result is { } result)
            {
                yield return result;
            }
            else
            {
                faults.Add(line.Fault!);
            }
        }
    }

    private static GoldView View(GoldPost post) => new([.. post.Entities.Select(e => new GoldViewEntity(e.Span, e.Type, e.Boxes))]) { Picture = post.ImageSize };
}
