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
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(1, Count(writer.ToString(), $"post-{i}-")));
    }

    [Theory]
    [InlineData(0, 0, 100, 100, "✓ right")]
    [InlineData(0, 0, 20, 20, "box off")]
    public async Task WriteAsync_WithGold_SaysWhatIsWrong(double x0, double y0, double x1, double y1, string verdict)
    {
        var gold = new GoldView([new GoldViewEntity(new TextSpan(0, 3), EntityType.Person, [new Box(0, 0, 90, 100)])]);
        var html = await WriteAsync(new HtmlReportOptions { Gold = _ => gold }, ResultExamples.Of("Ada", new Region(new Box(x0, y0, x1, y1), 1)));
        Assert.Contains(verdict, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_PictureThatThrows_IsToldAndTheRunGoesOn()
    {
        var options = new HtmlReportOptions { Picture = r => r.PostId == "p1" ? throw new InvalidDataException("cut off") : ResultExamples.Grey(900, 20) };
        var html = await WriteAsync(options, ResultExamples.Of("Ada"), ResultExamples.Of("Ada") with { PostId = "p2" });
        Assert.Contains("No picture: cut off", html, StringComparison.Ordinal);
        Assert.Contains("data:image/jpeg;base64,", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WithFaults_NamesThemAll()
    {
        var fault = Assert.Throws<ArgumentException>(() => new HtmlReport(new HtmlReportOptions { LongestSide = 1, JpegQuality = 0 }));
        Assert.Contains("LongestSide", fault.Message, StringComparison.Ordinal);
        Assert.Contains("JpegQuality", fault.Message, StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static async Task<string> WriteAsync(HtmlReportOptions options, params AnnotationResult[] results)
    {
        await using var writer = new StringWriter();
        await new HtmlReport(options).WriteAsync(results.ToAsyncEnumerable(), writer, TestContext.Current.CancellationToken);
        return writer.ToString();
    }
}
