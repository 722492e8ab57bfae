using Riveg.Cli.Output;
using Riveg.Cli.Usage;

namespace Riveg.Cli.Tests.Output;

/// <summary>Nothing is lost by an output.</summary>
public sealed class OutputFileTests : CommandFolder
{
    [Theory]
    [InlineData("the file itself")]
    [InlineData("a symbolic link")]
    [InlineData("a hard link")]
    [InlineData("another way of writing it")]
    [InlineData("behind a folder that is not there")]
    public async Task Output_ThatIsTheInput_IsRefusedWhateverItsName(string kind)
    {
        var posts = Write("posts.jsonl", Posts);
        var output = kind switch
        {
            "a symbolic link" => File.CreateSymbolicLink(At("link.jsonl"), posts).FullName,
            "a hard link" => HardLink(posts, At("hard.jsonl")),
            "another way of writing it" => At(".", "x", "..", "posts.jsonl").Replace("/x/..", "/./", StringComparison.Ordinal),
            "behind a folder that is not there" => At("x", "..", "posts.jsonl"),
            _ => posts,
        };
        foreach (var option in new[] { "--force", "--resume" })
        {
            await RefusedAsync(
                $"-o {output} is the input {posts} itself, which would be lost; name another file.",
                "annotate",
                posts,
                "-o",
                output,
                option);
        }

        Assert.Equal(Posts, File.ReadAllText(posts));
    }

    [Fact]
    public async Task Output_BelowTheUsersFolder_IsThereAlsoWhereThatIsNotThereYet()
    {
        var home = new Dictionary<string, string?> { ["HOME"] = At("home") };
        foreach (var arguments in new string[][] { ["--output=~/out.jsonl"], ["-o", "~/deep/out.jsonl"] })
        {
            var outcome = await RivegProcess.RunInAsync(home, ["annotate", Write("posts.jsonl", Posts), .. arguments]);
            Assert.True(outcome.ExitCode == 0, outcome.Error);
        }

        Assert.Equal(
            [At("home", "deep", "out.jsonl"), At("home", "out.jsonl")],
            Directory.GetFiles(At("home"), "*", SearchOption.AllDirectories).Order());
        Assert.False(Directory.Exists("~"));
    }

    [Fact]
    public async Task Annotate_TextThatIsRefused_LeavesNoFile()
    {
        var outcome = await RivegProcess.RunAsync("annotate", string.Join(' ', Enumerable.Repeat("Adele", 10_000)), "-o", At("out.jsonl"));
        Assert.Equal((2, false), (outcome.ExitCode, File.Exists(At("out.jsonl"))));
    }

    [Fact]
    public async Task Knowledge_WithAProfileThatIsWrong_LeavesNoFile()
    {
        Write("set/valid.txt", "IMGID:1\nParis\tB-LOC\n\n");
        var output = At("out.txt");
        var profile = Write("p.json", """{"extends":"builtin"}""");
        foreach (var verb in new[] { "knowledge", "expand" })
        {
            var outcome = await RivegProcess.RunAsync(verb, "--dataset", $"twitter-2015:{At("set")}", "-p", profile, "-o", output);
            Assert.Equal(2, outcome.ExitCode);
            Assert.False(File.Exists(output));
        }
    }

    [Fact]
    public async Task Output_ThatIsThePicture_IsRefusedByEveryVerb()
    {
        var picture = At("x.png");
        File.Copy(Concert, picture);
        var bytes = File.ReadAllBytes(picture);
        await RefusedAsync(
            $"--overlay {picture} is the input {picture} itself, which would be lost; name another file.",
            "annotate",
            "Adele sings",
            "--image",
            picture,
            "--overlay",
            picture);
        await RefusedAsync(
            $"-o {picture} is the input {picture} itself, which would be lost; name another file.",
            "annotate",
            "Adele sings",
            "--image",
            picture,
            "-o",
            picture,
            "--force");
        await RefusedAsync(
            $"-o {picture} is the input {picture} itself, which would be lost; name another file.",
            "segment",
            "--image",
            picture,
            "--box",
            "10,10,90,90",
            "-o",
            picture);
        await RefusedAsync(
            $"--overlay and -o are the same file {At("o.png")}; name another one.",
            "annotate",
            "Adele sings",
            "--image",
            picture,
            "-o",
            At("o.png"),
            "--overlay",
            At("o.png"));

        // The second of two masks would be the picture.
        var second = At("m-2.png");
        File.Copy(Concert, second);
        await RefusedAsync(
            $"-o {second} is the input {second} itself, which would be lost; name another file.",
            "segment",
            "--image",
            second,
            "--box",
            "10,10,90,90",
            "--box",
            "10,10,90,90",
            "-o",
            At("m.png"));
        Assert.Equal(bytes, File.ReadAllBytes(picture));
        Assert.Equal(bytes, File.ReadAllBytes(second));
    }

    [Fact]
    public async Task Output_ThatIsAFileOfTheDataSet_IsRefused()
    {
        var split = Write("set/txt/dev.txt", "IMGID:1\nParis\tB-LOC\n\n");
        File.Copy(Concert, Path.Combine(Directory.CreateDirectory(At("pictures")).FullName, "1.png"));
        await RefusedAsync(
            $"-o {split} is the input {split} itself, which would be lost; name another file.",
            "annotate",
            "--dataset",
            $"twitter-gmner:{At("set")}",
            "-o",
            split,
            "--force");
        await RefusedAsync(
            $"-o {split} is the input {split} itself, which would be lost; name another file.",
            "train",
            "builtin",
            "--dataset",
            $"twitter-gmner:{At("set")}",
            "-o",
            split);
        await RefusedAsync(
            $"-o {At("pictures", "1.png")} is the input {At("pictures", "1.png")} itself, which would be lost; name another file.",
            "annotate", "--dataset", $"twitter-gmner:{At("set")}", "--images", At("pictures"), "-o", At("pictures", "1.png"), "--force");
    }

    [Fact]
    public async Task Output_OntoAPictureThatOnlyThePostsName_IsRefused()
    {
        var picture = At("x.jpg");
        File.Copy(Concert, picture);
        var bytes = File.ReadAllBytes(picture);
        var posts = Write("posts.jsonl", "{\"id\":\"1\",\"text\":\"Adele\",\"image\":{\"path\":\"x.jpg\"}}\n");
        foreach (var option in new[] { "--force", "--resume" })
        {
            await RefusedAsync(
                $"{picture} is a picture, which would be lost; name another file.", "annotate", posts, "-o", picture, option);
        }

        var annotations = At("o.jsonl");
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", posts, "-o", annotations)).ExitCode);
        await RefusedAsync($"{picture} is a picture, which would be lost; name another file.", "report", annotations, "-o", picture);
        Assert.Equal(bytes, File.ReadAllBytes(picture));
    }

    [Fact]
    public async Task Output_ThatTheProfileIsMadeOf_IsRefused()
    {
        var below = Write("base.json", """{"extends":"builtin"}""");
        var model = Write("own.riveg", "a model");
        var profile = Write("mine.json", """{"extends":"base.json","stages":{"recognition":{"use":"builtin","model":"own.riveg"}}}""");
        var posts = Write("posts.jsonl", Posts);
        await RefusedAsync(
            $"-o {profile} is the input {profile} itself, which would be lost; name another file.",
            "annotate",
            posts,
            "-p",
            profile,
            "-o",
            profile,
            "--force");
        File.WriteAllText(profile, """{"extends":"base.json","chat":{"model":"own.riveg"}}""");
        await RefusedAsync(
            $"-o {below} is the input {below} itself, which would be lost; name another file.",
            "annotate",
            posts,
            "-p",
            profile,
            "-o",
            below,
            "--force");
        await RefusedAsync(
            $"-o {model} is the input {model} itself, which would be lost; name another file.",
            "annotate",
            posts,
            "-p",
            profile,
            "-o",
            model,
            "--force");
    }

    [Fact]
    public async Task Derived_OntoPostsOrAnnotations_IsRefusedByEveryVerb()
    {
        var annotations = At("o.jsonl");
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", Write("posts.jsonl", Posts), "-o", annotations)).ExitCode);
        var paid = Write("paid.jsonl", File.ReadAllText(annotations));
        var split = Write("dev.txt", "IMGID:1\nParis\tB-LOC\n\n");
        foreach (var path in new[] { paid, split })
        {
            var message = $"{path} holds posts or annotations, which would be lost; name another file.";
            await RefusedAsync(message, "report", annotations, "-o", path);
            await RefusedAsync(message, "annotate", "Adele sings", "--image", Concert, "--overlay", path);
            await RefusedAsync(message, "segment", "--image", Concert, "--box", "10,10,90,90", "-o", path);
        }
    }

    [Fact]
    public async Task Output_ThatStandardInputComesFrom_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "redirection of a POSIX shell");
        var posts = Write("posts.jsonl", Posts);
        var start = new System.Diagnostics.ProcessStartInfo("sh", [
            "-c", $"dotnet '{RivegProcess.Assembly}' annotate - -o '{posts}' --force < '{posts}'"
        ]) { UseShellExecute = false, RedirectStandardError = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            (2, $"riveg: -o {posts} is the input /dev/stdin itself, which would be lost; name another file.\n"), (process.ExitCode, error));
        Assert.Equal(Posts, File.ReadAllText(posts));
    }

    [Fact]
    public async Task Output_Dash_IsStandardOutput()
    {
        var posts = Write("posts.jsonl", Posts);
        var outcome = await RivegProcess.RunAsync("annotate", posts, "-o", "-");
        Assert.Equal((0, 4), (outcome.ExitCode, Lines(outcome.Output).Count));
        await RefusedAsync("- is no file here; name one.", "segment", "--image", Concert, "--box", "10,10,90,90", "-o", "-");
    }

    [Fact]
    public async Task Report_OntoItsOwnAnnotations_IsRefusedAndOntoAPageReplacesIt()
    {
        var annotations = At("o.jsonl");
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", Write("posts.jsonl", Posts), "-o", annotations)).ExitCode);
        await RefusedAsync(
            $"-o {annotations} is the input {annotations} itself, which would be lost; name another file.",
            "report",
            annotations,
            "-o",
            annotations);
        var page = At("page.html");
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(0, (await RivegProcess.RunAsync("report", annotations, "-o", page)).ExitCode);
        }

        Assert.Contains("Angela Merkel", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal(["o.jsonl", "page.html", "posts.jsonl"], Directory.GetFiles(At()).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Derived_OntoWhatNoEarlierRunMade_IsRefusedUnlessForced()
    {
        var annotations = Write("o.jsonl", """{"id":"1","text":"Ada","entities":[]}""");
        Write("set/train.txt", "IMGID:1\nParis\tB-LOC\n\n");
        const string Work = "<!DOCTYPE html>\nmy own work";
        var mine = Write("README.md", Work);
        await RefusedAsync(
            $"{mine} is there already and is no page of 'riveg report'; replace it by --force, or name another file.",
            "report",
            annotations,
            "-o",
            mine);
        await RefusedAsync(
            $"{mine} is there already and is no model of 'riveg train'; replace it by --force, or name another file.",
            "train",
            "builtin",
            "--dataset",
            $"twitter-2015:{At("set")}",
            "-o",
            mine);
        var picture = $"{mine} is there already and is no picture that Riveg drew; take it away, or name another file.";
        await RefusedAsync(picture, "annotate", "Adele sings", "--image", Concert, "--overlay", mine);
        await RefusedAsync(picture, "segment", "--image", Concert, "--box", "10,10,90,90", "-o", mine);
        Assert.Equal(Work, File.ReadAllText(mine));
        var photo = At("photo.png");
        File.Copy(Concert, photo);
        await RefusedAsync(
            picture.Replace(mine, photo, StringComparison.Ordinal), "annotate", "Adele sings", "--image", Concert, "--overlay", photo);
        Assert.Equal(File.ReadAllBytes(Concert), File.ReadAllBytes(photo));
        Assert.Equal(0, (await RivegProcess.RunAsync("report", annotations, "-o", mine, "--force")).ExitCode);
        Assert.Contains("Ada", File.ReadAllText(mine), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OfNothing_SaysSo()
    {
        var outcome = await RivegProcess.RunAsync("report", Write("empty.jsonl", string.Empty), "-o", At("page.html"));
        Assert.Equal(
            (1, $"riveg: {At("empty.jsonl")} holds no annotation; the page is empty.{Environment.NewLine}"),
            (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task Annotations_ThatAreThere_AreReplacedOnlyWhenAsked()
    {
        var posts = Write("posts.jsonl", Posts);
        var output = Write("out.jsonl", "what took a night\n");
        await RefusedAsync(
            $"{output} is there already; go on with it by --resume, replace it by --force, or name another file.",
            "annotate",
            posts,
            "-o",
            output);
        await RefusedAsync(
            $"{output} is there already; go on with it by --resume, replace it by --force, or name another file.",
            "annotate",
            "one text",
            "-o",
            output);
        Assert.Equal("what took a night\n", File.ReadAllText(output));
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", posts, "-o", output, "--force")).ExitCode);
        Assert.Equal(4, Lines(File.ReadAllText(output)).Count);
    }

    [Fact]
    public async Task Force_WhenNothingComesOut_KeepsWhatWasThere()
    {
        var output = Write("out.jsonl", "what took a night\n");
        var profile = Write("dead.json", """{"extends":"builtin","stages":{"recognition":{"use":"builtin","model":"nowhere.riveg"}}}""");
        Assert.Equal(
            3,
            (await RivegProcess.RunAsync("annotate", Write("posts.jsonl", Posts), "-o", output, "--force", "--profile", profile)).ExitCode);
        Assert.Equal("what took a night\n", File.ReadAllText(output));
    }

    [Fact]
    public async Task Force_WithAServiceThatIsDown_KeepsWhatWasThere()
    {
        var output = Write("out.jsonl", "what took a night\n");
        var profile = Write(
            "dead.json",
            """{"extends":"builtin","chat":{"endpoint":"http://127.0.0.1:9/v1","model":"m","maxRetries":0},"stages":"""
                + """{"expansion":"chat"}}""");
        var outcome = await RivegProcess.RunAsync(
            "annotate",
            Write("posts.jsonl", "{\"id\":\"1\",\"text\":\"Adele in London\"}\n"),
            "-o",
            output,
            "--force",
            "--profile",
            profile);
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains($"riveg: no post was annotated in full: {output} is as it was.", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("what took a night\n", File.ReadAllText(output));
        Assert.Equal(["dead.json", "out.jsonl", "posts.jsonl"], Directory.GetFiles(At()).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Output_InAFolderThatIsALink_IsComparedAllTheSame()
    {
        var split = Write("set/dev.txt", "Paris\tB-LOC\n");
        File.CreateSymbolicLink(At("alias"), At("set"));
        await RefusedAsync(
            $"-o {At("alias", "dev.txt")} is the input {At("alias", "dev.txt")} itself, which would be lost; name another file.",
            "train",
            "builtin",
            "--dataset",
            $"twitter-2015:{At("set")}",
            "-o",
            At("alias", "dev.txt"));
        await RefusedAsync(
            $"--overlay and -o are the same file {At("alias", "o")}; name another one.",
            "annotate",
            "Adele",
            "--image",
            Concert,
            "-o",
            At("set", "o"),
            "--overlay",
            At("alias", "o"));
        Assert.Equal("Paris\tB-LOC\n", File.ReadAllText(split));
    }

    [Theory]
    [InlineData("o.jpg", null, "does not end in .png, and a PNG is written; name it so.")]
    [InlineData("o", null, "does not end in .png, and a PNG is written; name it so.")]
    [InlineData("notes.png", "my notes", "is there already and is no picture that Riveg drew; take it away, or name another file.")]
    [InlineData("notes.txt", "my notes", "is there already and is no picture that Riveg drew; take it away, or name another file.")]
    [InlineData("posts.png", "{\"id\":1}", "holds posts or annotations, which would be lost; name another file.")]
    [InlineData("o.png.gz", null, "does not end in .png, and a PNG is written; name it so.")]
    public void Picture_OntoWhatIsNone_IsRefused(string name, string? content, string fault)
    {
        var path = content is null ? At(name) : Write(name, content);
        Assert.Equal($"{path} {fault}", Assert.Throws<UsageException>(() => DerivedFile.PreparePicture(path)).Message);
        Assert.Equal(content, File.Exists(path) ? File.ReadAllText(path) : null);
    }

    [Theory]
    [InlineData("o.jsonl.gz", "would hold nothing compressed; leave the ending .gz out.")]
    [InlineData("o.ZIP", "would hold nothing compressed; leave the ending .ZIP out.")]
    [InlineData("o.csv", "would be no CSV file; lines of text are written, name it otherwise.")]
    [InlineData("o.png", "would be no PNG file; lines of text are written, name it otherwise.")]
    public void Lines_IntoAFileOfAnotherKind_AreRefused(string name, string fault)
    {
        foreach (var existing in Enum.GetValues<ExistingOutput>())
        {
            Assert.Equal($"{At(name)} {fault}", Assert.Throws<UsageException>(() => EarnedFile.Open(At(name), existing)).Message);
        }

        Assert.False(File.Exists(At(name)));
    }

    [Theory]
    [InlineData(0, "0 posts")]
    [InlineData(1, "1 post")]
    [InlineData(1200, "1,200 posts")]
    public void Counted_Of_HasTheNounInItsNumber(long count, string words) => Assert.Equal(words, Counted.Of(count, "post"));

    [Fact]
    public async Task Derived_Twice_RunsTwice()
    {
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(0, (await RivegProcess.RunAsync(
                "annotate", "Adele lights up the O2 Arena", "--image", Concert, "--overlay", At("overlay.png"))).ExitCode);
            Assert.Equal(
                0, (await RivegProcess.RunAsync("segment", "--image", Concert, "--box", "300,100,640,600", "-o", At("mask.png"))).ExitCode);
        }

        Assert.Equal(["mask.png", "overlay.png"], Directory.GetFiles(At()).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Derived_OfAFailedRun_KeepsTheOldOne()
    {
        var overlay = At("overlay.png");
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", "Adele", "--image", Concert, "--overlay", overlay)).ExitCode);
        var old = File.ReadAllBytes(overlay);
        var outcome = await RivegProcess.RunAsync(
            "annotate", "Adele sings", "--image", Write("broken.png", "no picture"), "--overlay", overlay);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("Adele", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(old, File.ReadAllBytes(overlay));
        Assert.Equal(["broken.png", "overlay.png"], Directory.GetFiles(At()).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Derived_ThroughALink_KeepsTheLinkAndTheMode()
    {
        var page = Write("real/page.html", string.Empty);
        var link = File.CreateSymbolicLink(At("page.html"), page).FullName;
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(page, Mode);
        }

        var annotations = Write("o.jsonl", (await RivegProcess.RunWithInputAsync(Posts, "annotate", "-")).Output);
        Assert.Equal(0, (await RivegProcess.RunAsync("report", annotations, "-o", link)).ExitCode);
        Assert.Equal(page, new FileInfo(link).LinkTarget);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(page) == Mode);
    }

    [Theory]
    [InlineData("annotate", "text", "-o")]
    [InlineData("report", "ANNOTATIONS", "-o")]
    [InlineData("segment", "--image", "CONCERT", "--box", "1,1,90,90", "-o")]
    [InlineData("train", "builtin", "--dataset", "SET", "-o")]
    [InlineData("knowledge", "--dataset", "SET", "--profile", "PROFILE", "-o")]
    public async Task Target_ThatCannotBeWritten_IsFoundOutBeforeTheWork(params string[] arguments)
    {
        Write("set/train.txt", "IMGID:1\nParis\tB-LOC\n\n");
        Write("set/dev.txt", "IMGID:2\nOslo\tB-LOC\n\n");
        var resolved = arguments.Select(a => a switch
        {
            "ANNOTATIONS" => Write("o.jsonl", string.Empty),
            "CONCERT" => Concert,
            "SET" => $"twitter-2015:{At("set")}",
            "PROFILE" => Write("p.json", """{"extends":"builtin","chat":{"endpoint":"http://127.0.0.1:9/v1","model":"m"}}"""),
            _ => a,
        });
        Directory.CreateDirectory(At("folder"));
        await RefusedAsync($"{At("folder")} is a folder; name a file in it.", [.. resolved, At("folder")]);
        var target = arguments[0] == "segment" ? "/proc/nowhere/x.png" : "/proc/nowhere/x";
        var outcome = await RivegProcess.RunAsync([.. resolved, target]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith($"riveg: {target} cannot be written: ", outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task DeviceNode_IsWrittenToAndNeverReplaced()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        var posts = Write("posts.jsonl", Posts);
        var annotations = Write("o.jsonl", (await RivegProcess.RunWithInputAsync(Posts, "annotate", "-")).Output);
        foreach (var arguments in new string[][]
        {
            ["annotate", posts, "-o"],
            ["report", annotations, "-o"],
            ["segment", "--image", Concert, "--box", "1,1,90,90", "-o"]
        })
        {
            var full = await RivegProcess.RunAsync([.. arguments, "/dev/full"]);
            Assert.Equal(1, full.ExitCode);
            Assert.Contains("riveg: /dev/full cannot be written: ", full.Error, StringComparison.Ordinal);
            Assert.Equal(0, (await RivegProcess.RunAsync([.. arguments, "/dev/null"])).ExitCode);
        }

        Assert.Equal((0L, 0L), (new FileInfo("/dev/full").Length, new FileInfo("/dev/null").Length));
        await using var stillFull = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Assert.Throws<IOException>(() => stillFull.WriteByte(1));
    }

    [Fact]
    public async Task SecondRun_OnTheSameFile_IsRefused()
    {
        var output = At("out.jsonl");
        using var first = RivegProcess.Start("annotate", "-", "-o", output);
        await first.StandardInput.WriteLineAsync("""{"id":"1","text":"Paris"}""");
        await first.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        while (!File.Exists(output) || new FileInfo(output).Length == 0)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        var posts = Write("posts.jsonl", Posts);
        foreach (var option in new[] { "--resume", "--force" })
        {
            await RefusedAsync(
                $"Another run is writing {output}; wait for it, or name another file.", "annotate", posts, "-o", output, option);
        }

        first.StandardInput.Close();
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, 1), (first.ExitCode, Lines(File.ReadAllText(output)).Count));
    }

    private static string HardLink(string from, string to)
    {
        using var process = System.Diagnostics.Process.Start("ln", [from, to]);
        process.WaitForExit();
        return to;
    }
}
