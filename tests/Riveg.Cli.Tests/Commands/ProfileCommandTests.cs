using System.Text.Json.Nodes;

namespace Riveg.Cli.Tests.Commands;

/// <summary>Which profile a command takes, who says so, and what it may say.</summary>
public sealed class ProfileCommandTests : CommandFolder
{
    private const string Text = "Barack Obama met Angela Merkel in Berlin";

    private string Kept => At("config", "riveg", "chosen-profile.json");

    private const string Missing =
        "Profile light needs 3 models that are not in the store: ultraface (1.6 MB), picodet-s (4.0 MB), ppocr-en (4.3 MB); "
        + "run 'riveg models pull light', or 'riveg annotate' with --pull.";

    private string Damaged => $"riveg: {Kept} is damaged: it holds no {{\"profile\":\"NAME\"}}. 'riveg profile use NAME' writes it anew, "
        + "'riveg profile use --clear' takes it away.\n";

    [Fact]
    public async Task List_WithoutAChoice_TakesBuiltinAndSaysWhatTheOthersLack()
    {
        var rows = await ListAsync();
        Assert.Equal(("yes: default", "yes"), rows["builtin"]);
        Assert.Equal(("", $"for posts without a picture; for others no: {Missing}"), rows["light"]);
        Assert.StartsWith(
            "no: The profile vlm is wrong: \"chat.endpoint\" is missing: give it, or set RIVEG_CHAT_ENDPOINT", rows["vlm"].Ready);
        Assert.Equal(
            "yes", (await ListAsync(new() { ["RIVEG_CHAT_ENDPOINT"] = "http://127.0.0.1:1/v1", ["RIVEG_CHAT_MODEL"] = "m" }))["vlm"].Ready);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://127.0.0.1:1/v1")]
    public async Task DoctorAndList_SayTheSameOfEveryProfile(string? endpoint)
    {
        var environment = new Dictionary<string, string?> { ["RIVEG_CHAT_ENDPOINT"] = endpoint, ["RIVEG_CHAT_MODEL"] = "m" };
        var listed = (await ListAsync(environment)).ToDictionary(r => r.Key, r => r.Value.Ready == "yes");
        var told = await DoctorAsync(environment);
        Assert.Equal(listed, told.ToDictionary(r => r.Key, r => r.Value.All(toDo => toDo == "nothing: ready")));
        Assert.Equal(endpoint is not null, listed["vlm"]);
        if (endpoint is null)
        {
            Assert.StartsWith(
                "The profile vlm is wrong: \"chat.endpoint\" is missing: give it, or set RIVEG_CHAT_ENDPOINT", told["vlm"][^1]);
        }
    }

    [Fact]
    public async Task Choice_OptionThenVariableThenKeptThenDefault()
    {
        Assert.Equal(
            (0, $"riveg: profile light is taken from now on where no --profile is given (kept in {Kept}).\n", ""),
            await RunAsync("profile", "use", "light"));
        Assert.Equal("yes: 'riveg profile use'", (await ListAsync())["light"].Taken);
        var variable = new Dictionary<string, string?> { ["RIVEG_PROFILE"] = "vlm" };
        Assert.Equal("yes: RIVEG_PROFILE", (await ListAsync(variable))["vlm"].Taken);
        Assert.Equal("yes: --profile", (await ListAsync(variable, "--profile", "paper"))["paper"].Taken);
        Assert.Equal("yes: 'riveg profile use'", (await ListAsync(new() { ["RIVEG_PROFILE"] = " " }))["light"].Taken);
        Assert.Equal((0, "riveg: no profile is chosen any more.\n", ""), await RunAsync("profile", "use", "--clear"));
        Assert.Equal((0, "riveg: no profile is chosen any more.\n", ""), await RunAsync("profile", "use", "--clear"));
        Assert.Equal("yes: default", (await ListAsync())["builtin"].Taken);
    }

    [Fact]
    public async Task Use_BesideTheVariable_SaysThatItGoesBefore() => Assert.Equal(
        $"riveg: profile light is taken from now on where no --profile is given (kept in {Kept}).\nriveg: "
        + "RIVEG_PROFILE is set and goes before it: vlm.\n",
        (await RunInAsync(new() { ["RIVEG_PROFILE"] = "vlm" }, "profile", "use", "light")).Error);

    [Fact]
    public async Task Use_File_IsKeptByItsFullPath()
    {
        var path = Write("mine.json", """{"extends":"builtin","stages":{"segmentation":"none"}}""");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        Assert.Equal(0, (await RunAsync("profile", "use", relative)).Code);
        Assert.Equal(
            path, JsonNode.Parse(await File.ReadAllTextAsync(Kept, TestContext.Current.CancellationToken))!["profile"]!.GetValue<string>());
        Assert.Equal(("yes: 'riveg profile use'", "yes"), (await ListAsync())[path]);
        var shown = await RunAsync("profile", "show");
        Assert.Equal($"riveg: profile {path}, chosen by 'riveg profile use'.\n", shown.Error);
        Assert.Equal(
            """{"stages":{"recognition":"builtin","expansion":"builtin","entailment":"builtin","grounding":"builtin","segmentation":"none"},"pipeline":{"groundingDecision":"expected-correctness"}}""",
            JsonNode.Parse(shown.Output)!.ToJsonString());
        Assert.Contains("profile mine", (await RunAsync("annotate", Text)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "There is no profile \"nowhere\", and no file that can be read; there are builtin, light, ofa, paper, vlm.")]
    [InlineData("Light", "There is no profile \"Light\", and no file that can be read; there are builtin, light, ofa, paper, vlm.")]
    [InlineData("FOLDER", "FOLDER is a folder, not a profile; name a file in it, or a named profile.")]
    [InlineData("WRONG", "The profile wrong is wrong: \"pipeline.batchSize\" is 0, must be 1 to 1024.")]
    public async Task Use_WhatIsNoProfile_IsRefusedAndKeepsTheOldOne(string name, string message)
    {
        await RunAsync("profile", "use", "light");
        var wrong = Write("wrong.json", """{"extends":"builtin","pipeline":{"batchSize":0}}""");
        string Real(string text) =>
            text.Replace("FOLDER", At("."), StringComparison.Ordinal).Replace("WRONG", wrong, StringComparison.Ordinal);
        Assert.Equal((2, $"riveg: {Real(message)}\n", ""), await RunAsync("profile", "use", Real(name)));
        Assert.Equal("yes: 'riveg profile use'", (await ListAsync())["light"].Taken);
    }

    [Theory]
    [InlineData]
    [InlineData("light", "--clear")]
    public async Task Use_WithoutAProfileOrWithBoth_IsRefused(params string[] arguments) =>
        Assert.Equal((2, "riveg: Give either a profile or --clear.\n", ""), await RunAsync(["profile", "use", .. arguments]));

    [Theory]
    [InlineData("")]
    [InlineData("light")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"profile":""}""")]
    [InlineData("""{"profile":3}""")]
    [InlineData("""{"profile":"light","profile":"vlm"}""")]
    [InlineData("""{"profile":"\ud800"}""")]
    [InlineData("""{"profile":"light","more":1}""")]
    public async Task DamagedChoice_IsOneLine(string content)
    {
        Write("config/riveg/chosen-profile.json", content);
        Assert.Equal((2, Damaged, ""), await RunAsync("profile", "show"));
    }

    [Fact]
    public async Task DamagedChoice_StandsInNobodysWayWhoDoesNotNeedIt()
    {
        Write("config/riveg/chosen-profile.json", "light");
        string[][] commands = [["annotate", Text], ["profile", "list"]];
        foreach (var command in commands)
        {
            Assert.Equal((2, Damaged, ""), await RunAsync(command));
        }

        Assert.Equal(0, (await RunAsync("annotate", Text, "--profile", "builtin")).Code);
        Assert.Equal(0, (await RunInAsync(new() { ["RIVEG_PROFILE"] = "builtin" }, "annotate", Text)).Code);
        Assert.Equal(0, (await RunAsync("profile", "use", "builtin")).Code);
        Assert.Equal(0, (await RunAsync("annotate", Text)).Code);
    }

    [Fact]
    public async Task Choice_ThatIsAFolder_IsOneLine()
    {
        Directory.CreateDirectory(Kept);
        Assert.StartsWith(
            $"riveg: {Kept}, which says the profile of 'riveg profile use', cannot be read: ",
            await OneLineAsync("annotate", Text),
            StringComparison.Ordinal);
        Assert.StartsWith(
            $"riveg: The choice cannot be kept in {Kept}: ", await OneLineAsync("profile", "use", "light"), StringComparison.Ordinal);
        Assert.StartsWith(
            $"riveg: The choice cannot be kept in {Kept}: ", await OneLineAsync("profile", "use", "--clear"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_WhereTheFolderCannotBeMade_IsOneLine()
    {
        Write("config", "a file in the folder's place");
        Assert.StartsWith(
            $"riveg: The choice cannot be kept in {Kept}: ", await OneLineAsync("profile", "use", "light"), StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("annotate", Text)).Code);
    }

    [Fact]
    public async Task Use_WithoutXdg_KeepsInTheHome()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there the folder is %APPDATA%");
        var home = new Dictionary<string, string?> { ["XDG_CONFIG_HOME"] = "not/absolute", ["HOME"] = At("home") };
        await RunInAsync(home, "profile", "use", "light");
        Assert.True(File.Exists(At("home", ".config", "riveg", "chosen-profile.json")));
        Assert.Equal([At("home", ".config", "riveg", "chosen-profile.json")], Directory.GetFiles(At("home", ".config", "riveg")));
    }

    [Fact]
    public async Task FailingCommand_SaysWhereItsProfileCameFrom()
    {
        Assert.Equal(
            (3, $"riveg: {Missing} (profile light, chosen by RIVEG_PROFILE)\n", ""),
            await RunInAsync(new() { ["RIVEG_PROFILE"] = "light" }, "annotate", Text, "--image", Concert));
        Assert.Equal(
            (3, $"riveg: {Missing}\n", ""),
            await RunInAsync(new() { ["RIVEG_PROFILE"] = "vlm" }, "annotate", Text, "--image", Concert, "--profile", "light"));
        await RunAsync("profile", "use", "light");
        Assert.Equal(
            (3, $"riveg: {Missing} (profile light, chosen by 'riveg profile use')\n", ""),
            await RunAsync("annotate", Text, "--image", Concert));
        Assert.Equal(
            (2, "riveg: There is no profile \"gone\", and no file that can be read; there are builtin, light, ofa, paper, vlm. "
                + "(profile gone, "
                + "chosen by RIVEG_PROFILE)\n", ""),
            await RunInAsync(new() { ["RIVEG_PROFILE"] = "gone" }, "annotate", Text));
    }

    [Fact]
    public async Task FailedPosts_SayWhereTheProfileCameFrom()
    {
        var posts = Write("posts.jsonl", """{"id":"a","text":"  "}""" + "\n");
        var outcome = await RunInAsync(new() { ["RIVEG_PROFILE"] = "builtin" }, "annotate", posts);
        Assert.Equal(1, outcome.Code);
        Assert.EndsWith("riveg: profile builtin, chosen by RIVEG_PROFILE.\n", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("builtin")]
    [InlineData("light")]
    [InlineData("paper")]
    [InlineData("vlm")]
    public async Task Show_Name_PrintsAProfileThatIsReadAgainAsTheSame(string name)
    {
        var shown = await RunAsync("profile", "show", name);
        Assert.Equal((0, ""), (shown.Code, shown.Error));
        Assert.DoesNotContain("extends", shown.Output, StringComparison.Ordinal);
        Assert.Equal(shown.Output, (await RunAsync("profile", "show", Write("again.json", shown.Output))).Output);
    }

    [Fact]
    public async Task Schema_DescribesEveryStageAndSection_OrThoseThatAreNamed()
    {
        var whole = JsonNode.Parse((await RunAsync("profile", "schema")).Output)!;
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", whole["$schema"]!.GetValue<string>());
        Assert.Equal(["$schema", "extends", "stages", "pipeline", "onnx", "chat"], whole["properties"]!.AsObject().Select(p => p.Key));
        Assert.Equal(8, whole["properties"]!["stages"]!["properties"]!.AsObject().Count);
        var one = JsonNode.Parse((await RunAsync("profile", "schema", "captions", "grounding")).Output)!;
        Assert.Equal(["captions", "grounding"], one["properties"]!["stages"]!["properties"]!.AsObject().Select(p => p.Key));
        Assert.Equal(2, (await RunAsync("profile", "schema", "recognitoin")).Code);
    }

    [Fact]
    public async Task ProfileWithASchemaForEditors_IsRead()
    {
        var path = Write("mine.json", """{"$schema":"profile.schema.json","extends":"builtin"}""");
        Assert.Equal(0, (await RunAsync("annotate", Text, "--profile", path)).Code);
    }

    private Task<(int Code, string Error, string Output)> RunAsync(params string[] arguments) => RunInAsync([], arguments);

    private async Task<(int Code, string Error, string Output)> RunInAsync(
        Dictionary<string, string?> environment, params string[] arguments)
    {
        environment.TryAdd("XDG_CONFIG_HOME", At("config"));
        environment.TryAdd("APPDATA", At("config"));
        environment.TryAdd("HF_HUB_CACHE", At("hub"));
        environment.TryAdd("RIVEG_HOME", At("models"));
        environment.TryAdd("RIVEG_CHAT_ENDPOINT", null);
        environment.TryAdd("RIVEG_CHAT_MODEL", null);
        var outcome = await RivegProcess.RunInAsync(environment, arguments);
        return (outcome.ExitCode, outcome.Error.ReplaceLineEndings("\n"), outcome.Output.ReplaceLineEndings("\n"));
    }

    private async Task<string> OneLineAsync(params string[] arguments)
    {
        var (code, error, output) = await RunAsync(arguments);
        Assert.Equal((2, 1, ""), (code, error.Count(c => c == '\n'), output));
        return error;
    }

    // What is to be done, by profile and model.
    private async Task<Dictionary<string, List<string>>> DoctorAsync(Dictionary<string, string?> environment)
    {
        var (code, _, output) = await RunInAsync(environment, "doctor");
        Assert.Equal(3, code);
        var rows = new Dictionary<string, List<string>>();
        foreach (var cells in output[output.IndexOf(" profiles ", StringComparison.Ordinal)..]
            .Split('\n')
            .Where(l => l.StartsWith('│'))
            .Skip(1)
            .Select(l => l.Split('│').Select(c => c.Trim()).ToList()))
        {
            if (cells[1].Length > 0)
            {
                rows.TryAdd(cells[1], []);
                rows[cells[1]].Add(cells[4]);
            }
            else
            {
                rows.Last().Value[^1] += $" {cells[4]}";
            }
        }

        return rows;
    }

    private Task<Dictionary<string, (string Taken, string Ready)>> ListAsync() => ListAsync([]);

    // Cells that are wider than the table are written on several lines.
    private async Task<Dictionary<string, (string Taken, string Ready)>> ListAsync(
        Dictionary<string, string?> environment, params string[] arguments)
    {
        var (code, error, output) = await RunInAsync(environment, ["profile", "list", .. arguments]);
        Assert.Equal((0, ""), (code, error));
        var rows = new Dictionary<string, (string Taken, string Ready)>();
        var last = "";
        foreach (var cells in output.Split('\n')
            .Where(l => l.StartsWith('│'))
            .Skip(1)
            .Select(l => l.Split('│').Select(c => c.Trim()).ToList()))
        {
            last = cells[1].Length > 0 ? cells[1] : last;
            var (taken, ready) = rows.GetValueOrDefault(last, ("", ""));
            rows[last] = (taken + cells[2], $"{ready} {cells[3]}".Trim());
        }

        return rows;
    }
}
