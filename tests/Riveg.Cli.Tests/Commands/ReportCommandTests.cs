namespace Riveg.Cli.Tests.Commands;

/// <summary>The page of a run, made from the file of annotations alone.</summary>
public sealed class ReportCommandTests : CommandFolder
{
    private const string Embedded = "src=\"data:image/jpeg;base64,";

    [Theory]
    [InlineData("posts/p.png", "p.png", "out/run.jsonl")]
    [InlineData("posts/p.png", "p.png", "posts/run.jsonl")]
    [InlineData("posts/a/p.png", "a/p.png", "run.jsonl")]
    [InlineData("posts/a/p.png", "a\\\\p.png", "out/run.jsonl")]
    [InlineData("pictures/p.PNG", "p.png", "out/deep/run.jsonl", "--images", "pictures")]
    [InlineData("pictures/p.png", "p.png", "out/run.jsonl", "--images", "posts", "--images", "pictures")]
    public async Task Report_OfAnArchive_FindsThePicturesThatAnnotateFound(
        string picture, string named, string output, params string[] options)
    {
        Write("posts/posts.jsonl", $$"""{"id":"1","text":"Barack Obama in Berlin","image":"{{named}}"}""");
        Directory.CreateDirectory(Path.GetDirectoryName(At(picture))!);
        File.Copy(Concert, At(picture));
        var run = await RivegProcess.RunAsync(
            ["annotate", At("posts/posts.jsonl"), "-o", At(output), .. options.Select(o => o[0] == '-' ? o : At(o))]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"\"path\":\"{named}\"", await File.ReadAllTextAsync(At(output)), StringComparison.Ordinal);
        Assert.Contains(Embedded, await ReportAsync(At(output)), StringComparison.Ordinal);

        // An archive is moved as a whole.
        var moved = Path.Combine(Path.GetDirectoryName(At())!, $"{Path.GetFileName(At())}-moved");
        Directory.Move(At(), moved);
        try
        {
            Assert.Contains(Embedded, await ReportAsync(Path.Combine(moved, output)), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Move(moved, At());
        }
    }

    [Fact]
    public async Task Annotations_BesideTheirPictures_SayNoFile()
    {
        Write("posts.jsonl", """{"id":"1","text":"Barack Obama","image":{"path":"p.png"}}""");
        File.Copy(Concert, At("p.png"));
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", At("posts.jsonl"), "-o", At("run.jsonl"))).ExitCode);
        Assert.Contains(
            "\"image\":{\"path\":\"p.png\",\"width\":960,\"height\":640}",
            await File.ReadAllTextAsync(At("run.jsonl")),
            StringComparison.Ordinal);
        Assert.DoesNotContain("\"file\"", (await RivegProcess.RunAsync("annotate", At("posts.jsonl"))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OfADataSet_FindsItsPictures()
    {
        Write("set/txt/dev.txt", "IMGID:1\nAda\tB-PER\n");
        Directory.CreateDirectory(At("set", "xml"));
        Directory.CreateDirectory(At("pictures"));
        File.Copy(Concert, At("pictures", "1.png"));
        var run = await RivegProcess.RunAsync(
            "annotate", "--dataset", $"gmner:{At("set")}", "--images", At("pictures"), "-o", At("out/run.jsonl"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(Embedded, await ReportAsync(At("out/run.jsonl"), "--dataset", $"gmner:{At("set")}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_PicturesThatAreGone_AreToldAndFoundByImages()
    {
        Write("run.jsonl", """{"id":"1","text":"Ada","image":{"path":"x/p.png"},"entities":[]}""");
        var without = await RivegProcess.RunAsync("report", At("run.jsonl"), "-o", At("page.html"));
        Assert.Equal(
            (0, "riveg: 1 picture is not where the annotations say; name their folders with --images.\n"),
            (without.ExitCode, without.Error));
        Directory.CreateDirectory(At("elsewhere"));
        File.Copy(Concert, At("elsewhere", "p.png"));
        Assert.Contains(Embedded, await ReportAsync(At("run.jsonl"), "--images", At("elsewhere")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"image\":\"p.png\",")]
    [InlineData("\"image\":{\"path\":\"p.png\",\"width\":960,\"height\":640},")]
    public async Task Report_OfPredictionsBesideADataSet_ShowsItsPicturesAndWhatIsNotInThem(string image)
    {
        Directory.CreateDirectory(At("gold"));
        Directory.CreateDirectory(At("elsewhere"));
        File.Copy(Concert, At("gold", "p.png"));
        const string Gold = "{\"id\":\"1\",\"text\":\"Ada in "
            + "Rome\",\"image\":\"p.png\",\"entities\":[{\"start\":0,\"end\":3,\"type\":\"PER\",\"box\":[9,9,90,90]}]}";
        Write("gold/gold.jsonl", Gold);
        Write("elsewhere/mine.jsonl", $$"""
            {"id":"1",{{image}}"entities":[{"start":0,"end":3,"type":"PER","box":[9,9,90,90]},{"start":7,"end":11,"type":"LOC"}]}
            """);
        var page = await ReportAsync(At("elsewhere/mine.jsonl"), "--dataset", $"riveg:{At("gold/gold.jsonl")}");
        Assert.Contains(Embedded, page, StringComparison.Ordinal);
        Assert.Contains("<td data-label=\"In the picture\">yes</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td data-label=\"In the picture\">no</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("no picture", page, StringComparison.Ordinal);
        Assert.DoesNotContain("100\u00A0%</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("score 100", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OfPredictions_SaysAPostWithoutAPictureAndTheScoresThatAreThere()
    {
        Write("mine.jsonl", """
            {"id":"1","text":"Ada in Rome","entities":[{"start":0,"end":3,"type":"PER","score":0.25},{"start":7,"end":11,"type":"LOC"}]}
            {"id":"2","text":"Ada in Rome","entities":[{"start":0,"end":3,"type":"PER","box":[0,0,0,0]}]}
            {"id":"3","text":"Ada in Rome","entities":[{"start":0,"end":3,"type":"PER","score":1}]}
            """);
        var page = await ReportAsync(At("mine.jsonl"));
        Assert.Equal(4, page.Split("<td data-label=\"In the picture\">no picture</td>").Length - 1);
        Assert.Equal(1, page.Split("25\u00A0%</td>").Length - 1);
        Assert.Equal(1, page.Split("<td data-label=\"Score\">100\u00A0%</td>").Length - 1);
        Assert.Equal(1, page.Split("score 100&#xA0;%").Length - 1);
    }

    [Fact]
    public async Task Report_OfTwoRuns_PutsThemSideBySideById()
    {
        Write("a.jsonl", """
            {"id":"1","text":"Ada in Rome","entities":[{"start":0,"end":3,"type":"PER"}]}
            {"id":"2","text":"Ada","entities":[]}
            """);
        Write("b.jsonl", """
            {"id":"2","text":"Ada","entities":[]}
            {"id":"1","text":"Ada in Rome","entities":[{"start":7,"end":11,"type":"LOC","score":0.25}]}
            """);
        var page = await ReportAsync(At("a.jsonl"), "--compare", At("b.jsonl"));
        Assert.Contains("<h1><bdi>a.jsonl beside b.jsonl</bdi></h1>", page, StringComparison.Ordinal);
        Assert.Contains(
            "data-tags=\"done differ\" data-rows=\"type-504552 ungrounded;type-4c4f43 ungrounded\"", page, StringComparison.Ordinal);
        Assert.Contains("data-tags=\"done same\"", page, StringComparison.Ordinal);
        Assert.Contains("<td data-label=\"Score\">25\u00A0%</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("100\u00A0%</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OfRunsOverOtherPosts_SaysWhatIsLeftOut()
    {
        Write("a.jsonl", """{"id":"1","text":"Ada","entities":[]}""");
        Write("b.jsonl", """
            {"id":"2","text":"Ada","entities":[]}
            {"id":"3","text":"Ada","entities":[]}
            """);
        var outcome = await RivegProcess.RunAsync("report", At("a.jsonl"), "--compare", At("b.jsonl"), "-o", At("page.html"));
        Assert.Equal(
            (1, $"riveg: 1 post of {At("a.jsonl")} is not in {At("b.jsonl")}.\n"
                + $"riveg: 2 posts of {At("b.jsonl")} are not in {At("a.jsonl")}, and left out.\n"),
            (outcome.ExitCode, outcome.Error));

        outcome = await RivegProcess.RunAsync("report", At("a.jsonl"), "--compare", At("none.jsonl"), "-o", At("page.html"));
        Assert.Equal((2, $"riveg: there is no file {At("none.jsonl")} to compare with.\n"), (outcome.ExitCode, outcome.Error));
    }

    private async Task<string> ReportAsync(string annotations, params string[] options)
    {
        var page = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        try
        {
            var outcome = await RivegProcess.RunAsync(["report", annotations, "-o", page, .. options]);
            Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
            return await File.ReadAllTextAsync(page);
        }
        finally
        {
            File.Delete(page);
        }
    }
}
