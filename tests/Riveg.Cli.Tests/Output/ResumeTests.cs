namespace Riveg.Cli.Tests.Output;

/// <summary>A run that is gone on with ends as if it had never stopped or failed.</summary>
public sealed class ResumeTests : CommandFolder
{
    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 20)]
    [InlineData(2, 1)]
    [InlineData(2, 0)]
    [InlineData(3, -1)]
    [InlineData(4, 0)]
    public async Task StoppedRun_GivesTheSameFileAsAWholeRun(int wholeLines, int tornLength)
    {
        var (posts, whole) = await WholeRunAsync();
        var lines = File.ReadAllLines(whole);

        // -1: the line is whole but for its end.
        var torn = tornLength switch
        {
            -1 => lines[wholeLines],
            0 => string.Empty,
            _ => lines[wholeLines][..tornLength],
        };
        var stopped = Write("stopped.jsonl", string.Concat(lines.Take(wholeLines).Select(l => l + "\n")) + torn);
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", posts, "-o", stopped, "--resume")).ExitCode);
        Assert.Equal(File.ReadAllText(whole), File.ReadAllText(stopped));
    }

    [Fact]
    public async Task FailedPosts_AreAskedAgainAndTheFileEndsAsIfTheyNeverFailed()
    {
        var posts = Write("posts.jsonl", """
            {"id":"1","text":"Adele in London","image":{"path":"1.png"}}
            {"id":"2","text":"Drake in Paris"}
            {"id":"3","text":"Rihanna in Oslo","image":{"path":"3.png"}}
            {"id":"4","text":"Coldplay"}

            """);
        var output = At("out.jsonl");
        var failed = await RivegProcess.RunAsync("annotate", posts, "-o", output);
        Assert.Equal(1, failed.ExitCode);
        Assert.Equal(
            [true, false, true, false],
            Lines(File.ReadAllText(output)).Select(l => l.TryGetProperty("image", out var image) && image.TryGetProperty("fault", out _)));

        File.Copy(Concert, At("1.png"));
        Assert.Equal(1, (await RivegProcess.RunAsync("annotate", posts, "-o", output, "--resume")).ExitCode);
        File.Copy(Concert, At("3.png"));
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", posts, "-o", output, "--resume")).ExitCode);

        var whole = At("whole.jsonl");
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", posts, "-o", whole)).ExitCode);
        Assert.Equal(File.ReadAllText(whole), File.ReadAllText(output));
    }

    [Fact]
    public async Task KilledWhileFailedPostsAreAskedAgain_IsGoneOnWithAllTheSame()
    {
        // What such a kill leaves: the old lines, the failed ones among them, then new ones, the last of them torn.
        var (posts, whole) = await WholeRunAsync();
        var lines = File.ReadAllLines(whole);
        const string Failed = """{"id":"a","text":"Barack Obama met Angela Merkel in Berlin","offsets":"utf-16","error":"""
            + """{"stage":"recognition","message":"m"},"entities":[]}""";
        var output = Write(
            "out.jsonl",
            $"{Failed}\n{lines[1]}"
            + $"\n{Failed.Replace("\"a\"", "\"c\"", StringComparison.Ordinal).Replace("Barack Obama met Angela Merkel in Berlin", "good morning everyone", StringComparison.Ordinal)}\n{lines[0]}\n{lines[2][..15]}");
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", posts, "-o", output, "--resume")).ExitCode);
        Assert.Equal(File.ReadAllText(whole), File.ReadAllText(output));
    }

    [Fact]
    public async Task KilledTwiceWhileAPostFailsAgain_IsGoneOnWithAllTheSame()
    {
        var (posts, whole) = await WholeRunAsync();
        var lines = File.ReadAllLines(whole);
        const string Failed = """{"id":"b","text":"Manchester United beat Chelsea at Old Trafford","offsets":"utf-16","error":"""
            + """{"stage":"recognition","message":"m"},"entities":[]}""";
        foreach (var content in new[]
        {
            $"{lines[0]}\n{Failed}\n{lines[2]}\n{Failed}\n",
            $"{lines[0]}\n{Failed}\n{lines[2]}\n{Failed}\n{lines[1]}\n{Failed}\n"
        })
        {
            var output = Write("out.jsonl", content);
            var outcome = await RivegProcess.RunAsync("annotate", posts, "-o", output, "--resume");
            Assert.True(outcome.ExitCode == 0, outcome.Error);
            Assert.Equal(File.ReadAllText(whole), File.ReadAllText(output));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LineThatCouldNotBeRead_IsMendedOrLeftOut_AndTheRunGoesOn(bool isMended)
    {
        var good = Posts.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var output = At("out.jsonl");
        var posts = Write("posts.jsonl", $"{good[0]}\n{{\"id\":\"b\",\"text\":5}}\n{good[2]}\n");
        Assert.Equal(1, (await RivegProcess.RunAsync("annotate", posts, "-o", output)).ExitCode);
        Write("posts.jsonl", isMended ? $"{good[0]}\n{good[1]}\n{good[2]}\n" : $"{good[0]}\n{good[2]}\n");
        var outcome = await RivegProcess.RunAsync("annotate", posts, "-o", output, "--resume");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(isMended ? ["a", "b", "c"] : ["a", "c"], Lines(File.ReadAllText(output)).Select(l => l.GetProperty("id").GetString()));
        Assert.DoesNotContain("error", File.ReadAllText(output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DoubledLine_IsNamedAsWhatItIs()
    {
        var (posts, whole) = await WholeRunAsync();
        var lines = File.ReadAllLines(whole);
        var output = Write("out.jsonl", $"{lines[0]}\n{lines[1]}\n{lines[2]}\n{lines[3]}\n{lines[0]}\n");
        await RefusedAsync(
            $"{output}:5 is a second annotation of the post a; take one of the two lines out.",
            "annotate",
            posts,
            "-o",
            output,
            "--resume");
    }

    [Fact]
    public async Task NothingLeftToDo_SaysSo()
    {
        var (posts, whole) = await WholeRunAsync();
        var outcome = await RivegProcess.RunAsync("annotate", posts, "-o", whole, "--resume");
        Assert.Equal(
            (0, $"riveg: nothing is left to do: every post has its annotation.{Environment.NewLine}"), (outcome.ExitCode, outcome.Error));
    }

    [Theory]
    [InlineData("my notes, without a line end")]
    [InlineData("a line\nand half")]
    [InlineData("{\"id\":\"a\",\"text\":\"Barack Obama met Angela Merkel in Berlin\"}")]
    [InlineData("{\"id\":\"a\",\"text\":\"Barack Obama met Angela Merkel in Berlin\"}\n")]
    [InlineData("{\"id\":\"z\",\"text\":\"x\",\"offsets\":\"utf-16\",\"entities\":[]}\n")]
    [InlineData("{\"id\":\"a\",\"text\":\"another text\",\"offsets\":\"utf-16\",\"entities\":[]}\n")]
    [InlineData(
        "{\"id\":\"z\",\"text\":\"x\",\"offsets\":\"utf-16\",\"error\":{\"stage\":\"recognition\",\"message\":\"m\"},\"entities\":[]}\n")]
    [InlineData("{\"id\":\"a\",\"text\":\"Barack Obama met Angela Merkel in Berlin\",\"offsets\":\"code-points\",\"entities\":[]}\n")]
    [InlineData(
        "{\"id\":\"a\",\"text\":\"Barack Obama met Angela Merkel in "
        + "Berlin\",\"offsets\":\"utf-16\",\"entities\":[],\"provenance\":{\"profile\":\"vlm\",\"version\":\"0.1.0\"}}\n")]
    [InlineData("\n\n\n")]
    [InlineData("\u0000\u0001\u0002")]
    public async Task ForeignFile_IsRefusedAndNotTouched(string content)
    {
        var posts = Write("posts.jsonl", Posts);
        var output = Write("out.jsonl", content);
        var outcome = await RivegProcess.RunAsync("annotate", posts, "-o", output, "--resume");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(content, File.ReadAllText(output));
        Assert.StartsWith($"riveg: {output}:1 ", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherSettings_AreNamedAndRefused()
    {
        var (posts, output) = await WholeRunAsync();
        var before = File.ReadAllText(output);
        var profile = Write("mine.json", """{"extends":"builtin","pipeline":{"entailmentThreshold":0.3}}""");
        await RefusedAsync(
            $"{output}:1 was made by another run: its profile is builtin, this run's is mine. Name another file, or replace it by --force.",
            "annotate",
            posts,
            "-o",
            output,
            "--resume",
            "--profile",
            profile);
        await RefusedAsync(
            $"{output}:1 was made by another run: its offsets are utf-16, this run's are code-points. Name another file, "
            + "or replace it by --force.",
            "annotate",
            posts,
            "-o",
            output,
            "--resume",
            "--offsets",
            "code-points");
        await RefusedAsync(
            $"{output}:1 was made by another run: its --min-score is 0, this run's is 0.5. Name another file, or replace it by --force.",
            "annotate",
            posts,
            "-o",
            output,
            "--resume",
            "--min-score",
            "0.5");
        await RefusedAsync(
            $"{output}:1 was made by another run: the post a had another picture. Name another file, or replace it by --force.",
            "annotate",
            Write("p2.jsonl", Posts.Replace("\"id\":\"a\",", "\"id\":\"a\",\"image\":\"x.png\",", StringComparison.Ordinal)),
            "-o",
            output,
            "--resume");
        await RefusedAsync(
            $"{output}:1 was made by another run: the post a had another knowledge. Name another file, or replace it by --force.",
            "annotate",
            Write("p3.jsonl", Posts.Replace("\"id\":\"a\",", "\"id\":\"a\",\"knowledge\":\"Named entities:\",", StringComparison.Ordinal)),
            "-o",
            output,
            "--resume");
        await RefusedAsync(
            $"{output}:3 is about the post c, which the input has not; the file belongs to another run. Name another file, "
            + "or replace it by --force.",
            "annotate",
            Write("p4.jsonl", string.Join('\n', Posts.Split('\n').Take(2))),
            "-o",
            output,
            "--resume");
        Assert.Equal(before, File.ReadAllText(output));
    }

    [Theory]
    [InlineData("", "--candidates", "it was made without --candidates, this run is with")]
    [InlineData("--candidates", "", "it was made with --candidates, this run is without")]
    [InlineData("", "--no-observations", "it was made without --no-observations, this run is with")]
    [InlineData("--no-observations", "", "it was made with --no-observations, this run is without")]
    public async Task OtherContentOfTheLines_IsNamedAndRefused(string was, string now, string difference)
    {
        var posts = Write("posts.jsonl", Posts);
        var output = At("out.jsonl");
        Assert.Equal(0, (await RivegProcess.RunAsync(["annotate", posts, "-o", output, .. Option(was)])).ExitCode);
        var before = File.ReadAllText(output);
        await RefusedAsync(
            $"{output}:1 was made by another run: {difference}. Name another file, or replace it by --force.",
            ["annotate", posts, "-o", output, "--resume", .. Option(now)]);
        Assert.Equal(before, File.ReadAllText(output));
        Assert.Equal(0, (await RivegProcess.RunAsync(["annotate", posts, "-o", output, "--resume", .. Option(was)])).ExitCode);

        static string[] Option(string option) => option.Length == 0 ? [] : [option];
    }

    [Fact]
    public async Task OtherPictureOfTheSameName_IsRefused_AndPicturesThatWereMovedAreNot()
    {
        foreach (var folder in new[] { "one", "two" })
        {
            Directory.CreateDirectory(At(folder));
            File.Copy(Concert, At(folder, "concert.png"));
        }

        var posts = Write("posts.jsonl", """{"id":"a","text":"Adele in London","image":{"path":"concert.png"}}""");
        var output = At("out.jsonl");
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", posts, "--images", At("one"), "-o", output)).ExitCode);
        string[] resumed = ["annotate", posts, "--images", At("two"), "-o", output, "--resume"];
        await RefusedAsync(
            $"{output}:1 was made by another run: the post a had another picture. Name another file, or replace it by --force.", resumed);
        Directory.Delete(At("one"), recursive: true);
        Assert.Equal(0, (await RivegProcess.RunAsync(resumed)).ExitCode);
    }

    [Fact]
    public async Task PostsWithoutIds_CollideWithNoRealId()
    {
        // The second post's line number is the first one's id.
        var posts = Write(
            "posts.jsonl", "{\"id\":\"2\",\"text\":\"Adele in London\"}\n{\"text\":\"Drake in Paris\"}\n{\"text\":\"Rihanna in Oslo\"}\n");
        var whole = At("whole.jsonl");
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", posts, "-o", whole)).ExitCode);
        var output = Write("out.jsonl", File.ReadAllLines(whole)[0] + "\n");
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", posts, "-o", output, "--resume")).ExitCode);
        Assert.Equal(File.ReadAllText(whole), File.ReadAllText(output));
    }

    [Fact]
    public async Task StoppedBySignal_KeepsWhatIsDoneAndExits1_AlsoWhileItWaits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are POSIX's");
        foreach (var signal in new[] { "INT", "TERM", "HUP" })
        {
            var output = At($"{signal}.jsonl");
            using var process = RivegProcess.Start("annotate", "-", "-o", output);
            await process.StandardInput.WriteLineAsync("""{"id":"1","text":"Paris"}""");
            await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            while (!File.Exists(output) || new FileInfo(output).Length == 0)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            using (var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
            {
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            await process.WaitForExitAsync(TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
            Assert.Equal(1, process.ExitCode);
            Assert.Contains(
                "riveg: stopped; what was done so far is kept.",
                await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
            Assert.Single(Lines(File.ReadAllText(output)));
        }
    }

    private async Task<(string Posts, string Output)> WholeRunAsync()
    {
        var posts = Write("posts.jsonl", Posts);
        var whole = At("whole.jsonl");
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", posts, "-o", whole)).ExitCode);
        return (posts, whole);
    }
}
