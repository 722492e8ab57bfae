using Riveg.Onnx.Store;
using Riveg.Onnx.Tests.Recognition;
using Riveg.Onnx.Tests.Segmentation;
using Riveg.Posts;
using Riveg.Profiles;
using Riveg.Stages;
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
        using var pipeline = catalog.CreatePipeline(catalog.LoadProfile("light"));

        var result = await pipeline.AnnotateAsync(
            new Post { Id = "1", Text = "Eileen in her suit", Image = ImageSource.FromFile(SharedFolder.Resolve("images", "astronaut.png")) }, Cancel);

        var entity = Assert.Single(result.Entities);
        Assert.True(Assert.Single(entity.Regions).Box.IntersectionOverUnion(new(30, 0, 440, 512)) > 0.6);
        var grounding = result.Provenance!.Stages["grounding"];
        Assert.Equal(("faces", "8f4c659275977e7a3bfbfa339a9c769ad793df50f9c0baa8c14b11baa1646430"), (grounding.Implementation, grounding.ModelSha256));
    }

    [Fact]
    public void Light_EmptyStore_NamesTheCommand()
    {
        var error = Assert.Throws<StageUnavailableException>(() => catalog.CreatePipeline(catalog.LoadProfile("light")));

        Assert.Equal("Model 'ultraface' is not in the store; run 'riveg models pull ultraface'.", error.Message);
    }

    [Fact]
    public async Task CreatePipeline_ConvertedModels_ServeRecognitionAndSegmentation()
    {
        ToyTagger.Write(store.ConvertedFolder("tagger"));
        ToySam.PlanarEncoder(folder["sam/encoder.onnx"]);
        ToySam.OfficialDecoder(folder["sam/decoder.onnx"]);
        var profile = TestCatalog.Profile(
            """ "recognition": { "use": "transformer-crf", "model": "tagger" }, "segmentation": { "use": "sam", "model": "sam", "threads": 1 } """, baseFolder: folder["."]);
        using var pipeline = catalog.CreatePipeline(profile);

        var result = await pipeline.AnnotateAsync(new Post { Id = "1", Text = "Anna Smith went to Rome" }, Cancel);

        Assert.Equal(["Anna Smith", "Rome"], result.Entities.Select(e => e.Text));
        Assert.Equal(["transformer-crf", "sam"], new[] { "recognition", "segmentation" }.Select(s => result.Provenance!.Stages[s].Implementation));
    }

    [Fact]
    public void LoadProfile_UnknownSetting_IsNamed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["profile.json"], """{ "stages": { "recognition": "builtin", "entailment": "builtin", "grounding": "builtin", "segmentation": { "use": "sam", "model": "x", "divice": "cpu" } } }""");

        var error = Assert.Throws<ProfileException>(() => catalog.LoadProfile(folder["profile.json"]));

        Assert.Contains("\"stages.segmentation\" (sam) has no setting \"divice\"; there are model, device, threads, deviceIndex", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "segmentation": "sam" """, "{}", "\"stages.segmentation\" (sam): needs a \"model\"")]
    [InlineData(""" "segmentation": { "use": "sam", "model": 3 } """, "{}", "\"model\" must be a text")]
    [InlineData(""" "segmentation": { "use": "sam", "model": "x", "threads": -1 } """, "{}", "\"threads\" must be a whole number from 0 on")]
    [InlineData(""" "segmentation": { "use": "sam", "model": "x" } """, """{ "device": "gpu" }""", "There is no device \"gpu\"; there are cpu, cuda, directml, coreml")]
    public void CreatePipeline_WrongSettings_NamesThem(string stages, string section, string expected)
    {
        var error = Assert.Throws<ProfileException>(() => catalog.CreatePipeline(TestCatalog.Profile(stages, section)));

        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("nowhere", "There is no model 'nowhere'")]
    [InlineData("sam-vit-b", "run 'riveg models pull sam-vit-b', then 'riveg models convert \"$(riveg models path sam-vit-b)\" --architecture sam -o ")]
    public void CreatePipeline_MissingModel_SaysWhatToRun(string model, string expected)
    {
        var profile = TestCatalog.Profile($$""" "segmentation": { "use": "sam", "model": "{{model}}" } """);

        Assert.Contains(expected, Assert.Throws<StageUnavailableException>(() => catalog.CreatePipeline(profile)).Message);
    }

    [Fact]
    public void CreatePipeline_DeviceThatIsNotThere_IsNoCpuInSilence()
    {
        ToySam.PlanarEncoder(folder["sam/encoder.onnx"]);
        ToySam.OfficialDecoder(folder["sam/decoder.onnx"]);
        var profile = TestCatalog.Profile(""" "segmentation": { "use": "sam", "model": "sam", "device": "cuda" } """, baseFolder: folder["."]);

        var error = Assert.Throws<StageUnavailableException>(() => catalog.CreatePipeline(profile));

        Assert.StartsWith("The device \"cuda\" cannot be used", error.Message);
        Assert.EndsWith("or choose \"cpu\".", error.Message);
    }
}
