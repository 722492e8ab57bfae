using System.Text.Json;

namespace Riveg.Cli.Tests.Commands;

/// <summary>One's own annotated posts as a data set in every command, and data sets in other forms.</summary>
public sealed class OwnDataTests : CommandFolder
{
    private const string Own = """
        {"id":"a","text":"Barack Obama met  Angela Merkel in Berlin","image":{"path":"p.png","width":960,"height":640},"entities":[{"start":0,"end":12,"type":"PER","regions":[{"box":[10,10,200,300]}]},{"start":18,"end":31,"type":"PER","regions":[]},{"start":35,"end":41,"type":"LOC","regions":[]}]}
        {"id":"b","text":"good morning","entities":[]}

        """;

    [Fact]
    public async Task AnnotatedPosts_AreADataSetInEveryCommand()
    {
        Write("own.jsonl", Own);
        File.Copy(Concert, At("p.png"));
        var own = $"riveg:{At("own.jsonl")}";
        await DoneAsync("dataset", "stats", own);
        await DoneAsync("dataset", "check", own);
        await DoneAsync("annotate", "--dataset", own, "-o", At("out.jsonl"));
        await DoneAsync("annotate", "--dataset", own, "--gold-mentions", "-o", At("mentions.jsonl"));
        var lines = Lines(await File.ReadAllTextAsync(At("out.jsonl")));
        Assert.Equal((2, 960), (lines.Count, lines[0].GetProperty("image").GetProperty("width").GetInt32()));
        var scores = JsonDocument.Parse(await DoneAsync(
            "evaluate", "--dataset", own, "--predictions", At("own.jsonl"), "--compare", At("out.jsonl"), "--format", "json")).RootElement;
        Assert.Equal(
            (3, 1.0),
            (scores.GetProperty("gmner").GetProperty("gold").GetInt32(), scores.GetProperty("gmner").GetProperty("f1").GetDouble()));
        await DoneAsync("report", At("out.jsonl"), "--dataset", own, "-o", At("report.html"));
        Assert.Contains("data:image/jpeg;base64,", await File.ReadAllTextAsync(At("report.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("annotate")]
    [InlineData("evaluate", "--predictions", "own.jsonl")]
    [InlineData("report", "own.jsonl", "-o", "r.html")]
    [InlineData("knowledge", "--profile", "vlm", "-o", "k.txt")]
    [InlineData("expand", "--profile", "vlm", "-o", "e.jsonl")]
    [InlineData("benchmark photos", "--profile", "builtin")]
    public async Task SplitOfAFile_IsRefusedByEveryVerb(string verb, params string[] options)
    {
        Write("own.jsonl", Own);
        await RefusedAsync(
            $"riveg:{At("own.jsonl")} is one split; leave --split out, or name another file.",
            [.. verb.Split(' '), .. options.Select(
                o => o.Contains('.') ? At(o) : o), "--dataset", $"riveg:{At("own.jsonl")}", "--split", "dev"]);
    }

    [Theory]
    [InlineData("Box")]
    [InlineData("Boxes")]
    [InlineData("bbox")]
    [InlineData("bounding-box")]
    [InlineData("Regions")]
    public async Task FieldThatIsNearlyABox_IsAFault(string name)
    {
        Write(
            "own.jsonl",
            $$$"""{"id":"a","text":"Ada","image":{"path":"p.png","width":90,"height":90},"entities":[{"start":0,"end":"""
                + $$$"""3,"type":"PER","{{{name}}}":[1,1,80,80]}]}""");
        var outcome = await RivegProcess.RunAsync("dataset", "check", $"riveg:{At("own.jsonl")}");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(
            $"own.jsonl:1: \"{name}\" is not read; a box stands in \"box\":[x0,y0,x1,y1]", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FieldOfAnEntityThatNothingReads_IsNamed_AndABoxWithoutAPictureIsAFault()
    {
        Write(
            "own.jsonl", """{"id":"a","text":"Ada","entities":[{"start":0,"end":3,"type":"PER","fine_type":"poet","box":[1,1,80,80]}]}""");
        var outcome = await RivegProcess.RunAsync("dataset", "check", $"riveg:{At("own.jsonl")}");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("fields that are not read: entities.fine_type.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(
            "own.jsonl:1: the post has a box and no picture, so that no prediction can match it; give its \"image\" or take the box out.",
            outcome.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task SideFileThatCannotBeRead_EndsWithOne()
    {
        Write("own.jsonl", Own);
        var side = Write("captions.txt", "root:x:0:0\n");
        foreach (var option in new[] { "--captions", "--knowledge" })
        {
            var outcome = await RivegProcess.RunAsync(
                "annotate", "--dataset", $"riveg:{At("own.jsonl")}", option, side, "-o", At("out.jsonl"), "--force");
            Assert.True(outcome.ExitCode == 1, $"{option}: {outcome.ExitCode} {outcome.Error}");
        }
    }

    [Fact]
    public async Task ConvertingPicturesThatAreNotCalledByTheirIds_IsTold()
    {
        Write("own.jsonl", Own);
        var outcome = await RivegProcess.RunAsync("dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "gmner", "-o", At("g"));
        Assert.Contains(
            "1 posts have a picture that is not called by their id, as the form has it", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenLines_AreALineEachWithTheirPlace_AndTheRestIsRead()
    {
        Write("own.jsonl", Own + "{\"id\":\"c\",\"text\":\"Ada\"}\n");
        var outcome = await RivegProcess.RunAsync(
            "evaluate", "--dataset", $"riveg:{At("own.jsonl")}", "--predictions", Write("p.jsonl", Own), "--format", "json");
        Assert.Equal(
            (1, $"riveg: {At("own.jsonl")}:3: \"entities\" is missing or no list; [] says that the post names nothing; "
                + "correct the line or leave it out.\n"),
            (outcome.ExitCode, outcome.Error));
        Assert.Equal(2, JsonDocument.Parse(outcome.Output).RootElement.GetProperty("posts").GetInt32());
    }

    [Fact]
    public async Task UnknownSplit_ListsThoseThatAreThere()
    {
        Write("txt/mine.conll", "IMGID:1\nAda\tB-PER\n");
        Write("txt/yours.txt", "IMGID:2\nAda\tB-PER\n");
        Directory.CreateDirectory(At("xml"));
        Write("p.jsonl", """{"id":"1","entities":[{"start":0,"end":3,"type":"PER"}]}""");
        await RefusedAsync(
            $"The data set gmner in {At()} has no split \"dev\"; there are mine, yours.",
            "evaluate",
            "--dataset",
            $"gmner:{At()}",
            "--predictions",
            At("p.jsonl"));
        await DoneAsync("evaluate", "--dataset", $"gmner:{At()}", "--split", "mine", "--predictions", At("p.jsonl"));
    }

    [Fact]
    public async Task Train_OnOnesOwnFile_ScoresOnDevAndLearnsNothingFromIt()
    {
        Write("own.jsonl", string.Join('\n', Enumerable.Range(0, 12).Select(Line)));
        Write("dev.jsonl", Line(3) + "\n" + Line(40));
        var with = await RivegProcess.RunAsync(
            "train", "builtin", "--dataset", $"riveg:{At("own.jsonl")}", "--dev", $"riveg:{At("dev.jsonl")}", "-o", At("with.riveg"));
        Assert.True(with.ExitCode == 0, with.Error);
        Assert.Contains("2 posts, rule span", with.Output, StringComparison.Ordinal);
        Assert.Contains("recognition: 11 posts", with.Error, StringComparison.Ordinal);
        Write("less.jsonl", string.Join('\n', Enumerable.Range(0, 12).Where(i => i != 3).Select(Line)));
        var without = await RivegProcess.RunAsync("train", "builtin", "--dataset", $"riveg:{At("less.jsonl")}", "-o", At("without.riveg"));
        Assert.True(without.ExitCode == 0, without.Error);
        Assert.Equal(await File.ReadAllBytesAsync(At("without.riveg")), await File.ReadAllBytesAsync(At("with.riveg")));

        static string Line(int i) =>
            $$$"""{"id":"{{{i}}}","text":"Ada{{{i}}} Byron in Rome{{{i}}}","image":{"path":"{{{i}}}.jpg","width":200,"height":"""
                + $$$"""100},"entities":["""
                + $$"""{"start":0,"end":{{9 + $"{i}".Length}},"type":"PER","box":[{{10 + i}},10,90,90]},{"start":"""
                + $$"""{{13 + $"{i}".Length}},"end":{{17 + (2 * $"{i}".Length)}},"type":"LOC"}]}""";
    }

    [Fact]
    public async Task Train_WithClustersAndADataSetOfOtherRules_GivesAModelThatIsUsed()
    {
        Write("own.jsonl", string.Join('\n', Enumerable.Range(0, 12).Select(i =>
            $$$"""{"id":"{{{i}}}","text":"Ada sees Rome {{{i}}}","image":{"path":"{{{i}}}.jpg","width":200,"height":100},"entities":["""
                + $$$"""{"start":0,"end":3,"type":"PER","box":[{{{10 + i}}},10,90,90]},{"start":9,"end":13,"type":"LOC"}]}""")));
        Write("words.tsv", "0101\tAda\t20\n11\trome\t30\n0101\tGrace\t10\n");
        Write("other/train.txt", "IMGID:m1\n@ada\tB-PER\nhello\tO\n\nIMGID:m2\nGrace\tB-PER\nsees\tO\n");
        string[] arguments = ["train", "builtin", "--dataset", $"riveg:{At("own.jsonl")}", "--related", $"twitter-2015:{At("other")}"];
        var outcome = await RivegProcess.RunAsync([.. arguments, "--clusters", At("words.tsv"), "-o", At("x.riveg")]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains(
            "recognition: 12 posts, 0 without boxes, 2 of other rules, 3 words in clusters", outcome.Error, StringComparison.Ordinal);

        Write("p.json", $$$$"""{"extends":"builtin","stages":{"recognition":{"use":"builtin","model":"{{{{At("x.riveg")}}}}"}}}""");
        Assert.Contains("Rome", await DoneAsync("annotate", "Ada sees Rome 3", "--profile", At("p.json")), StringComparison.Ordinal);

        await RefusedAsync(
            $"there is no file {At("none.tsv")}.", [.. arguments, "--clusters", At("none.tsv"), "-o", At("y.riveg")]);
        Write("bad.tsv", "0101\tAda\t20\n012\trome\t30\n");
        await RefusedAsync(
            $"{At("bad.tsv")}:2: a line of clusters is a path of 0 and 1, a word and a count, parted by tabs.",
            [.. arguments, "--clusters", At("bad.tsv"), "-o", At("y.riveg")]);
        await RefusedAsync(
            $"-o {At("words.tsv")} is the input {At("words.tsv")} itself, which would be lost; name another file.",
            [.. arguments, "--clusters", At("words.tsv"), "-o", At("words.tsv")]);
    }

    [Fact]
    public async Task Train_OnWhatIsScored_SaysThatNothingIsLeft()
    {
        Write("own.jsonl", Own);
        var name = $"riveg:{At("own.jsonl")}";
        await RefusedAsync(
            $"All {Lines(Own).Count} posts of the data set {name} are left out, since they stand in --dev, and what is scored is never "
            + "trained on; nothing is left to train on.",
            "train", "builtin", "--dataset", name, "--dev", name, "-o", At("x.riveg"));
        await RefusedAsync("--dev-split goes with --dev.", "train", "builtin", "--dataset", name, "--dev-split", "x", "-o", At("x.riveg"));
        await RefusedAsync(
            $"{name} is one split; leave --dev-split out, or name another file.",
            "train", "builtin", "--dataset", name, "--dev", name, "--dev-split", "x", "-o", At("x.riveg"));
        await RefusedAsync(
            $"{name} is one split; leave --split out, or name another file.",
            "train", "builtin", "--dataset", name, "--split", "x", "-o", At("x.riveg"));
        Assert.False(File.Exists(At("x.riveg")));
    }

    [Fact]
    public async Task Train_OnASplitOfAnyName_IsTheSameAsOnAFile()
    {
        File.Copy(Concert, At("p.png"));
        Write("own.jsonl", string.Join('\n', Enumerable.Range(0, 4).Select(Line)) + "\nbroken");
        Write("yours.jsonl", Line(9));
        await RivegProcess.RunAsync("dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "gmner", "-o", At("set"));
        await RivegProcess.RunAsync("dataset", "convert", $"riveg:{At("yours.jsonl")}", "--to", "gmner", "-o", At("set"));
        var file = await RivegProcess.RunAsync("train", "builtin", "--dataset", $"riveg:{At("own.jsonl")}", "-o", At("file.riveg"));
        Assert.Equal(1, file.ExitCode);
        Assert.Contains("own.jsonl:5: not JSON at character 1", file.Error, StringComparison.Ordinal);
        var folder = await RivegProcess.RunAsync(
            "train", "builtin", "--dataset", $"gmner:{At("set")}", "--split", "own", "--dev", $"gmner:{At("set")}", "--dev-split", "yours",
            "-o", At("folder.riveg"));
        Assert.True(folder.ExitCode == 0, folder.Error);
        Assert.Contains("1 post, rule span", folder.Output, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(At("file.riveg")), await File.ReadAllBytesAsync(At("folder.riveg")));

        static string Line(int i) =>
            $$$"""{"id":"{{{i}}}","text":"Ada{{{i}}} Byron in Rome","image":"p.png","entities":[{"start":0,"end":10,"type":"PER","""
                + $$""" "box":[{{10 + i}},10,90,90]}]}""";
    }

    [Fact]
    public async Task Evaluate_ExceptWhatCannotBeRead_OrEverything_SaysSo()
    {
        Write("own.jsonl", Own);
        Write("p.jsonl", Own);
        Write("other.jsonl", "broken\n");
        string[] arguments =
            ["evaluate", "--dataset", $"riveg:{At("own.jsonl")}", "--predictions", At("p.jsonl"), "--except"];
        var broken = await RivegProcess.RunAsync([.. arguments, $"riveg:{At("other.jsonl")}"]);
        Assert.Equal(
            (1, $"riveg: {At("other.jsonl")}:1: not JSON at character 1; correct the line or leave it out.\n"),
            (broken.ExitCode, broken.Error));
        await RefusedAsync(
            $"All {Lines(Own).Count} posts of the data set riveg:{At("own.jsonl")} also stand in what --except names; "
            + "nothing is left to score.",
            [.. arguments, $"riveg:{At("own.jsonl")}"]);
        Write("set/txt/mine.txt", "IMGID:1\nx\tO\n");
        Directory.CreateDirectory(At("set", "xml"));
        Assert.Equal(0, (await RivegProcess.RunAsync([.. arguments, $"gmner:{At("set")}", "--except-split", "mine"])).ExitCode);
        await RefusedAsync(
            "--predictions and --stage-files are scored in different ways; leave one of them out; "
            + "--except goes with --predictions, not with --stage-files.",
            "evaluate", "--stage-files", At(), "--predictions", "a", "--except", "b");
    }

    [Fact]
    public async Task Images_OfGoldInFractions_AreFoundByEvaluateAndTrain()
    {
        Directory.CreateDirectory(At("pics"));
        File.Copy(Concert, At("pics", "p.png"));
        Write(
            "gold.jsonl",
            """{"id":"1","text":"Ada in Rome","image":"p.png","unit":"relative","entities":[{"start":0,"end":3,"type":"PER","box":[0.1,"""
                + """0.1,0.5,0.5],"unit":"relative"}]}""");
        var own = $"riveg:{At("gold.jsonl")}";
        string[] evaluate = ["evaluate", "--dataset", own, "--predictions", At("gold.jsonl"), "--format", "json"];
        Assert.Contains("in fractions of a picture", (await RivegProcess.RunAsync(evaluate)).Error, StringComparison.Ordinal);
        var scored = await RivegProcess.RunAsync([.. evaluate, "--images", At("pics")]);
        Assert.Equal(0, scored.ExitCode);
        Assert.Equal(1, JsonDocument.Parse(scored.Output).RootElement.GetProperty("gmner").GetProperty("right").GetInt32());
        foreach (string[] arguments in new[] { evaluate, ["train", "builtin", "--dataset", own, "-o", At("m.riveg")] })
        {
            await RefusedAsync($"there is no folder {At("none")} for --images.", [.. arguments, "--images", At("none")]);
        }
    }

    [Fact]
    public async Task Report_BesideOtherData_SaysWhatIsNotThere()
    {
        Write("own.jsonl", Own);
        Write("small.jsonl", """{"id":"a","entities":[{"start":0,"end":3,"type":"PER"}]}""" + "\n"
            + """{"id":"nobody","text":"x","entities":[]}""");
        var alone = await RivegProcess.RunAsync("report", At("small.jsonl"), "-o", At("page.html"));
        Assert.Equal(
            (1, $"riveg: {At("small.jsonl")}:1: \"text\" is missing; name the data set that has the post\n"),
            (alone.ExitCode, alone.Error));
        var beside = await RivegProcess.RunAsync(
            "report", At("small.jsonl"), "-o", At("page.html"), "--dataset", $"riveg:{At("own.jsonl")}");
        Assert.Equal((1, "riveg: 1 of 2 posts are not in the data set.\n"), (beside.ExitCode, beside.Error));
        Assert.Contains("Angela Merkel", await File.ReadAllTextAsync(At("page.html")), StringComparison.Ordinal);
        Write("broken.jsonl", Own + "\nbroken");
        var faulty = await RivegProcess.RunAsync(
            "report", At("own.jsonl"), "-o", At("page.html"), "--dataset", $"riveg:{At("broken.jsonl")}");
        Assert.Equal(1, faulty.ExitCode);
    }

    [Fact]
    public async Task Convert_OfWhatAnnotateWrote_KeepsItsCaptionsAndKnowledge()
    {
        Write(
            "posts.jsonl",
            """{"id":"1","text":"Ada in Rome","image":"p.png","captions":["a cat"],"knowledge":"Named entities: Ada (person)."}""");
        File.Copy(Concert, At("p.png"));
        await DoneAsync("annotate", At("posts.jsonl"), "-o", At("o.jsonl"));
        await DoneAsync("dataset", "convert", $"riveg:{At("o.jsonl")}", "--to", "riveg", "-o", At("again.jsonl"));
        var again = Lines(await File.ReadAllTextAsync(At("again.jsonl")))[0];
        Assert.Equal("a cat", again.GetProperty("captions")[0].GetString());
        Assert.Equal("Named entities: Ada (person).", again.GetProperty("knowledge").GetString());
    }

    [Fact]
    public async Task Convert_ThereAndBack_ChangesNothing()
    {
        Write("txt/own.txt", "IMGID:a.b\nAda\tB-PER\nin\tO\nRome\tB-LOC\n\nIMGID:2\nBob\tO\n\n");
        Write(
            "xml/a.b.xml",
            "<annotation><size><width>20</width><height>10</height></size><object><name>Ada</name><bndbox><xmin>1.5</xmin><ymin>1</ymin>"
            + "<xmax>5</xmax><ymax>5</ymax></bndbox></object></annotation>");
        await DoneAsync("dataset", "convert", $"gmner:{At()}", "--split", "own", "--to", "riveg", "-o", At("own.jsonl"));
        Assert.Equal(
            """
            {"id":"a.b","text":"Ada in Rome","offsets":"utf-16","image":{"path":"a.b.jpg","width":20,"height":10,"unseen":true},"tokens":[[0,3],[4,6],[7,11]],"entities":[{"start":0,"end":3,"text":"Ada","type":"PER","regions":[{"box":[1.5,1,5,5]}]},{"start":7,"end":11,"text":"Rome","type":"LOC","regions":[]}]}
            {"id":"2","text":"Bob","offsets":"utf-16","image":{"path":"2.jpg","unseen":true},"tokens":[[0,3]],"entities":[]}

            """,
            await File.ReadAllTextAsync(At("own.jsonl")));
        await DoneAsync("dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "gmner", "-o", At("back"));
        Assert.Equal(await File.ReadAllTextAsync(At("txt/own.txt")), await File.ReadAllTextAsync(At("back/txt/own.txt")));
        Assert.Equal(["a.b.xml"], Directory.GetFiles(At("back/xml")).Select(Path.GetFileName));
        Assert.Empty(Directory.GetFileSystemEntries(At("back")).Select(Path.GetFileName).Except(["txt", "xml"]));
        await DoneAsync("dataset", "convert", $"gmner:{At("back")}", "--split", "own", "--to", "riveg", "-o", At("again.jsonl"));
        Assert.Equal(await File.ReadAllTextAsync(At("own.jsonl")), await File.ReadAllTextAsync(At("again.jsonl")));
        var conll = await RivegProcess.RunAsync("dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "conll", "-o", At("own.conll"));
        Assert.Equal((0, "riveg: 1 box left out, which the form does not hold.\n"), (conll.ExitCode, conll.Error));
        Assert.Equal(await File.ReadAllTextAsync(At("txt/own.txt")), await File.ReadAllTextAsync(At("own.conll")));
        var coco = await RivegProcess.RunAsync("dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "coco", "-o", At("own.json"));
        Assert.Equal(0, coco.ExitCode);
        Assert.Equal([1.5, 1, 3.5, 4], JsonDocument.Parse(await File.ReadAllTextAsync(At("own.json"))).RootElement
            .GetProperty("annotations")[0]
            .GetProperty("bbox")
            .EnumerateArray()
            .Select(v => v.GetDouble()));
    }

    [Theory]
    [InlineData("riveg", "x.jsonl", "x.jsonl")]
    [InlineData("conll", "x.txt", "x.txt")]
    [InlineData("coco", "x.json", "x.json")]
    [InlineData("gmner", "x", "x/txt/own.txt")]
    public async Task Convert_OntoWhatIsThere_IsRefusedUnlessForced(string form, string output, string file)
    {
        Write("own.jsonl", Own);
        string[] arguments = ["dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", form, "-o", At(output)];
        var first = await RivegProcess.RunAsync(arguments);
        Assert.Equal(0, first.ExitCode);
        var content = await File.ReadAllTextAsync(At(file));
        await File.WriteAllTextAsync(At(file), "IMGID:mine\nAda\tO\n");
        await RefusedAsync(
            $"{At(file)} is there already; replace it by --force, or name another {(form == "gmner" ? "folder" : "file")}.", arguments);
        Assert.Equal("IMGID:mine\nAda\tO\n", await File.ReadAllTextAsync(At(file)));
        Assert.Equal(0, (await RivegProcess.RunAsync([.. arguments, "--force"])).ExitCode);
        Assert.Equal(content, await File.ReadAllTextAsync(At(file)));
        Assert.Empty(Directory.GetFileSystemEntries(At(), "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Convert_OntoItsInput_IsRefusedWhateverItsName()
    {
        Write("set/txt/own.txt", "IMGID:1\nAda\tB-PER\n");
        Directory.CreateDirectory(At("set", "xml"));
        Write("own.jsonl", Own);
        File.CreateSymbolicLink(At("link.jsonl"), At("own.jsonl"));
        Directory.CreateSymbolicLink(At("link"), At("set"));
        Directory.CreateDirectory(At("out", "txt"));
        File.CreateSymbolicLink(At("out", "txt", "own.txt"), At("own.jsonl"));
        await RefusedAsync(
            $"-o {At("link.jsonl")} is the input {At("own.jsonl")} itself, which would be lost; name another file.",
            "dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "conll", "-o", At("link.jsonl"), "--force");
        await RefusedAsync(
            $"-o {At("link")} is the data set itself; name another folder.",
            "dataset",
            "convert",
            $"gmner:{At("set")}",
            "--split",
            "own",
            "--to",
            "gmner",
            "-o",
            At("link"),
            "--force");
        await RefusedAsync(
            $"-o {At("out/txt/own.txt")} is the input {At("own.jsonl")} itself, which would be lost; name another file.",
            "dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "gmner", "-o", At("out"), "--force");
        await RefusedAsync(
            $"-o {At("set/txt/own.txt")} is the input {At("set/txt/own.txt")} itself, which would be lost; name another file.",
            "dataset", "convert", $"gmner:{At("set")}", "--split", "own", "--to", "conll", "-o", At("set/txt/own.txt"), "--force");
        Assert.Equal(Own, await File.ReadAllTextAsync(At("own.jsonl")));
        Assert.Equal("IMGID:1\nAda\tB-PER\n", await File.ReadAllTextAsync(At("set/txt/own.txt")));
    }

    [Fact]
    public async Task Convert_IntoAFolderOfSplits_AddsOneAndTouchesNoOther()
    {
        const string Ada = """{"id":"1","text":"Ada","image":{"path":"1.jpg","width":20,"height":10},"entities":[{"start":0,"end":"""
            + """3,"type":"PER","box":[1,1,5,5]}]}""";
        Write("train.jsonl", Ada);
        Write("dev.jsonl", Ada.Replace("\"id\":\"1\"", "\"id\":\"2\"", StringComparison.Ordinal));
        Write("bad.jsonl", Ada.Replace("[1,1,5,5]", "[2,2,6,6]", StringComparison.Ordinal));
        Write("g/notes.md", "mine");
        await DoneAsync("dataset", "convert", $"riveg:{At("train.jsonl")}", "--to", "gmner", "-o", At("g"));
        await DoneAsync("dataset", "convert", $"riveg:{At("dev.jsonl")}", "--to", "gmner", "-o", At("g"));
        await RefusedAsync(
            $"The picture 1 also belongs to another split of {At("g")}, with another annotation; name another folder.",
            "dataset", "convert", $"riveg:{At("bad.jsonl")}", "--to", "gmner", "-o", At("g"), "--force");
        Assert.Equal(["1.xml", "2.xml"], Directory.GetFiles(At("g/xml")).Select(Path.GetFileName).Order());
        Assert.Equal(["dev.txt", "train.txt"], Directory.GetFiles(At("g/txt")).Select(Path.GetFileName).Order());

        // A split that is replaced takes along the annotations that were its own alone.
        Write("dev.jsonl", Ada.Replace("\"id\":\"1\"", "\"id\":\"3\"", StringComparison.Ordinal));
        await DoneAsync("dataset", "convert", $"riveg:{At("dev.jsonl")}", "--to", "gmner", "-o", At("g"), "--force");
        Assert.Equal(["1.xml", "3.xml"], Directory.GetFiles(At("g/xml")).Select(Path.GetFileName).Order());
        Assert.Equal("mine", await File.ReadAllTextAsync(At("g/notes.md")));
    }

    [Fact]
    public async Task Convert_OfWhatTheFormCannotHold_WritesNothing()
    {
        Write("own.jsonl", Own.Replace("\"id\":\"a\"", "\"id\":\"x/a\"", StringComparison.Ordinal));
        await RefusedAsync(
            "The id \"x/a\" cannot stand in the CoNLL form: there an id is a picture's name without folders and without its ending. "
            + "Give other ids; nothing is written.",
            "dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "gmner", "-o", At("g"));
        Assert.False(Directory.Exists(At("g")));
        await RefusedAsync(
            "--knowledge goes with --to riveg, label-studio, imagefolder and parquet.",
            "dataset", "convert", $"riveg:{At("own.jsonl")}", "--to", "coco", "-o", At("x"),
            "--knowledge", At("own.jsonl"));
    }

    [Fact]
    public async Task Convert_WithPictures_NamesThemFromTheOutput()
    {
        Write("set/txt/dev.txt", "IMGID:1\nAda\tB-PER\n");
        Directory.CreateDirectory(At("set", "xml"));
        Directory.CreateDirectory(At("pictures"));
        File.Copy(Concert, At("pictures", "1.png"));
        await DoneAsync(
            "dataset", "convert", $"gmner:{At("set")}", "--images", At("pictures"), "--to", "riveg", "-o", At("far", "away", "dev.jsonl"));
        Assert.Contains(
            "\"image\":{\"path\":\"../../pictures/1.png\"}",
            await File.ReadAllTextAsync(At("far/away/dev.jsonl")),
            StringComparison.Ordinal);
        Assert.Contains(
            "missing pictures", await DoneAsync("dataset", "stats", $"riveg:{At("far/away/dev.jsonl")}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documentation_TheTwoFormsItShows_AreReadAndScored()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Riveg.TestKit.SharedFolder.RepositoryRoot, "docs", "data.md"));
        var shown = page.Split("```jsonl\n").Skip(1).Select(b => b.Split("```")[0]).ToList();
        Assert.Equal(2, shown.Count);
        Write("gold.jsonl", shown[0]);
        Write("predictions.jsonl", shown[1]);
        var scores = JsonDocument.Parse(await DoneAsync(
            "evaluate",
            "--dataset",
            $"riveg:{At("gold.jsonl")}",
            "--predictions",
            At("predictions.jsonl"),
            "--format",
            "json")).RootElement;
        Assert.Equal((1, 2, 2), (Count("right"), Count("predicted"), Count("gold")));

        int Count(string name) => scores.GetProperty("gmner").GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Knowledge_ThatIsGivenBack_FitsPostsWithoutTokens()
    {
        Write("own.jsonl", Own);
        Write(
            "k.txt",
            "Barack\tO\nObama\tO\nmet\tO\nAngela\tO\nMerkel\tO\nin\tO\nBerlin\tO\n<EOS>\tX\nPoliticians\tX\n\ngood\tO\nmorning\tO\n<EOS>"
            + "\tX\nNothing\tX\n\n");
        await DoneAsync(
            "dataset", "convert", $"riveg:{At("own.jsonl")}", "--knowledge", At("k.txt"), "--to", "riveg", "-o", At("with.jsonl"));
        Assert.Equal(
            ["Politicians", "Nothing"],
            Lines(await File.ReadAllTextAsync(At("with.jsonl"))).Select(l => l.GetProperty("knowledge").GetString()));
    }

    [Theory]
    [InlineData(
        "person",
        "PER",
        1,
        "mine.jsonl: no entity has a type that gold has, so none is right but in EEG: the types of gold are person, "
        + "those of the predictions PER.")]
    [InlineData("LOC", "PER", 0, "mine.jsonl: 1 entity is of the type PER, which gold does not have; the first is \"Ada\" in line 1.")]
    public async Task Evaluate_LabelsThatGoldDoesNotHave_AreTold(string gold, string predicted, int exitCode, string line)
    {
        Write("gold.jsonl", $$"""{"id":"1","text":"Ada","entities":[{"start":0,"end":3,"type":"{{gold}}"}]}""");
        Write("mine.jsonl", $$"""{"id":"1","entities":[{"start":0,"end":3,"type":"{{predicted}}"}]}""");
        var outcome = await RivegProcess.RunAsync("evaluate", "--dataset", $"riveg:{At("gold.jsonl")}", "--predictions", At("mine.jsonl"));
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains($"riveg: {At(line)}\n", outcome.Error, StringComparison.Ordinal);
    }

    private static async Task<string> DoneAsync(params string[] arguments)
    {
        var outcome = await RivegProcess.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, $"{string.Join(' ', arguments)}: {outcome.ExitCode} {outcome.Error}");
        return outcome.Output;
    }
}
