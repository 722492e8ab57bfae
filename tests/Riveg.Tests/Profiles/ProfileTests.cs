using System.Text.Json.Nodes;
using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Profiles;
using Riveg.Recognition;
using Riveg.Tests.Pipeline;

namespace Riveg.Tests.Profiles;

public sealed class ProfileTests : IDisposable
{
    private const string Complete = """{"stages":{"recognition":"r","entailment":"e","grounding":"g"}}""";

    private readonly TemporaryFolder folder = new("riveg-profile-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void LoadProfile_ThatExtends_LaysItselfOverTheOther()
    {
        var catalog = new StageCatalog()
            .AddProfile(
                "base",
                """{"stages":{"recognition":"r","entailment":"e","grounding":{"use":"g","a":1}},"chat":{"model":"m","endpoint":"x"}}""")
            .AddSection<ChatLike>("chat");
        var path = Write(
            "mine.json",
            """{"extends":"base","chat":{"model":"n"},"stages":{"grounding":{"use":"h","b":2},"segmentation":"none"},/* why */}""");
        var profile = catalog.LoadProfile(path);
        Assert.Equal(("mine", "h"), (profile.Name, profile.Stages[StageSlots.Grounding].Implementation));
        Assert.Equal("""{"use":"h","b":2}""", profile.Stages[StageSlots.Grounding].Settings.ToJsonString());
        Assert.Equal("""{"model":"n","endpoint":"x"}""", profile.Section("chat")!.ToJsonString());
        Assert.Equal(Path.Combine(folder.Path, "p.txt"), profile.ResolvePath("p.txt"));
        Assert.Equal(
            """{"model":"n","endpoint":"x","offline":true}""",
            profile.With("chat", new JsonObject { ["offline"] = true }).Section("chat")!.ToJsonString());
    }

    [Theory]
    [InlineData("{", "is not JSON at line 1, character 2.")]
    [InlineData("[]", "is no JSON object.")]
    [InlineData("""{"stages":{"recognition":"r"}}""", "\"stages.entailment\" is missing; \"stages.grounding\" is missing "
        + "(\"extends\": \"builtin\" fills what is left out).")]
    [InlineData(
        """{"stages":{"recognition":"none","entailment":5,"grounding":"g","ocr":"x"}}""",
        "\"stages.recognition\" cannot be \"none\"; \"stages.entailment\" is neither a name nor an object with \"use\"; "
        + "\"stages\" has no \"ocr\"")]
    [InlineData("""{"extends":"nowhere"}""", "There is no profile \"nowhere\", and no file that can be read; there are .")]
    [InlineData("""{"extends":"p.json"}""", "in a circle")]
    [InlineData("""{"extends":"/dev/zero"}""", "The file /dev/zero is no profile: it is empty, or a pipe or a device.")]
    [InlineData("""{"extends":""}""", "\"extends\" is no name or path")]
    [InlineData("""{"extends":["a"]}""", "\"extends\" is no name or path")]
    [InlineData("""{"extends":"a\u0000b"}""", "There is no profile")]
    [InlineData(
        """{"pipline":{},"stages":[],"pipeline":3}""",
        "The profile p is wrong: there is no field \"pipline\"; there are $schema, extends, stages, pipeline; \"stages\" is no object; "
        + "\"pipeline\" is no object.")]
    [InlineData("""{"stages":{"recognition":"r"},"stages":{"recognition":"s"}}""", "The profile p is wrong: \"stages\" stands there twice")]
    [InlineData("""{"stages":{"recognition":{"use":"r","a":1,"a":2}}}""", "\"stages.recognition.a\" stands there twice; ")]
    [InlineData(
        """{"extends":"builtin","e\u0078tends":"other","stages":{"recognition":{"use":"r","a":[{"b":1,"b":2}]}}}""",
        "The profile p is wrong: \"extends\" stands there twice; \"stages.recognition.a[0].b\" stands there twice; ")]
    [InlineData("""{"extends":"\ud800"}""", "half a surrogate pair")]
    [InlineData("""{"\ud800":1}""", "half a surrogate pair")]
    public void LoadProfile_Wrong_SaysWhat(string json, string message)
    {
        var exception = Assert.Throws<ProfileException>(() => new StageCatalog().LoadProfile(Write("p.json", json)));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void LoadProfile_FaultsOnAllLevels_NamesAllAtOnceWithTheirPlaces()
    {
        Write("below.json", """{"extends":"builtin","yy":2}""");
        var path = Write(
            "p.json",
            """
            {"$schema":5,"zz":1,"extends":"below.json","stages":{"recogniton":"x","recognition":"none","captions":{"use":"none","prompt":"p"},
             "grounding":{"use":"builtin","modle":"m"},"entailment":"bogus"},"pipeline":{"minScore":5,"bogus":1,"batchSize":"x","batchSize":2}}
            """);
        const string Stages = "captions, observation, knowledge, recognition, expansion, entailment, grounding, segmentation";
        Assert.Equal(
            "The profile p is wrong: \"pipeline.batchSize\" stands there twice; \"$schema\" is no text; there is no field \"zz\"; "
            + "there are $schema, extends, stages, pipeline; in below, there is no field \"yy\"; there are $schema, extends, stages, pipeline; "
            + $"\"stages.recognition\" cannot be \"none\"; \"stages\" has no \"recogniton\"; there are {Stages}; "
            + "\"stages.captions\" is \"none\", which has no settings; "
            + "\"stages.grounding\" (builtin) has no setting \"modle\"; there are model; \"pipeline.minScore\" is 5, must be 0 to 1; "
            + "\"pipeline\" has no \"bogus\"; there are batchSize, maxBatchesInFlight, maxPixelsInFlight, minScore, stageTimeLimitSeconds, "
            + "postTimeLimitSeconds, groundingDecision, entailmentThreshold; "
            + "\"pipeline.batchSize\" is \"x\", must be a whole number, 1 to 1024; "
            + "\"stages.entailment\" has no implementation \"bogus\"; there are builtin, observed.",
            Assert.Throws<ProfileException>(() => StageCatalog.CreateDefault().LoadWholeProfile(path)).Message);
    }

    [Fact]
    public void LoadProfile_BaseThatIsNotThere_StillNamesTheRest()
    {
        var path = Write("p.json", """{"extends":"nowhere","zz":1,"pipeline":{"minScore":5}}""");
        Assert.Equal(
            "The profile p is wrong: there is no field \"zz\"; there are $schema, extends, stages, pipeline; \"extends\": There is no profile "
            + "\"nowhere\", and no file that can be read; there are builtin; \"pipeline.minScore\" is 5, must be 0 to 1.",
            Assert.Throws<ProfileException>(() => StageCatalog.CreateDefault().LoadProfile(path)).Message);
    }

    [Fact]
    public void LoadProfile_SettingsWithoutAName_AreThoseOfWhatServesTheStage()
    {
        var path = Write("p.json", """{"extends":"builtin","stages":{"recognition":{"model":"m.riveg"}}}""");
        var choice = StageCatalog.CreateDefault().LoadProfile(path).Stages[StageSlots.Recognition];
        Assert.Equal(("builtin", "m.riveg"), (choice.Implementation, choice.Settings["model"]!.GetValue<string>()));
    }

    [Fact]
    public async Task LoadProfile_NamedPipe_IsRefusedAndNotWaitedFor()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "named pipes of POSIX");
        var pipe = Path.Combine(Path.GetDirectoryName(Write("x.json", "{}"))!, "pipe.json");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var load = Task.Run(() => Assert.Throws<ProfileException>(() => new StageCatalog().LoadProfile(pipe)).Message);
        Assert.Equal(
            $"The file {pipe} is no profile: it is empty, or a pipe or a device.",
            await load.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void LoadProfile_SettingThatNobodyReads_IsRefused()
    {
        var path = Write(
            "p.json",
            """{"extends":"builtin","stages":{"recognition":{"use":"builtin","modle":"x"},"segmentation":"""
                + """{"use":"builtin","model":"x"}}}""");
        Assert.Equal(
            "The profile p is wrong: \"stages.recognition\" (builtin) has no setting \"modle\"; there are model; "
            + "\"stages.segmentation\" (builtin) has no setting \"model\"; there are none.",
            Assert.Throws<ProfileException>(() => StageCatalog.CreateDefault().LoadProfile(path)).Message);
    }

    [Theory]
    [InlineData("5", "is 5, must be a text")]
    [InlineData("\"\"", "is empty, must be a text")]
    [InlineData("{}", "is an object, must be a text")]
    public void CreatePipeline_ModelThatIsNoPath_IsRefused(string model, string fault)
    {
        var profile = Write("p.json", """{"extends":"builtin","stages":{"recognition":{"use":"builtin","model":MODEL}}}""".Replace(
            "MODEL", model, StringComparison.Ordinal));
        Assert.Equal(
            $"The profile p is wrong: \"stages.recognition.model\" {fault}.",
            Assert.Throws<ProfileException>(() => RivegPipeline.CreateBuilder(profile).Build()).Message);
    }

    [Fact]
    public void CreatePipeline_UnknownImplementation_NamesThoseThatThereAre()
    {
        var builder = RivegPipeline.CreateBuilder("p").ConfigureCatalog(c => c
            .AddProfile("p", Complete)
            .Add(StageSlots.Recognition, "other", _ => PipelineFixture.Stages().Get(StageSlots.Recognition)));
        Assert.Equal(
            "The profile p is wrong: \"stages.recognition\" has no implementation \"r\"; there are builtin, other; "
            + "\"stages.entailment\" has no implementation \"e\"; there are builtin, observed; "
            + "\"stages.grounding\" has no implementation \"g\"; there are builtin, observed.",
            Assert.Throws<ProfileException>(builder.Build).Message);
    }

    [Fact]
    public void CreatePipeline_StageUnavailable_DisposesWhatWasMade()
    {
        var shared = new MemoryStream();
        var builder = Builder(c => c.Shared("s", () => shared) is null ? null! : PipelineFixture.Stages().Get(StageSlots.Recognition))
            .ConfigureCatalog(c => c.Add(
                StageSlots.Grounding, "g", _ => throw new StageUnavailableException("The model is missing; run 'riveg models pull g'.")));
        Assert.Throws<StageUnavailableException>(builder.Build);
        Assert.False(shared.CanRead);
    }

    [Fact]
    public void Dispose_OfAPipeline_DisposesWhatItsStagesShare()
    {
        var shared = new MemoryStream();
        var builder = Builder(c => c.Shared("s", () => shared) == c.Shared("s", () => new MemoryStream())
            ? PipelineFixture.Stages().Get(StageSlots.Recognition)
            : null!);
        builder.Build().Dispose();
        Assert.False(shared.CanRead);
    }

    [Theory]
    [InlineData("""{"batchSize":"x"}""", "\"pipeline.batchSize\" is \"x\", must be a whole number, 1 to 1024")]
    [InlineData("""{"batchSize":0}""", "\"pipeline.batchSize\" is 0, must be 1 to 1024")]
    [InlineData("""{"entailmentThreshold":2}""", "\"pipeline.entailmentThreshold\" is 2, must be 0 to 1")]
    [InlineData("""{"speed":2}""", "\"pipeline\" has no \"speed\"")]
    public void CreatePipeline_WrongPipelineSection_SaysWhat(string section, string message)
    {
        var builder = Builder(_ => PipelineFixture.Stages().Get(StageSlots.Recognition)).Configure(
            "pipeline", JsonNode.Parse(section)!.AsObject());
        Assert.Contains(message, Assert.Throws<ProfileException>(builder.Build).Message, StringComparison.Ordinal);
    }

    private static RivegPipelineBuilder Builder(Func<StageCreation, IEntityRecognizer> recognition) =>
        RivegPipeline.CreateBuilder("p").ConfigureCatalog(c => c
        .AddProfile("p", Complete)
        .Add(StageSlots.Recognition, "r", recognition)
        .Add(StageSlots.Entailment, "e", _ => PipelineFixture.Stages().Get(StageSlots.Entailment))
        .Add(StageSlots.Grounding, "g", _ => PipelineFixture.Stages().Get(StageSlots.Grounding)));

    private string Write(string name, string json)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, json);
        return path;
    }

    private sealed record ChatLike
    {
        public string? Model { get; init; }

        public string? Endpoint { get; init; }

        public bool Offline { get; init; }
    }
}
