using System.Text.Json;

namespace Riveg.Cli.Tests.Commands;

/// <summary><c>riveg benchmark photos</c>.</summary>
public sealed class PhotoBenchmarkCommandTests : CommandFolder
{
    private const string Own = """
        {"id":"a","text":"Barack Obama met Angela Merkel in Berlin","image":{"path":"p.png"},"entities":[{"start":0,"end":12,"type":"PER","regions":[{"box":[100,100,300,500]}]},{"start":17,"end":30,"type":"PER","regions":[]},{"start":34,"end":40,"type":"LOC","regions":[]}]}
        {"id":"b","text":"Angela Merkel again","image":{"path":"p.png"},"entities":[{"start":0,"end":13,"type":"PER","regions":[{"box":[100,100,300,500]}]}]}
        {"id":"c","text":"good morning","entities":[]}

        """;

    private string Data
    {
        get
        {
            File.Copy(Concert, At("p.png"), overwrite: true);
            return $"riveg:{Write("own.jsonl", Own)}";
        }
    }

    [Fact]
    public async Task Photos_AsJson_HasTheFiguresOfEachProfileBesideTheBaselines()
    {
        // A profile's file beside a name, in both ways of naming several.
        var file = Write("mine.json", """{"extends":"builtin","stages":{"segmentation":"none"}}""");
        var json = await DoneAsync("benchmark", "photos", "--dataset", Data, "--profile", "builtin", file, "--format", "json");
        var root = JsonDocument.Parse(json).RootElement;
        var twice = JsonDocument.Parse(await DoneAsync(
            "benchmark", "photos", "--dataset", Data, "--profile", "builtin", "--profile", file, "--format", "json")).RootElement;
        Assert.Equal(
            root.GetProperty("profiles").EnumerateArray().Select(p => p.GetProperty("gmner").GetDouble()),
            twice.GetProperty("profiles").EnumerateArray().Select(p => p.GetProperty("gmner").GetDouble()));
        Assert.Equal(
            (3, 4, 2, "gold", false),
            (root.GetProperty("posts").GetInt32(), root.GetProperty("names").GetInt32(), root.GetProperty("inPicture").GetInt32(),
                root.GetProperty("mentions").GetString(), root.GetProperty("knowledge").GetBoolean()));
        Assert.Equal(["builtin", file], root.GetProperty("profiles").EnumerateArray().Select(p => p.GetProperty("profile").GetString()));
        foreach (var profile in root.GetProperty("profiles").EnumerateArray())
        {
            Assert.Equal(0, profile.GetProperty("failed").GetInt32());
            Assert.All(
                ["gmner", "groundableRight", "absentBoxed"], n => Assert.InRange(profile.GetProperty(n).GetDouble(), 0, 1));
            Assert.InRange(profile.GetProperty("secondsPerPicture").GetDouble(), 1e-6, 60);
            Assert.InRange(profile.GetProperty("entailment").GetProperty("accuracy").GetDouble(), 0, 1);
            Assert.InRange(profile.GetProperty("entailment").GetProperty("calibrationError").GetDouble(), 0, 1);
            Assert.Equal(2, profile.GetProperty("intervals").GetProperty("gmner").GetArrayLength());
            Assert.Equal((2, 2), (
                profile.GetProperty("of").GetProperty("groundableRight").GetInt32(),
                profile.GetProperty("of").GetProperty("secondsPerPicture").GetInt32()));
            Assert.False(profile.TryGetProperty("mner", out _));
        }

        Assert.Equal(0.5, root.GetProperty("baselines").GetProperty("nothing").GetProperty("gmner").GetDouble());
        Assert.True(root.GetProperty("baselines").TryGetProperty("typeOnly", out _));
    }

    [Fact]
    public async Task Photos_Natural_ScoresWhatTheProfileFindsToo()
    {
        var root = JsonDocument.Parse(await DoneAsync(
            "benchmark", "photos", "--dataset", Data, "--natural", "--format", "json")).RootElement;
        var profile = Assert.Single(root.GetProperty("profiles").EnumerateArray());
        Assert.Equal("natural", root.GetProperty("mentions").GetString());
        Assert.Equal(1, profile.GetProperty("mner").GetDouble());
        Assert.Equal(1, root.GetProperty("baselines").GetProperty("nothing").GetProperty("mner").GetDouble());
    }

    [Fact]
    public async Task Photos_ProfileThatDoesNotLook_SaysSoOnce()
    {
        var outcome = await RivegProcess.RunAsync("benchmark", "photos", "--dataset", Data, "--profile", "builtin");
        Assert.Equal(
            (0, "riveg: profile builtin does not look at what the picture shows: its boxes are guesses from words, colours and edges; "
                + "'--profile light' after 'riveg models pull light' gets eyes (10 MB, once).\n"),
            (outcome.ExitCode, string.Concat(
                outcome.Error.ReplaceLineEndings("\n").Split('\n')
                    .Where(l => l.StartsWith("riveg:", StringComparison.Ordinal)).Select(l => l + "\n"))));
    }

    [Fact]
    public async Task Photos_AsTable_HasAColumnForEachSystem()
    {
        var table = await DoneAsync("benchmark", "photos", "--dataset", Data, "--profile", "builtin");
        Assert.Matches(@"builtin +│ +nothing +│ +typeOnly", table);
        Assert.Contains(
            "3 posts, 4 names, 2 in their pictures; gold mentions, without knowledge",
            string.Join(' ', table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photos_AFaultOfGoldOrAPictureThatIsGone_IsToldAndEndsWithOne()
    {
        var data = Data;
        File.AppendAllText(At("own.jsonl"), "broken\n");
        var outcome = await RivegProcess.RunAsync("benchmark", "photos", "--dataset", data, "--format", "json");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("own.jsonl:4: ", outcome.Error, StringComparison.Ordinal);

        Write("own.jsonl", Own.Replace(
            """Angela Merkel again","image":{"path":"p.png"}""", """Angela Merkel again","image":{"path":"q.png"}"""));
        outcome = await RivegProcess.RunAsync("benchmark", "photos", "--dataset", data, "--format", "json");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("builtin: post b: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(
            1, JsonDocument.Parse(outcome.Output).RootElement.GetProperty("profiles")[0].GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task Photos_WithoutPicturesOrNames_SaysSo()
    {
        await RefusedAsync(
            "Give --dataset KIND:DIR or riveg:FILE.jsonl, annotated posts with their photographs.", "benchmark", "photos");
        var none = Write("none.jsonl", """{"id":"c","text":"good morning","entities":[]}""");
        await RefusedAsync(
            $"The data set riveg:{none} holds no post with names that can be read; there is nothing to measure.",
            "benchmark", "photos", "--dataset", $"riveg:{none}");
        Write("txt/test.txt", "IMGID:1\nAda\tB-PER\n");
        Write("xml/1.xml", "<annotation><size><width>9</width><height>9</height></size></annotation>");
        await RefusedAsync(
            $"No post of gmner:{At()} has a picture that can be looked at; name their folder with --images DIR.",
            "benchmark", "photos", "--dataset", $"gmner:{At()}", "--split", "test");
    }

    [Fact]
    public async Task Photos_AProfileWhoseModelIsMissing_EndsWithThreeBeforeAnythingIsMeasured()
    {
        var outcome = await RivegProcess.RunInAsync(
            new Dictionary<string, string?> { ["HF_HUB_CACHE"] = At("hub"), ["RIVEG_HOME"] = At("home") },
            "benchmark", "photos", "--dataset", Data, "--profile", "builtin", "light");
        Assert.Equal((3, string.Empty), (outcome.ExitCode, outcome.Output));
        Assert.Contains("riveg models pull", Assert.Single(outcome.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    private static async Task<string> DoneAsync(params string[] arguments)
    {
        var outcome = await RivegProcess.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return outcome.Output;
    }
}
