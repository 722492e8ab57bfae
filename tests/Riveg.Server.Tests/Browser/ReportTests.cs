using System.Text;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Reports;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Server.Tests.Browser;

/// <summary>The report of a run in Chromium, as a file without any server.</summary>
public sealed class ReportTests : IDisposable
{
    private const string Text = "Ada met Zoë in Rome";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [BrowserTheory]
    [InlineData(10_000)]
    public async Task Report_ManyPosts_IsPagedAndFilteredAtOnce(int posts)
    {
        // Noise hardly packs, so that the page is as heavy as one of photographs.
        var picture = Noise(96, 72);
        var file = await WriteAsync(posts, new HtmlReportOptions { Picture = _ => picture, Gold = Gold, Posts = posts });

        Assert.InRange(new FileInfo(file).Length, 50_000_000, 160_000_000);
        await NodeScript.RunAsync("run.mjs", "report/pages", new Uri(file).AbsoluteUri, $"POSTS={posts}");
    }

    [BrowserTheory]
    [InlineData(30)]
    public async Task Report_TwoRuns_StandSideBySide(int posts)
    {
        var picture = Noise(320, 240);
        var file = await WriteAsync(posts, new HtmlReportOptions
        {
            Picture = _ => picture, Gold = Gold, OtherTitle = "other.jsonl", Other = r => Result(int.Parse(r.PostId[5..]) % 3),
        });

        await NodeScript.RunAsync("run.mjs", "report/pair", new Uri(file).AbsoluteUri);
    }

    private async Task<string> WriteAsync(int posts, HtmlReportOptions options)
    {
        var file = folder["report.html"];
        await using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false));
        var results = Enumerable.Range(0, posts).Select(Result).ToAsyncEnumerable();
        await new HtmlReport(options).WriteAsync(results, writer, TestContext.Current.CancellationToken);
        return file;
    }

    // Each third post has a box that is off, and each fifth a person too many.
    private static AnnotationResult Result(int number)
    {
        var box = number % 3 == 0 ? new Box(60, 40, 70, 50) : new Box(10, 10, 50, 80);
        List<AnnotatedEntity> entities =
        [
            Entity(0, 3, EntityType.Person) with { Regions = [new Region(box, 0.9)], Entailment = 0.9 },
            Entity(15, 19, EntityType.Location) with { Entailment = 0.1 },
        ];
        if (number % 5 == 0)
        {
            entities.Insert(1, Entity(8, 11, EntityType.Person) with { Entailment = 0.2 });
        }

        return new AnnotationResult
        {
            PostId = $"post-{number}", Text = Text, Image = new AnnotatedImage("p.jpg", new ImageSize(120, 90)), Entities = entities,
        };
    }

    private static AnnotatedEntity Entity(int start, int end, EntityType type) =>
        new() { Mention = new Mention(new TextSpan(start, end), type, 0.9), Text = Text[start..end] };

    private static GoldPost Gold(AnnotationResult result) => new()
    {
        Post = new Post { Id = result.PostId, Text = Text },
        ImageSize = new ImageSize(120, 90),
        Entities =
        [
            new GoldEntity { Span = new TextSpan(0, 3), Type = EntityType.Person, Boxes = [new Box(10, 10, 50, 80)] },
            new GoldEntity { Span = new TextSpan(15, 19), Type = EntityType.Location, Boxes = [] },
        ],
    };

    private static RgbImage Noise(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(13).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
