using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Reports;
using Riveg.Faults;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Evaluation.Tests.Reports;

public sealed class HtmlReportTests
{
    private const string Hostile = "</p><script>alert('x')</script>\" onload=\"\0&\ud800";

    [Fact]
    public async Task WriteAsync_HostileText_IsEscaped()
    {
        var result = ResultExamples.Of(Hostile) with { PostId = Hostile, Error = new Fault(FaultKind.Unanswered, "image", Hostile) };
        var html = await WriteAsync(new HtmlReportOptions { Title = Hostile }, result);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>expansion", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\" onload", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_ManyPosts_WritesEachOnceBeforeTheNextIsRead()
    {
        await using var writer = new StringWriter();
        async IAsyncEnumerable<AnnotationResult> Results()
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal(i, Count(writer.ToString(), "<article"));
                yield return ResultExamples.Of("Ada") with { PostId = $"post-{i}-" };
                await Task.Yield();
            }
        }

        await new HtmlReport(new HtmlReportOptions()).WriteAsync(Results(), writer, TestContext.Current.CancellationToken);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(1, Count(writer.ToString(), $"<bdi>post-{i}-</bdi>")));
    }

    [Theory]
    [InlineData(0, 0, 100, 100, "✓ right")]
    [InlineData(0, 0, 20, 20, "box off")]
    public async Task WriteAsync_WithGold_SaysWhatIsWrong(double x0, double y0, double x1, double y1, string verdict)
    {
        var gold = Gold("Ada", new Box(0, 0, 90, 100));
        var html = await WriteAsync(
            new HtmlReportOptions { Gold = _ => gold }, ResultExamples.Of("Ada", new Region(new Box(x0, y0, x1, y1), 1)));
        Assert.Contains(verdict, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_PictureThatThrows_IsToldAndTheRunGoesOn()
    {
        var options = new HtmlReportOptions { Picture = r => r.PostId == "p1"
            ? throw new InvalidDataException("cut off")
            : ResultExamples.Grey(900, 20) };
        var html = await WriteAsync(options, ResultExamples.Of("Ada"), ResultExamples.Of("Ada") with { PostId = "p2" });
        Assert.Contains("No picture: <bdi>cut off</bdi>", html, StringComparison.Ordinal);
        Assert.Contains("data:image/jpeg;base64,", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WithFaults_NamesThemAll()
    {
        var fault = Assert.Throws<ArgumentException>(() => new HtmlReport(new HtmlReportOptions { LongestSide = 1, JpegQuality = 0 }));
        Assert.Contains("LongestSide", fault.Message, StringComparison.Ordinal);
        Assert.Contains("JpegQuality", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_PictureOfAnotherSize_IsJudgedAsEvaluateDoes()
    {
        var gold = Gold("Ada", new Box(0, 0, 90, 100)) with { ImageSize = new ImageSize(100, 100) };
        var result = ResultExamples.Of(
            "Ada",
            new Region(new Box(0, 0, 10, 10), 0.1),
            new Region(new Box(0, 0, 180, 200), 0.9)) with { Image = new AnnotatedImage("a.jpg", new ImageSize(200, 200)) };
        Assert.Contains("✓ right", await WriteAsync(new HtmlReportOptions { Gold = _ => gold }, result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_WhatNobodySays_HasNoColumnNoFilterAndNoLegend()
    {
        var plain = ResultExamples.Of("Ada") with { Entities = [
            new AnnotatedEntity { Mention = new Mention(new TextSpan(0, 3), EntityType.Person), Text = "Ada" }
        ] };
        var html = await WriteAsync(new HtmlReportOptions(), plain);
        Assert.Contains(">Score</th>", html, StringComparison.Ordinal);
        string[] absent = [
            ">Expansion</th>", ">Gold</th>", "value=\"failed\"", "value=\"grounded\"", "value=\"right\"", "class=\"legend\""
        ];
        Assert.All(absent, a => Assert.DoesNotContain(a, html, StringComparison.Ordinal));
        var judged = await WriteAsync(
            new HtmlReportOptions { Gold = _ => Gold("Ada", new Box(0, 0, 9, 9)), Picture = _ => ResultExamples.Grey(90, 90) }, plain);
        string[] there = [">Gold</th>", "class=\"legend\"", "what people marked", "class=\"name gold\""];
        Assert.All(there, t => Assert.Contains(t, judged, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WriteAsync_NamesOfEitherDirection_StandApart()
    {
        const string Name = "שלום (3)";
        var html = await WriteAsync(
            new HtmlReportOptions { Picture = _ => ResultExamples.Grey(90, 90) },
            ResultExamples.Of(Name, new Region(new Box(0, 0, 50, 50), 1)) with { PostId = Name });
        var body = WithoutSearchWords(html[html.IndexOf("<article", StringComparison.Ordinal)..]);
        Assert.Equal(Count(body, Name), Count(body, $"<bdi>{Name}</bdi>")
            + Count(body, $"\">{Name}<small><bdi>PER</bdi></small></mark></bdi>")
            + Count(body, $"{HtmlText.Escape("\u2068")}{Name}{HtmlText.Escape("\u2069")}"));
        Assert.Equal(1, Count(body, "class=\"name\" style="));
    }

    [Fact]
    public async Task WriteAsync_PostsBehindTheFirstPage_LieInNoscriptWithAllThatFiltersRead()
    {
        var html = await WriteAsync(
            new HtmlReportOptions(),
            [.. Enumerable.Range(0, 27).Select(i => ResultExamples.Of("</noscript>") with { PostId = $"{i}" })]);

        Assert.Equal((27, 2, 2), (Count(html, "<article"), Count(html, "<noscript data-tags"), Count(html, "</noscript>")));
        Assert.Equal(2, Count(html, "<noscript data-tags=\"done\" data-rows=\"type-504552 ungrounded\" data-find=\"2"));
        Assert.Contains("@media(scripting:none){noscript{display:contents}}", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_Filters_KnowEachEntityByItsOwnWords()
    {
        var gold = Gold("Ada in Rome", new Box(0, 0, 9, 9)) with { Entities = [
            new GoldEntity { Span = new TextSpan(7, 11), Type = EntityType.Location, Boxes = [] },
        ] };
        var result = ResultExamples.Of("Ada in Rome") with { Entities = [
            new AnnotatedEntity { Mention = new Mention(new TextSpan(0, 3), EntityType.Person), Text = "Ada" },
        ] };

        var html = await WriteAsync(new HtmlReportOptions { Gold = _ => gold }, result);

        Assert.Contains("data-rows=\"type-504552 ungrounded wrong;type-4c4f43 wrong\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 100, 100, "same", "same answer")]
    [InlineData(0, 0, 90, 100, "same", "same answer")]
    [InlineData(0, 0, 20, 20, "differ worse", "the first is better")]
    public async Task WriteAsync_TwoRuns_StandSideBySide(double x0, double y0, double x1, double y1, string tags, string words)
    {
        var second = ResultExamples.Of("Ada", new Region(new Box(x0, y0, x1, y1), 1));
        var html = await WriteAsync(
            new HtmlReportOptions
            {
                Title = "one",
                Other = _ => second,
                OtherTitle = "<other>",
                Gold = _ => Gold("Ada", new Box(0, 0, 100, 100)),
                Picture = _ => ResultExamples.Grey(100, 100),
            },
            ResultExamples.Of("Ada", new Region(new Box(0, 0, 100, 100), 1)));

        Assert.Contains($"data-tags=\"done {tags}\"", html, StringComparison.Ordinal);
        Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.Contains("<h1><bdi>one beside &lt;other&gt;</bdi></h1>", html, StringComparison.Ordinal);
        Assert.Contains("<section><h3><bdi>&lt;other&gt;</bdi></h3>", html, StringComparison.Ordinal);

        // The picture's bytes are there once, and are shown twice.
        Assert.Equal((1, 1), (Count(html, "href=\"data:image/jpeg;base64,"), Count(html, "<use href=\"#picture-1\"/>")));
    }

    [Fact]
    public async Task WriteAsync_PostThatTheOtherRunLacks_IsSaid()
    {
        var html = await WriteAsync(new HtmlReportOptions { Other = _ => null }, ResultExamples.Of("Ada"));
        Assert.Contains("This run does not have the post.", html, StringComparison.Ordinal);
        Assert.Contains("data-tags=\"done differ\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("is better", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 100_000_000, 640, 0)]
    [InlineData(10_000, 100_000_000, 198, 0)]
    [InlineData(3, 0, 96, 3)]
    public async Task WriteAsync_ManyPictures_StayWithinTheBound(int posts, long bytes, int side, int leftOut)
    {
        var options = new HtmlReportOptions { Posts = posts, PictureBytes = bytes, Picture = _ => ResultExamples.Grey(900, 600) };

        var html = await WriteAsync(options, [.. Enumerable.Repeat(ResultExamples.Of("Ada"), 3)]);

        Assert.Equal(side, new PictureBudget(options).LongestSide);
        Assert.Equal(leftOut, Count(html, "this picture is left out"));
        Assert.Equal(3 - leftOut, Count(html, "src=\"data:image/jpeg;base64,"));
        Assert.Equal(leftOut > 0, html.Contains("The page is full: 3 pictures are left out.", StringComparison.Ordinal));
    }

    private static string WithoutSearchWords(string html) =>
        System.Text.RegularExpressions.Regex.Replace(html, " data-find=\"[^\"]*\"", string.Empty);

    private static GoldPost Gold(string text, params Box[] boxes) => new()
    {
        Post = new Post { Id = "p1", Text = text },
        Entities = [new GoldEntity { Span = new TextSpan(0, text.Length), Type = EntityType.Person, Boxes = boxes }],
    };

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static async Task<string> WriteAsync(HtmlReportOptions options, params AnnotationResult[] results)
    {
        await using var writer = new StringWriter();
        await new HtmlReport(options).WriteAsync(results.ToAsyncEnumerable(), writer, TestContext.Current.CancellationToken);
        return writer.ToString();
    }
}
