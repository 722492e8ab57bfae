using System.Diagnostics;

namespace Riveg.Cli.Tests.Usage;

/// <summary>Nothing that was asked is passed over in silence, and nothing of a post steers the terminal.</summary>
public sealed class CommandUseTests : CommandFolder
{
    [Theory]
    [InlineData("@BarackObama hello from Berlin", "BarackObama")]
    [InlineData("@posts.txt", null)]
    public async Task Text_ThatBeginsWithAt_IsAText(string text, string? entity)
    {
        Write("posts.txt", "--help");
        var outcome = await RivegProcess.RunAsync("annotate", text, "--format", "json");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains($"\"text\": \"{text}\"", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(entity ?? string.Empty, outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--knowledge goes with --dataset", "annotate", "a text", "--knowledge", "f")]
    [InlineData("--captions goes with --dataset", "annotate", "a text", "--captions", "f")]
    [InlineData("--gold-mentions goes with --dataset", "annotate", "a text", "--gold-mentions")]
    [InlineData("--split goes with --dataset", "annotate", "POSTS", "--split", "dev")]
    [InlineData(
        "--images goes with a file of posts or --dataset; --resume goes with a file of posts or --dataset; --split goes with --dataset; "
        + "--resume goes with -o OUT.jsonl",
        "annotate",
        "a text",
        "--images",
        "d",
        "--resume",
        "--split",
        "dev")]
    [InlineData("--resume goes with -o OUT.jsonl", "annotate", "POSTS", "--resume")]
    [InlineData("--force goes with -o OUT.jsonl", "annotate", "POSTS", "--force")]
    [InlineData(
        "--resume keeps what is there and --force replaces it; give one of them", "annotate", "POSTS", "--force", "--resume", "-o", "x")]
    [InlineData("--overlay needs a picture; give one with --image", "annotate", "a text", "--overlay", "o.png")]
    [InlineData(
        "--overlay goes with the text of one post; pictures of many come from their \"image\" or from --images",
        "annotate",
        "POSTS",
        "--overlay",
        "o.png")]
    [InlineData("--format table goes with the text of one post; many are written as JSON lines", "annotate", "POSTS", "--format", "table")]
    [InlineData("--min-score is a number from 0 to 1", "annotate", "a text", "--min-score", "2")]
    [InlineData(
        "there is no file posts.json; give a file of posts that is there, or a text of several words in quotes", "annotate", "posts.json")]
    [InlineData("--device goes with --model", "segment", "--image", "x.png", "--box", "1,1,9,9", "--device", "cpu")]
    [InlineData(
        "the box \"1,2,3\" is not four numbers x0,y0,x1,y1; the box \"1,2,nan,4\" is not four numbers x0,y0,x1,y1",
        "segment",
        "--image",
        "x.png",
        "--box",
        "1,2,3",
        "--box",
        "1,2,nan,4")]
    [InlineData("--split goes with --dataset", "report", "POSTS", "-o", "x.html", "--split", "dev")]
    [InlineData(
        "there is no file nowhere; there is no file config.json; there is no folder tok for --tokenizer",
        "models",
        "convert",
        "nowhere",
        "--architecture",
        "sam",
        "--config",
        "config.json",
        "--tokenizer",
        "tok",
        "-o",
        "x")]
    public async Task Options_ThatTheFormDoesNotUse_AreAllNamedAndRefused(string faults, params string[] arguments)
    {
        var posts = Write("posts.jsonl", Posts);
        await RefusedAsync($"{faults}.", [.. arguments.Select(a => a == "POSTS" ? posts : a)]);
    }

    [Theory]
    [InlineData("annotate", "")]
    [InlineData("annotate", "text", "--image", "")]
    [InlineData("annotate", "text", "--profile", " ")]
    [InlineData("annotate", "text", "-o", "")]
    [InlineData("annotate", "text", "--cache", "")]
    [InlineData("annotate", "--dataset", "")]
    [InlineData("evaluate", "--stage-files", "")]
    [InlineData("evaluate", "--predictions", "")]
    [InlineData("dataset", "check", "")]
    [InlineData("dataset", "check", "twitter-gmner:x", "--images", "")]
    [InlineData("report", "", "-o", "x")]
    [InlineData("segment", "--image", "", "--box", "")]
    [InlineData("train", "builtin", "--dataset", "", "-o", "")]
    [InlineData("models", "convert", "", "--architecture", "sam", "-o", "")]
    [InlineData("models", "pull", "ultraface", "--from", "")]
    public async Task EmptyValues_AreNamedAndRefused(params string[] arguments)
    {
        var outcome = await RivegProcess.RunAsync(arguments);
        Assert.Equal((2, string.Empty), (outcome.ExitCode, outcome.Output));
        Assert.Contains("is empty", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ControlCharacters_NeverReachTheTerminal()
    {
        const string Steering = "\u001b]0;owned\u0007\u009b31m\u202e\r";
        var text = $"Adele{Steering} in London";
        var table = await RivegProcess.RunAsync("annotate", text);
        Assert.DoesNotContain(table.Output + table.Error, c => (char.IsControl(c) && c is not '\n') || c == '\u202e');
        var posts = Write("posts.jsonl", "{\"id\":\"\\u001b[2J\\n2\",\"text\":\"\"}\n");
        var many = await RivegProcess.RunAsync("annotate", posts);
        Assert.DoesNotContain(many.Error + many.Output, c => char.IsControl(c) && c is not '\n');
        Assert.StartsWith("riveg: post \\u001b[2J 2: The text is empty", many.Error, StringComparison.Ordinal);
        var missing = await RivegProcess.RunAsync("annotate", "text", "--profile", "\u001b[31m");
        Assert.DoesNotContain(missing.Error, c => char.IsControl(c) && c is not '\n');
    }

    [Fact]
    public async Task ReaderThatIsGone_EndsTheRunAtOnceWithExit1()
    {
        var posts = Write(
            "posts.jsonl",
            string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"id\":\"{i}\",\"text\":\"Adele number {i} sings in London\"}}\n")));
        using var process = RivegProcess.Start("annotate", posts);
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        process.StandardOutput.Close();
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("riveg: Standard output was closed by its reader; stopped.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("20,000 posts", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StandardOutput_ThatIsFull_IsOneLineAndExit1()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        var start = new ProcessStartInfo("sh", [
            "-c", $"dotnet '{RivegProcess.Assembly}' annotate 'Adele in London' --format json > /dev/full"
        ]) { UseShellExecute = false, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1, "riveg: Standard output cannot be written: No space left on device.\n"), (process.ExitCode, error));
    }

    [Theory]
    [InlineData("2>/dev/full", 0)]
    [InlineData("2>&-", 0)]
    [InlineData("2>/dev/full </dev/null --profile nowhere", 2)]
    public async Task StandardErrorThatCannotBeWritten_ChangesNothing(string redirection, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "redirection of a POSIX shell");
        var start = new ProcessStartInfo("sh", ["-c", $"dotnet '{RivegProcess.Assembly}' annotate 'Adele in London' {redirection}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((code, code == 0), (process.ExitCode, output.Contains("Adele", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task StandardInputThatIsClosed_IsNoPost()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "redirection of a POSIX shell");
        var start = new ProcessStartInfo(
            "sh", ["-c", $"dotnet '{RivegProcess.Assembly}' annotate - <&-"]) { UseShellExecute = false, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(
            (0, "riveg: the input holds no post.\n"),
            (process.ExitCode, await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Table_SaysTheAnswerAndItsOwnProbability_AndWhoAnswered()
    {
        var seen = await RivegProcess.RunAsync("annotate", "Adele lights up the O2 Arena in London tonight", "--image", Concert);
        Assert.StartsWith(
            "profile builtin; \"in the picture\" has the answer and its probability, decided by expected-correctness\n",
            seen.Output,
            StringComparison.Ordinal);
        var json = await RivegProcess.RunAsync(
            "annotate", "Adele lights up the O2 Arena in London tonight", "--image", Concert, "--format", "json");
        Assert.Contains("\"decision\": \"expected-correctness\"", json.Output, StringComparison.Ordinal);
        foreach (var entity in System.Text.Json.JsonDocument.Parse(json.Output).RootElement.GetProperty("entities").EnumerateArray())
        {
            var (p, isThere) = (entity.GetProperty("entailment").GetDouble(), entity.GetProperty("regions").GetArrayLength() > 0);
            var answer = isThere
                ? $"yes ({Percent(p)})"
                : p > 0.5 ? $"no sure place ({Percent(p)} that it is in)" : $"no ({Percent(1 - p)})";
            Assert.Contains(
                answer,
                seen.Output.Split('\n').First(l => l.StartsWith($"│ {entity.GetProperty("text").GetString()} ", StringComparison.Ordinal)),
                StringComparison.Ordinal);
        }

        var unseen = await RivegProcess.RunAsync("annotate", "Adele lights up the O2 Arena in London tonight");
        Assert.StartsWith("profile builtin, without a picture\n", unseen.Output, StringComparison.Ordinal);
        Assert.Contains("no picture", unseen.Output, StringComparison.Ordinal);

        static string Percent(double value) => value.ToString("P0", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task DatasetWithoutImages_SaysThatRegionsAreGuesses()
    {
        Write("set/dev.txt", "IMGID:1\nAdele\tB-PER\nsings\tO\n\n");
        var outcome = await RivegProcess.RunAsync("annotate", "--dataset", $"twitter-2015:{At("set")}");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(
            "riveg: no --images: regions are guesses from the text, for pictures that nobody looked at.",
            outcome.Error,
            StringComparison.Ordinal);
        var line = Assert.Single(Lines(outcome.Output));
        Assert.True(line.GetProperty("image").GetProperty("unseen").GetBoolean());
        Assert.Equal("unseen", line.GetProperty("provenance").GetProperty("picture").GetString());
    }

    [Fact]
    public async Task Verbose_SaysWhereAndOtherwiseOneLine()
    {
        var profile = Write("p.json", "{");
        var quiet = await RivegProcess.RunAsync("annotate", "text", "--profile", profile);
        var verbose = await RivegProcess.RunAsync("annotate", "text", "--profile", profile, "--verbose");
        Assert.Single(quiet.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(quiet.Error, verbose.Error, StringComparison.Ordinal);
        Assert.Contains("   at Riveg.", verbose.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "1 x BrokenRow", "dataset", "check", "twitter-2015:SET", "--format", "json")]
    [InlineData(3, "riveg: some profiles are not ready; the table says what to do.", "doctor")]
    [InlineData(3, "riveg: some models are damaged or not whole; 'riveg models pull NAME' fetches what they lack.", "models", "verify")]
    public async Task ExitCode_OtherThanDone_IsExplainedOnStandardError(int code, string line, params string[] arguments)
    {
        Write("set/valid.txt", "IMGID:1\nParis\tB-LOC\nbroken\n\n");
        var snapshot = Directory.CreateDirectory(
            At("hub", "models--google-bert--bert-base-uncased", "snapshots", new string('a', 40))).FullName;
        File.WriteAllText(Path.Combine(snapshot, "vocab.txt"), "x");
        Write("hub/models--google-bert--bert-base-uncased/refs/main", new string('a', 40));

        var outcome = await RivegProcess.RunInAsync(
            new Dictionary<string, string?> { ["HF_HUB_CACHE"] = At("hub"), ["RIVEG_HOME"] = At("home") },
            [.. arguments.Select(a => a.Replace("SET", At("set"), StringComparison.Ordinal))]);

        Assert.True(outcome.ExitCode == code, outcome.Error);
        Assert.Contains(line, outcome.Error.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("annotate", "/dev/zero", "-o", "OUT")]
    [InlineData("annotate", "--dataset", "twitter-2015:SET", "--split", "valid", "--knowledge", "/dev/zero", "-o", "OUT")]
    [InlineData("annotate", "--dataset", "twitter-2015:SET", "--split", "valid", "--captions", "/dev/zero", "-o", "OUT")]
    [InlineData("evaluate", "--dataset", "twitter-2015:SET", "--split", "valid", "--predictions", "/dev/zero")]
    [InlineData("dataset", "check", "twitter-2015:SET", "--held-back", "/dev/zero")]
    public async Task Input_ThatNeverEnds_IsRefused(params string[] arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Write("set/valid.txt", "IMGID:1\nParis\tB-LOC\n\n");

        var outcome = await RivegProcess.RunAsync([.. arguments.Select(
            a => a.Replace("SET", At("set"), StringComparison.Ordinal).Replace("OUT", At("out"), StringComparison.Ordinal))]);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("Line 1 is longer than 64 MiB, which no line of a text file is.", outcome.Error, StringComparison.Ordinal);
    }
}
