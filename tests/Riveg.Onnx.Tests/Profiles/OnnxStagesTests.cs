using Riveg.Evidence;
using Riveg.Faults;
using Riveg.Onnx.Store;
using Riveg.Onnx.Tests.Recognition;
using Riveg.Onnx.Tests.Segmentation;
using Riveg.Posts;
using Riveg.Profiles;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Profiles;

public sealed class OnnxStagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ModelStore store;
    private readonly StageCatalog catalog;

    public OnnxStagesTests()
    {
        store = new ModelStore(new ModelStoreOptions { HubCache = folder["hub"], Home = folder["home"], Offline = true });
        catalog = TestCatalog.Create(store);
    }

    private RivegPipelineBuilder Light() => RivegPipeline.CreateBuilder("light").ConfigureCatalog(c => TestCatalog.AddTo(c, store));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        folder.Dispose();
    }

    [SharedFact]
    public async Task Light_StoreFilledFromAFolder_AnnotatesAPhotograph()
    {
        await store.ImportAsync("ultraface", SharedFolder.Resolve("models", "ultraface"), Cancel);
        using var pipeline = Light().Build();

        var result = await pipeline.AnnotateAsync(
            new Post { Id = "1", Text = "Eileen in her suit", Image = ImageSource.FromFile(
                SharedFolder.Resolve("images", "astronaut.png")) }, Cancel);

        var entity = Assert.Single(result.Entities);
        Assert.True(Assert.Single(entity.Regions).Box.IntersectionOverUnion(new(30, 0, 440, 512)) > 0.6);
        var observation = result.Provenance!.Stages["observation"];
        Assert.Equal(
            ("faces", "8f4c659275977e7a3bfbfa339a9c769ad793df50f9c0baa8c14b11baa1646430"),
            (observation.Implementation, observation.ModelSha256));
        Assert.Contains(result.Observations, o => o.Kind == ObservationKind.Face && o.Box!.Value.IsProper);
    }

    [Fact]
    public void Light_EmptyStore_NamesTheCommand()
    {
        var error = Assert.Throws<StageUnavailableException>(Light().Build);

        Assert.Equal("Model 'ultraface' is not in the store; run 'riveg models pull ultraface'.", error.Message);
    }

    [Fact]
    public async Task CreatePipeline_ConvertedModels_ServeRecognitionAndSegmentation()
    {
        ToyTagger.Write(store.ConvertedFolder("tagger"));
        ToySam.PlanarEncoder(folder["sam/encoder.onnx"]);
        ToySam.OfficialDecoder(folder["sam/decoder.onnx"]);
        var builder = TestCatalog.Builder(
            store,
            $$""" "recognition": { "use": "transformer-crf", "model": "tagger" }, "segmentation": { "use": "sam", "model":"""
                + $$""" "{{folder["sam"]}}", "threads": 1 } """);
        using var pipeline = builder.Build();

        var result = await pipeline.AnnotateAsync(new Post { Id = "1", Text = "Anna Smith went to Rome" }, Cancel);

        Assert.Equal(["Anna Smith", "Rome"], result.Entities.Select(e => e.Text));
        Assert.Equal(
            ["transformer-crf", "sam"], new[] { "recognition", "segmentation" }.Select(s => result.Provenance!.Stages[s].Implementation));
    }

    [Fact]
    public void LoadProfile_UnknownSetting_IsNamed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder["profile.json"],
            """{ "stages": { "recognition": "builtin", "entailment": "builtin", "grounding": "builtin", "segmentation": { "use": "sam","""
                + """ "model": "x", "divice": "cpu" } } }""");

        var error = Assert.Throws<ProfileException>(() => catalog.LoadProfile(folder["profile.json"]));

        Assert.Contains(
            "\"stages.segmentation\" (sam) has no setting \"divice\"; there are model, device, threads, deviceIndex",
            error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "segmentation": "sam" """, "{}", "\"stages.segmentation.model\" is missing: a folder or a name of 'riveg models list'")]
    [InlineData(""" "segmentation": { "use": "sam", "model": 3 } """, "{}", "\"stages.segmentation.model\" is 3, must be a text")]
    [InlineData(
        """ "segmentation": { "use": "sam", "model": "x", "threads": -1 } """,
        "{}",
        "\"stages.segmentation.threads\" is -1, must be at least 0")]
    [InlineData(
        """ "segmentation": { "use": "sam", "model": "x" } """,
        """{ "device": "gpu" }""",
        "\"onnx.device\" is \"gpu\", must be cpu, cuda, directml or coreml")]
    public void CreatePipeline_WrongSettings_NamesThem(string stages, string section, string expected)
    {
        var error = Assert.Throws<ProfileException>(TestCatalog.Builder(store, stages, section).Build);

        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("nowhere", "There is no model 'nowhere'")]
    [InlineData(
        "sam-vit-b",
        "run 'riveg models pull sam-vit-b', then 'riveg models convert \"$(riveg models path sam-vit-b)\" --architecture sam -o ")]
    public void CreatePipeline_MissingModel_SaysWhatToRun(string model, string expected)
    {
        var builder = TestCatalog.Builder(store, $$""" "segmentation": { "use": "sam", "model": "{{model}}" } """);

        Assert.Contains(expected, Assert.Throws<StageUnavailableException>(builder.Build).Message);
    }

    [Fact]
    public void CreatePipeline_DeviceThatIsNotThere_IsNoCpuInSilence()
    {
        ToySam.PlanarEncoder(folder["sam/encoder.onnx"]);
        ToySam.OfficialDecoder(folder["sam/decoder.onnx"]);
        var builder = TestCatalog.Builder(
            store, $$""" "segmentation": { "use": "sam", "model": "{{folder["sam"]}}", "device": "cuda" } """);

        var error = Assert.Throws<StageUnavailableException>(builder.Build);

        Assert.StartsWith("The device \"cuda\" cannot be used", error.Message);
        Assert.EndsWith("or choose \"cpu\".", error.Message);
    }
}
