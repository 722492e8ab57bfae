using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Riveg.Cli.Tests.Commands;

/// <summary>Data sets, posts and predictions as a user meets them: what cannot be read is one line and an exit code.</summary>
public sealed class DataCommandTests : IDisposable
{
    private const string Rows = "IMGID:1\nAda\tB-PER\nByron\tI-PER\nin\tO\nRome\tB-LOC\n";
    private const string Xml = "<annotation><size><width>200</width><height>100</height></size><object><name>Ada Byron</name>"
        + "<bndbox><xmin>10</xmin><ymin>10</ymin><xmax>50</xmax><ymax>50</ymax></bndbox></object></annotation>";

    private const string Right = """{"id":"1","text":"Ada Byron in Rome","entities":[{"start":0,"end":9,"type":"PER","regions":[{"box":["""
        + """10,10,50,50]}]},{"start":13,"end":17,"type":"LOC"}]}""";

    private readonly TemporaryFolder folder = new("riveg-cli-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task DatasetCheck_TagsAndOrphans_AreFaults()
    {
        Write("txt/dev.txt", "IMGID:1\nAda\tB-FOO\nin\tO\nRome\tB-LOC\n");
        Write("xml/9.xml", Xml);
        var outcome = await RivegProcess.RunAsync("dataset", "check", $"twitter-gmner:{folder.Path}");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal(
            [
                $"{PathOf("txt/dev.txt")}:2: \"B-FOO\" is of no type of the data set (PER, LOC, ORG, OTHER or MISC).",
                $"{PathOf("xml/9.xml")}: no post of any split has this id.",
            ],
            Lines(outcome.Output));
    }

    [Fact]
    public async Task DatasetStats_OfWhatCannotBeReadWhole_SaysSo()
    {
        Write("txt/dev.txt", "IMGID:1\nAda\tNNP\nran\tVBD\n");
        Write("xml/1.xml", Xml);
        var outcome = await RivegProcess.RunAsync("dataset", "stats", $"twitter-gmner:{folder.Path}", "--format", "json");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("column 2 was read for tags, and none of its values is one", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("B\u0065yonce\u0301", "Beyonc\u00E9")]
    [InlineData("O\u2019Brien", "O'Brien")]
    public async Task DatasetCheck_NameInAnotherUnicodeForm_IsTheSame(string token, string name)
    {
        // In the command's own mode, in which string.Normalize does nothing.
        Write("txt/dev.txt", $"IMGID:1\n{token}\tB-PER\n");
        Write("xml/1.xml", Xml.Replace("Ada Byron", name, StringComparison.Ordinal));
        var outcome = await RivegProcess.RunAsync("dataset", "check", $"twitter-gmner:{folder.Path}");
        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Output));
    }

    [Fact]
    public async Task Evaluate_BadPredictions_AreALineEachAndTheRestIsScored()
    {
        WriteSet();
        Write("bad.jsonl", Right.Replace("\"type\":\"LOC\"", "\"type\":\"FOO\",\"entailment\":1e308", StringComparison.Ordinal)
            .Replace("[10,10,50,50]", "[0.05,0.1,0.25,0.5]", StringComparison.Ordinal));
        var outcome = await EvaluateAsync("bad.jsonl", "--format", "json");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal(
            [
                $"riveg: {PathOf("bad.jsonl")}:1: the box 0.05 0.1 0.25 0.5 of \"Ada Byron\" is in fractions of the picture, "
                + "not in pixels; say \"unit\":\"relative\" or multiply them.",
                $"riveg: {PathOf("bad.jsonl")}:1: \"Rome\" is of the type FOO, which gold does not have.",
                $"riveg: {PathOf("bad.jsonl")}:1: the entailment of \"Rome\" is 1E+308, not in 0..1.",
            ],
            Lines(outcome.Error));
        using var scores = JsonDocument.Parse(outcome.Output);
        Assert.Equal((1, 0), (scores.RootElement.GetProperty("mner").GetProperty("right").GetInt32(),
            scores.RootElement.GetProperty("gmner").GetProperty("right").GetInt32()));
    }

    [Fact]
    public async Task Evaluate_AuthorsRule_TheBreakdownAgrees()
    {
        Write("txt/dev.txt", "IMGID:1\nAda\tB-PER\nmet\tO\nAda\tB-PER\n");
        Write("xml/2.xml", Xml);
        Write(
            "p.jsonl",
            """{"id":"1","text":"Ada met Ada","entities":[{"start":0,"end":3,"type":"PER"},{"start":0,"end":3,"type":"PER"}]}""");
        var outcome = await EvaluateAsync("p.jsonl", "--rule", "riveg", "--format", "json");
        using var scores = JsonDocument.Parse(outcome.Output);
        Assert.Equal(2, scores.RootElement.GetProperty("gmner").GetProperty("right").GetInt32());
        Assert.Contains(
            "\"right\": 2,\n    \"missed\": 0",
            outcome.Output[outcome.Output.IndexOf("\"errors\"", StringComparison.Ordinal)..],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_Except_LeavesOutWhatTheOtherSetTrainsOn()
    {
        WriteSet(Rows + "\nIMGID:2\nBob\tB-PER\n\nIMGID:3\nCem\tB-PER\nhttp://x\tO\n");
        Write("other/train.txt", "IMGID:2\nan\tO\nother\tO\ntext\tO\n\nIMGID:8\ncem\tB-PER\nhttp://y\tO\n");
        Write("p.jsonl", Right
            + "\n{\"id\":\"2\",\"text\":\"Bob\",\"entities\":[]}\n{\"id\":\"3\",\"text\":\"Cem http://x\",\"entities\":[]}\n");
        var all = await EvaluateAsync("p.jsonl", "--format", "json");
        var some = await EvaluateAsync("p.jsonl", "--format", "json", "--except", $"twitter-2015:{PathOf("other")}");
        Assert.Equal((0, 0), (all.ExitCode, some.ExitCode));
        Assert.Equal((3, 4), PostsAndGold(all.Output));
        Assert.Equal((1, 2), PostsAndGold(some.Output));
    }

    [Fact]
    public async Task Train_LeaveOut_DoesNotLearnFromWhatIsScoredThere()
    {
        for (var i = 0; i < 12; i++)
        {
            Write($"xml/{i}.xml", Xml.Replace("Ada Byron", "Ada", StringComparison.Ordinal));
        }

        Write("txt/train.txt", string.Concat(
            Enumerable.Range(0, 12).Select(i => $"IMGID:{i}\nAda\tB-PER\nis{i}\tO\nin\tO\nRome\tB-LOC\n\n")));
        Write("also/train.txt", "IMGID:a\nBob\tB-PER\n\nIMGID:b\nCem\tB-PER\n\nIMGID:c\nDan\tB-PER\n");

        // By id, by text, and one of its train split, which nobody scores.
        Write("scored/valid.txt", "IMGID:3\nother\tO\n\nIMGID:x\nAda\tB-PER\nis4\tO\nin\tO\nRome\tB-LOC\n\nIMGID:y\ncem\tO\n");
        Write("scored/train.txt", "IMGID:5\nother\tO\n");
        string[] arguments = [
            "train", "builtin", "--dataset", $"twitter-gmner:{folder.Path}", "--also", $"twitter-2015:{PathOf("also")}"
        ];
        var all = await RivegProcess.RunAsync([.. arguments, "-o", PathOf("all.riveg")]);
        var some = await RivegProcess.RunAsync(
            [.. arguments, "-o", PathOf("some.riveg"), "--leave-out", $"twitter-2015:{PathOf("scored")}"]);
        Assert.True(all.ExitCode == 0 && some.ExitCode == 0, all.Error + some.Error);
        Assert.Contains("recognition: 12 posts, 3 without boxes", all.Error, StringComparison.Ordinal);
        Assert.Contains("recognition: 10 posts, 2 without boxes", some.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_SeveralKnowledgeFiles_AreFurtherViewsOfThePosts()
    {
        for (var i = 0; i < 12; i++)
        {
            Write($"xml/{i}.xml", Xml.Replace("Ada Byron", "Ada", StringComparison.Ordinal));
        }

        string Rows(int i) => $"Ada\tB-PER\nis{i}\tO\nin\tO\nRome\tB-LOC\n";
        Write("txt/train.txt", string.Concat(Enumerable.Range(0, 12).Select(i => $"IMGID:{i}\n{Rows(i)}\n")));
        Write("one/train.txt", string.Concat(Enumerable.Range(0, 12).Select(i => $"{Rows(i)}<EOS>\tX\nAda\tX\n\n")));
        Write("two/train.txt", string.Concat(Enumerable.Range(0, 12).Select(i => $"{Rows(i)}<EOS>\tX\nRome\tX\n\n")));
        string[] arguments = ["train", "builtin", "--dataset", $"twitter-gmner:{folder.Path}", "--knowledge", PathOf("one")];
        var one = await RivegProcess.RunAsync([.. arguments, "-o", PathOf("one.riveg")]);
        var two = await RivegProcess.RunAsync([.. arguments, "--knowledge", PathOf("two"), "-o", PathOf("two.riveg")]);
        var missing = await RivegProcess.RunAsync([.. arguments, "--knowledge", PathOf("no"), "-o", PathOf("no.riveg")]);
        Assert.True(one.ExitCode == 0 && two.ExitCode == 0, one.Error + two.Error);
        Assert.NotEqual(
            await File.ReadAllBytesAsync(PathOf("one.riveg"), TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(PathOf("two.riveg"), TestContext.Current.CancellationToken));
        Assert.Equal((2, $"riveg: there is no file {PathOf("no")}"), (missing.ExitCode, Lines(missing.Error)[0].TrimEnd('.')));
    }

    [Fact]
    public async Task Evaluate_OwnOutputOfSeveralPostsOfOnePicture_IsScored()
    {
        WriteSet(Rows + "\nIMGID:1\nRome\tB-LOC\nis\tO\nfar\tO\n");
        var annotated = await RivegProcess.RunAsync(
            "annotate", "--dataset", $"twitter-gmner:{folder.Path}", "--gold-mentions", "-o", PathOf("p.jsonl"));
        var outcome = await EvaluateAsync("p.jsonl", "--format", "json");
        Assert.True(annotated.ExitCode == 0 && outcome.ExitCode == 0, annotated.Error + outcome.Error);
        using var scores = JsonDocument.Parse(outcome.Output);
        Assert.Equal(3, scores.RootElement.GetProperty("mner").GetProperty("right").GetInt32());
    }

    [Theory]
    [InlineData("--dataset", "twitter-2015:x", "--dataset goes with --predictions, not with --stage-files")]
    [InlineData("--split", "dev", "--split goes with --predictions, not with --stage-files")]
    [InlineData("--rule", "riveg", "--rule goes with --predictions, not with --stage-files")]
    [InlineData("--compare", "x", "--compare goes with --predictions, not with --stage-files")]
    public async Task Evaluate_OptionThatStageFilesDoNotUse_IsRefused(string option, string value, string message)
    {
        var outcome = await RivegProcess.RunAsync("evaluate", "--stage-files", folder.Path, option, value);
        Assert.Equal((2, $"riveg: {message}"), (outcome.ExitCode, Lines(outcome.Error)[0].TrimEnd('.')));
    }

    [Theory]
    [InlineData("--predictions", "")]
    [InlineData("--predictions", "no.jsonl")]
    [InlineData("--split", "")]
    [InlineData("--except", "")]
    public async Task Evaluate_ValueThatNamesNothing_IsOneLineAndExitCode2(string option, string value)
    {
        WriteSet();
        Write("p.jsonl", Right);
        string[] rest = option == "--predictions" ? [] : ["--predictions", PathOf("p.jsonl")];
        var outcome = await RivegProcess.RunAsync(["evaluate", "--dataset", $"twitter-gmner:{folder.Path}", option, value, .. rest]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.InRange(Lines(outcome.Error).Length, 1, 2);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_PostsInOtherForms_AreAllRead()
    {
        var posts = Encoding.UTF8.GetBytes(
            "[\n {\"id\":\"a\",\"text\":\"Adele in London\"},\n {\"id\":\"b\",\"text\":\"Drake in Toronto\"}\n]\n");
        File.WriteAllBytes(PathOf("posts.json"), posts);
        using (var gzip = new GZipStream(File.Create(PathOf("posts.json.gz")), CompressionLevel.Fastest))
        {
            gzip.Write(posts);
        }

        foreach (var name in new[] { "posts.json", "posts.json.gz" })
        {
            var outcome = await RivegProcess.RunAsync("annotate", PathOf(name));
            Assert.Equal((0, 2), (outcome.ExitCode, Lines(outcome.Output).Length));
        }
    }

    [Fact]
    public async Task Annotate_FieldsThatAreNearlyRight_AreNamedOnceAndTheRunGoesOn()
    {
        var outcome = await RivegProcess.RunWithInputAsync(
            "{\"text\":\"Adele\",\"images\":[\"x\"]}\n{\"text\":\"Drake\",\"images\":[\"x\"],\"likes\":1}\n", "annotate", "-");
        Assert.Equal((0, 2), (outcome.ExitCode, Lines(outcome.Output).Length));
        Assert.Equal(
            [
                "riveg: standard input:1: the field \"images\" is not read; a picture stands in \"image\":{\"path\":\"...\"}.",
                "riveg: standard input: fields that are not read: likes.",
            ],
            Lines(outcome.Error).Where(l => l.StartsWith("riveg:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Annotate_NulInAPicturePath_CostsThePictureAndNotTheRun()
    {
        var outcome = await RivegProcess.RunWithInputAsync(
            "{\"text\":\"Adele\",\"image\":{\"path\":\"a\\u0000b.jpg\"}}\n{\"text\":\"Drake\"}\n", "annotate", "-");
        Assert.Equal((1, 2), (outcome.ExitCode, Lines(outcome.Output).Length));
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_PicturesOfADataSetInTwoFolders_AreFound()
    {
        WriteSet(Rows + "\nIMGID:2\nBob\tB-PER\n");
        var picture = Path.Combine(Riveg.TestKit.SharedFolder.RepositoryRoot, "samples", "concert.png");
        Directory.CreateDirectory(PathOf("a"));
        Directory.CreateDirectory(PathOf("b"));
        File.Copy(picture, PathOf("a/1.PNG"));
        File.Copy(picture, PathOf("b/2.png"));
        var outcome = await RivegProcess.RunAsync(
            "annotate", "--dataset", $"twitter-gmner:{folder.Path}", "--images", PathOf("a"), "--images", PathOf("b"));
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(2, Lines(outcome.Output).Count(l => l.Contains("\"width\":", StringComparison.Ordinal)));
        var missing = await RivegProcess.RunAsync(
            "annotate", "--dataset", $"twitter-gmner:{folder.Path}", "--images", PathOf("a"), "--images", PathOf("no"));
        Assert.Equal((2, $"riveg: There is no folder {PathOf("no")} for the pictures.\n"), (missing.ExitCode, missing.Error));
    }

    [Fact]
    public async Task Segment_BoxInFractions_IsRefused()
    {
        var picture = Path.Combine(Riveg.TestKit.SharedFolder.RepositoryRoot, "samples", "concert.png");
        var outcome = await RivegProcess.RunAsync("segment", "--image", picture, "--box", "0.1,0.1,0.5,0.5");
        Assert.Equal((2, string.Empty), (outcome.ExitCode, outcome.Output));
        Assert.Contains("\"0.1,0.1,0.5,0.5\" is in fractions of the picture, not in pixels", outcome.Error, StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static (int Posts, int Gold) PostsAndGold(string output)
    {
        using var scores = JsonDocument.Parse(output);
        return (scores.RootElement.GetProperty("posts").GetInt32(), scores.RootElement.GetProperty("mner").GetProperty("gold").GetInt32());
    }

    private Task<RivegProcess.Outcome> EvaluateAsync(string predictions, params string[] options) =>
        RivegProcess.RunAsync(
            ["evaluate", "--dataset", $"twitter-gmner:{folder.Path}", "--predictions", PathOf(predictions), .. options]);

    private void WriteSet(string rows = Rows)
    {
        Write("txt/dev.txt", rows);
        Write("xml/1.xml", Xml);
    }

    private string PathOf(string name) => Path.Combine(folder.Path, name);

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), content);
    }
}
