using System.Text.Json;
using System.Xml.Linq;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;

namespace Riveg.Cli.Tests.Commands;

/// <summary>Annotations for other programs: <c>riveg export</c>, and <c>annotate --format</c>.</summary>
public sealed class ExportCommandTests : CommandFolder
{
    private const string Run = """
        {"id":"a","text":"😀 Ada in Rome","image":{"path":"p.png","width":960,"height":640},"entities":[{"start":3,"end":6,"type":"PER","score":0.9,"regions":[{"box":[10,10,200,300],"score":0.5,"mask":{"size":[640,960],"counts":"MASK"}}]},{"start":10,"end":14,"type":"City","regions":[]}]}
        {"id":"b","text":"good morning","entities":[]}

        """;

    private static string Annotated => Run.Replace("MASK", Mask, StringComparison.Ordinal);

    private static string Mask => Riveg.Regions.Mask.FromCounts(960, 640, [640 * 20, 640 * 30, 640 * 910]).ToCocoString();

    [Theory]
    [InlineData("label-studio", "tasks.json", "label-studio:")]
    [InlineData("parquet", "posts.parquet", "parquet:")]
    [InlineData("jsonl", "posts.jsonl", "riveg:")]
    public async Task Export_OfARun_IsADataSetAgain(string format, string name, string kind)
    {
        Write("run.jsonl", Annotated);
        await DoneAsync("export", At("run.jsonl"), "--format", format, "-o", At(name));
        var dataset = DatasetReference.Parse(kind + At(name)).ReadSplit(null);
        Assert.Empty(dataset.Faults);
        Assert.Equal(["a", "b"], dataset.Posts.Select(p => p.Post.Id));
        Assert.Equal(
            [("Ada", "PER", 1, 1), ("Rome", "City", 0, 0)],
            dataset.Posts[0].Entities.Select(e => (e.Span.Of(dataset.Posts[0].Post.Text), e.Type.Name, e.Boxes.Count, e.Masks.Count)));
        Assert.Equal(format == "label-studio", File.Exists(At("tasks.config.xml")));

        // And the command reads it as any data set.
        await DoneAsync("dataset", "convert", kind + At(name), "--to", "riveg", "-o", At("again.jsonl"));
        Assert.Contains("\"type\":\"City\"", await File.ReadAllTextAsync(At("again.jsonl")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("label-studio", "parquet")]
    [InlineData("imagefolder", "label-studio")]
    [InlineData("parquet", "imagefolder")]
    public async Task Convert_FromOneFormToAnother_KeepsThePosts(string first, string second)
    {
        static string NameOf(string form) => form switch { "parquet" => "p.parquet", "imagefolder" => "metadata.jsonl", _ => "t.json" };
        Write("own.jsonl", Annotated.Split('\n')[0]);
        await DoneAsync("dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", first, "-o", At("1", NameOf(first)));
        await DoneAsync("dataset", "convert", $"{first}:{At("1", NameOf(first))}", "--to", second, "-o", At("2", NameOf(second)));
        await DoneAsync("dataset", "convert", $"{second}:{At("2", NameOf(second))}", "--to", "riveg", "-o", At("3.jsonl"));
        await DoneAsync("dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "riveg", "-o", At("4.jsonl"));
        var (read, own) = (Lines(await File.ReadAllTextAsync(At("3.jsonl"))), Lines(await File.ReadAllTextAsync(At("4.jsonl"))));
        Assert.Equal(
            own.Select(l => l.GetProperty("entities").GetRawText()), read.Select(l => l.GetProperty("entities").GetRawText()));
    }

    [Fact]
    public async Task Convert_OfPostsWithoutAPicture_LeavesThemOutOfAnImagefolderAlone()
    {
        Write("own.jsonl", """
            {"id":"a","text":"Ada","image":{"path":"p.png"},"entities":[]}
            {"id":"b","text":"Bob","entities":[]}
            """ + "\n");
        var outcome = await RivegProcess.RunAsync(
            "dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "imagefolder", "-o", At("metadata.jsonl"));
        Assert.Equal(
            (0, "riveg: 1 post without a picture left out, which the form does not hold."), (outcome.ExitCode, outcome.Error.Trim()));
        Assert.Equal(
            ["p.png"], Lines(await File.ReadAllTextAsync(At("metadata.jsonl"))).Select(l => l.GetProperty("file_name").GetString()));
        await DoneAsync("dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "parquet", "-o", At("p.parquet"));
        await DoneAsync("dataset", "convert", $"parquet:{At("p.parquet")}", "--to", "riveg", "-o", At("again.jsonl"));
        Assert.Equal(2, Lines(await File.ReadAllTextAsync(At("again.jsonl"))).Count);
    }

    [Fact]
    public void Commit_AnotherRunWasFaster_LeavesItsFile()
    {
        using (var file = DerivedFile.PrepareConverted(At("two.json"), replaces: false))
        {
            Write("two.json", "of another run");
            Assert.Contains(
                "was written by somebody else meanwhile", Assert.Throws<OutputFailedException>(file.Commit).Message, StringComparison.Ordinal);
        }

        Assert.Equal("of another run", File.ReadAllText(At("two.json")));
    }

    [Fact]
    public async Task Convert_ToImageFolder_TakesAFolderAndNoFileOfAnotherName()
    {
        Write("own.jsonl", Annotated.Split('\n')[0]);
        Directory.CreateDirectory(At("pictures"));
        await RivegProcess.RunAsync("dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "imagefolder", "-o", At("pictures"));
        Assert.True(File.Exists(At("pictures/metadata.jsonl")));
        var outcome = await RivegProcess.RunAsync(
            "dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "imagefolder", "-o", At("imf"));
        Assert.Equal(2, outcome.ExitCode);
        Assert.False(File.Exists(At("imf")));
    }

    [Fact]
    public async Task Export_ToCvat_NamesAllTypesInItsHead()
    {
        Write("run.jsonl", Annotated);
        var outcome = await RivegProcess.RunAsync("export", At("run.jsonl"), "--format", "cvat", "--picture-prefix", "photos/");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(
            ["riveg: 2 texts are left out, which the form does not hold.",
                "riveg: 1 name is left out that is not in its picture, which the form does not hold."],
            outcome.Error.Trim().Split(Environment.NewLine));
        var document = XDocument.Parse(outcome.Output);
        Assert.Equal(
            ["PER", "LOC", "ORG", "OTHER", "City"], document.Descendants("label").Select(l => l.Element("name")!.Value));
        Assert.Equal("photos/p.png", Assert.Single(document.Root!.Elements("image")).Attribute("name")!.Value);
    }

    [Fact]
    public async Task Export_OfBoxesInFractions_TakesTheSizeFromThePicture()
    {
        Directory.CreateDirectory(At("pictures"));
        File.Copy(Concert, At("pictures", "p.png"));
        Write("run.jsonl", """
            {"id":"a","text":"Ada","image":{"path":"p.png"},"entities":[{"start":0,"end":3,"type":"PER","regions":[{"box":[0.25,0.5,0.5,1],"unit":"relative","score":1}]}]}
            """);
        Assert.Equal(
            "riveg: 1 box is left out: the size of its picture is not known.",
            (await RivegProcess.RunAsync("export", At("run.jsonl"), "--format", "coco", "-o", At("x.json"))).Error.Trim());
        await DoneAsync("export", At("run.jsonl"), "--format", "coco", "-o", At("x.json"), "--force", "--images", At("pictures"));
        using var coco = JsonDocument.Parse(await File.ReadAllTextAsync(At("x.json")));
        Assert.Equal("[240,320,240,320]", coco.RootElement.GetProperty("annotations")[0].GetProperty("bbox").GetRawText());
    }

    [Fact]
    public async Task Export_OfWhatIsThere_ReplacesNothingUnasked()
    {
        Write("run.jsonl", Annotated);
        Write("tasks.json", "mine");
        Write("new.config.xml", "mine too");
        await RefusedAsync(
            $"{At("tasks.json")} is there already; replace it by --force, or name another file.",
            "export", At("run.jsonl"), "--format", "label-studio", "-o", At("tasks.json"));
        await RefusedAsync(
            $"{At("new.config.xml")} is there already; replace it by --force, or name another file.",
            "export", At("run.jsonl"), "--format", "label-studio", "-o", At("new.json"));
        Assert.False(File.Exists(At("new.json")));
        await RefusedAsync(
            $"-o {At("run.jsonl")} is the input {At("run.jsonl")} itself, which would be lost; name another file.",
            "export", At("run.jsonl"), "--format", "jsonl", "-o", At("run.jsonl"), "--force");
        Assert.Equal(Annotated, await File.ReadAllTextAsync(At("run.jsonl")));
        await DoneAsync("export", At("run.jsonl"), "--format", "label-studio", "-o", At("tasks.json"), "--force");
        Assert.Equal(["new.config.xml", "run.jsonl", "tasks.config.xml", "tasks.json"], Directory.GetFiles(At()).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Export_OfWrongUse_SaysItInOneLine()
    {
        Write("run.jsonl", Annotated);
        await RefusedAsync("--format coco needs a file; give one with -o.", "export", At("run.jsonl"), "--format", "coco");
        await RefusedAsync("--format parquet needs a file; give one with -o.", "export", At("run.jsonl"), "--format", "parquet", "-o", "-");
        await RefusedAsync("--force goes with -o FILE.", "export", At("run.jsonl"), "--format", "cvat", "--force");
        await RefusedAsync(
            $"there is no file {At("no.jsonl")}; 'riveg annotate -o' writes one.", "export", At("no.jsonl"), "--format", "cvat");
        await RefusedAsync(
            "--picture-prefix goes with the forms of other programs; JSON lines say where each picture is.",
            "export", At("run.jsonl"), "--format", "jsonl", "--picture-prefix", "x");
        Write("bad.jsonl", "no JSON\n");
        await RefusedAsync(
            $"{At("bad.jsonl")} holds no annotation that can be read ({At("bad.jsonl")}:1: not JSON at character 2); nothing is written.",
            "export", At("bad.jsonl"), "--format", "cvat", "-o", At("x.xml"));
        Assert.False(File.Exists(At("x.xml")));
        Write("part.jsonl", $"no JSON\n{Annotated}");
        var part = await RivegProcess.RunAsync("export", At("part.jsonl"), "--format", "web-annotation", "-o", At("part.jsonld"));
        Assert.Equal((1, $"riveg: {At("part.jsonl")}:1: not JSON at character 2"), (part.ExitCode, part.Error.Trim()));
        Assert.True(File.Exists(At("part.jsonld")));
    }

    [Fact]
    public async Task Annotate_ToEveryForm_WritesIt()
    {
        Write("posts.jsonl", Posts);
        foreach (var (format, name) in new[]
        {
            ("jsonl", "x.jsonl"), ("label-studio", "x.json"), ("cvat", "x.xml"), ("web-annotation", "x.jsonld"), ("coco", "coco.json"),
            ("parquet", "x.parquet"),
        })
        {
            var outcome = await RivegProcess.RunAsync("annotate", At("posts.jsonl"), "--format", format, "-o", At(name));
            Assert.True(outcome.ExitCode == 0, outcome.Error);
            Assert.True(new FileInfo(At(name)).Length > 0);
        }

        Assert.Equal(4, DatasetReference.Parse($"label-studio:{At("x.json")}").ReadSplit(null).Posts.Count);
        Assert.Equal(4, DatasetReference.Parse($"parquet:{At("x.parquet")}").ReadSplit(null).Posts.Count);

        var one = await RivegProcess.RunAsync("annotate", "Barack Obama in Berlin", "--format", "jsonl");
        Assert.Single(one.Output.Trim().Split('\n'));
        var page = await RivegProcess.RunAsync("annotate", "Barack Obama in Berlin", "--format", "web-annotation");
        using var annotations = JsonDocument.Parse(page.Output);
        Assert.Equal(3, annotations.RootElement.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Annotate_ToAFormThatIsWrittenWhole_RefusesWhatGoesPostByPost()
    {
        Write("posts.jsonl", Posts);
        await RefusedAsync(
            "--resume goes with JSON lines; --format cvat is written whole at the end, and 'riveg export' makes it of them.",
            "annotate", At("posts.jsonl"), "--format", "cvat", "-o", At("x.xml"), "--resume");
        await RefusedAsync("--format coco needs a file; give one with -o.", "annotate", At("posts.jsonl"), "--format", "coco");
        await RefusedAsync("--format parquet needs a file; give one with -o.", "annotate", "Ada in Rome", "--format", "parquet");
        await RefusedAsync(
            "--candidates goes with --format json or jsonl.", "annotate", At("posts.jsonl"), "--format", "coco", "-o", At("x"), "--candidates");
        Write("x.xml", "mine");
        await RefusedAsync(
            $"{At("x.xml")} is there already; replace it by --force, or name another file.",
            "annotate", At("posts.jsonl"), "--format", "cvat", "-o", At("x.xml"));
        Assert.Equal("mine", await File.ReadAllTextAsync(At("x.xml")));
        await RefusedAsync(
            $"-o {At("posts.jsonl")} is the input {At("posts.jsonl")} itself, which would be lost; name another file.",
            "annotate", At("posts.jsonl"), "--format", "cvat", "-o", At("posts.jsonl"), "--force");
    }

    [Fact]
    public async Task Annotate_ToAFormThatIsWrittenWhole_Stopped_LeavesWhatWasThere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are POSIX's");
        Write("x.json", "mine");
        using var process = RivegProcess.Start("annotate", "-", "--format", "label-studio", "-o", At("x.json"), "--force");
        await process.StandardInput.WriteLineAsync("""{"id":"1","text":"Paris"}""");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        while (Directory.GetFiles(At(), "*.part").Length == 0)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        using (var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains(
            $"riveg: stopped; {At("x.json")} is as it was, since label-studio is written whole at the end.",
            await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal(["x.json"], Directory.GetFiles(At()).Select(Path.GetFileName));
        Assert.Equal("mine", await File.ReadAllTextAsync(At("x.json")));
    }

    private static async Task DoneAsync(params string[] arguments)
    {
        var outcome = await RivegProcess.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
    }
}
