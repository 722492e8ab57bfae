using Riveg.Evidence;
using Riveg.Faults;
using Riveg.Onnx.Store;
using Riveg.Onnx.Tests.Observation.Objects;
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
        foreach (var (model, from) in new[] { ("ultraface", "ultraface"), ("picodet-s", "picodet-s"), ("ppocr-en", "ppocr") })
        {
            await store.ImportAsync(model, SharedFolder.Resolve("models", from), Cancel);
        }

        using var pipeline = Light().Build();

        var result = await pipeline.AnnotateAsync(
            new Post { Id = "1", Text = "Eileen in her suit", Image = ImageSource.FromFile(
                SharedFolder.Resolve("images", "astronaut.png")) }, Cancel);

        var entity = Assert.Single(result.Entities);
        Assert.True(Assert.Single(entity.Regions).Box.IntersectionOverUnion(new(30, 0, 440, 512)) > 0.6);
        var observation = result.Provenance!.Stages["observation"];
        Assert.Equal(
            ("faces+objects+words", "8f4c659275977e7a3bfbfa339a9c769ad793df50f9c0baa8c14b11baa1646430"),
            (observation.Implementation, observation.Details["faces.modelSha256"]));
        Assert.Contains(result.Observations, o => o.Kind == ObservationKind.Face && o.Box!.Value.IsProper);
    }

    private const string NeedsThree =
        "Profile light needs 3 models that are not in the store: ultraface (1.6 MB), picodet-s (4.0 MB), ppocr-en (4.3 MB); "
        + "run 'riveg models pull light', or 'riveg annotate' with --pull.";

    [Fact]
    public async Task Light_EmptyStore_ReadsTextAndNamesTheCommandForAPicture()
    {
        using var pipeline = Light().Build();

        var result = await pipeline.AnnotateAsync(Words, cancellationToken: Cancel);

        Assert.Equal(["Adele", "London"], result.Entities.Select(e => e.Text));
        Assert.Equal("ultraface", result.Provenance!.Stages["observation"].Details["faces.missing"]);
        var recognition = result.Provenance.Stages["recognition"];
        Assert.Equal(("tagger", "riveg-tagger", 64), (recognition.Implementation, recognition.Model, recognition.ModelSha256!.Length));
        Assert.Equal(NeedsThree, Assert.Throws<StageUnavailableException>(pipeline.EnsureReadyForPictures).Message);
        var error = await Assert.ThrowsAsync<StageUnavailableException>(() => pipeline.AnnotateAsync(Words, Picture(), Cancel));
        Assert.Equal(NeedsThree, error.Message);
    }

    [Fact]
    public async Task Light_EmptyStoreAndAStream_EndsAtThePictureBehindWhatIsDone()
    {
        using var pipeline = Light().Configure(o => o with { BatchSize = 2, MaxBatchesInFlight = 1 }).Build();
        var posts = Enumerable.Range(0, 6).Select(i => new Post { Id = $"{i}", Text = Words, Image = i == 4 ? Picture() : null });
        var done = new List<string>();

        var error = await Assert.ThrowsAsync<StageUnavailableException>(async () =>
        {
            await foreach (var result in pipeline.AnnotateAsync(posts.ToAsyncEnumerable(), Cancel))
            {
                done.Add(result.PostId);
            }
        });

        Assert.Equal(NeedsThree, error.Message);
        Assert.Equal(["0", "1", "2", "3"], done);
    }

    [Fact]
    public async Task Light_EmptyStoreAndAPictureThatIsNotToBeHad_NeedsNoEyes()
    {
        using var pipeline = Light().Build();

        var result = await pipeline.AnnotateAsync(
            new Post { Id = "1", Text = Words, Image = ImageSource.Unseen("gone.jpg") }, Cancel);

        Assert.True(result.Succeeded, string.Join(' ', result.AllFaults().Select(f => f.Message)));
    }

    [Theory]
    [InlineData(""" "entailment": { "use": "ofa", "model": "ofa-large-snli-ve" } """, "ofa-large-snli-ve")]
    [InlineData(""" "grounding": { "use": "ofa", "model": "ofa-large-refcoco" } """, "ofa-large-refcoco")]
    [InlineData(""" "segmentation": { "use": "sam", "model": "mobile-sam" } """, "mobile-sam")]
    [InlineData(""" "observation": "objects" """, "picodet-s")]
    public async Task CreatePipeline_MissingModelOfAPictureStage_IsToldWithTheFirstPicture(string stages, string model)
    {
        using var pipeline = TestCatalog.Builder(store, stages).Build();

        Assert.NotEmpty((await pipeline.AnnotateAsync(Words, cancellationToken: Cancel)).Entities);
        var error = await Assert.ThrowsAsync<StageUnavailableException>(() => pipeline.AnnotateAsync(Words, Picture(), Cancel));
        Assert.Contains($"riveg models pull {model}", error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Message, Assert.Throws<StageUnavailableException>(pipeline.EnsureReadyForPictures).Message);
    }

    [Theory]
    [InlineData(""" "entailment": { "use": "ofa", "model": "ofa-large-snli-ve" } """)]
    [InlineData(""" "grounding": { "use": "ofa", "model": "ofa-large-refcoco" } """)]
    public async Task CreatePipeline_MissingModelThatGuesses_IsToldBeforeAnythingIsDone(string stages)
    {
        using var pipeline = TestCatalog.Builder(store, stages).Configure(o => o with { BatchSize = 4 }).Build();
        var done = new List<string>();

        // Without a name in it nothing would have been guessed about: whether there is one is not known before the work.
        Post[] posts = [new() { Id = "1", Text = Words }, new() { Id = "2", Text = "so it is", Image = ImageSource.Unseen("gone.jpg") }];
        var error = await Assert.ThrowsAsync<StageUnavailableException>(async () =>
        {
            await foreach (var result in pipeline.AnnotateAsync(posts.ToAsyncEnumerable(), Cancel))
            {
                done.Add(result.PostId);
            }
        });

        Assert.Empty(done);
        Assert.Equal(error.Message, Assert.Throws<StageUnavailableException>(pipeline.EnsureReadyForPictures).Message);
    }

    [Fact]
    public void Info_AGrounderInsideAnother_TellsOfItsMissingModel()
    {
        var missing = new Riveg.Pipeline.MissingStage("ofa", "ofa-large-refcoco", "run it");
        Assert.All(
            new Riveg.Grounding.IVisualGrounder[] { new Riveg.Onnx.Grounding.FaceAnchoredGrounder(missing), new Riveg.Scenes.ObservedGrounder(missing) },
            g =>
            {
                Assert.Equal(("ofa", "ofa-large-refcoco"), (g.Info.Details["others"], g.Info.Details["others.missing"]));
                Assert.True(Riveg.Pipeline.MissingStage.IsIn(g.Info));
            });
    }

    [Fact]
    public void CreatePipeline_MissingModelOfTheRecogniser_IsToldAtOnce() => Assert.StartsWith(
        "The trained stages of the method were never released",
        Assert.Throws<StageUnavailableException>(TestCatalog.Builder(
            store, """ "recognition": { "use": "transformer-crf", "model": "paper-tagger" } """).Build).Message,
        StringComparison.Ordinal);

    private const string Words = "Adele sings in London";

    private static ImageSource Picture() =>
        ImageSource.FromFile(Path.Combine(SharedFolder.RepositoryRoot, "samples", "concert.png"));

    [SharedFact]
    public async Task Observation_SeveralObserversOfTheStore_SeeTogether()
    {
        foreach (var (model, from) in new[] { ("ultraface", "ultraface"), ("picodet-s", "picodet-s"), ("ppocr-en", "ppocr") })
        {
            await store.ImportAsync(model, SharedFolder.Resolve("models", from), Cancel);
        }

        var builder = TestCatalog.Builder(
            store, """ "observation": ["faces", { "use": "objects", "minScore": 0.4 }, { "use": "words" }] """);
        using var pipeline = builder.Build();

        var result = await pipeline.AnnotateAsync(
            new Post
            {
                Id = "1",
                Text = "Air France at the gate",
                Image = ImageSource.FromFile(SharedFolder.Resolve("data", "newcomer-posts", "images", "000000000081.jpg")),
            },
            Cancel);

        Assert.Contains(
            result.Observations, o => o is { Kind: ObservationKind.Object, Text: "airplane", Source: "picodet-s", Score: >= 0.4 });
        Assert.Contains(result.Observations, o => o is { Kind: ObservationKind.Word, Text: "AIRFRANCE", Source: "ppocr-en" });
        var observation = result.Provenance!.Stages["observation"];
        Assert.Equal("faces+objects+words", observation.Implementation);
        Assert.Equal(
            "cdab77bdde16e4f76bec734c4e5791801d1739e4c7ec1995e0e110e04300d0c2", observation.Details["objects.modelSha256"]);
    }

    [Theory]
    [InlineData("""{ "use": "objects" }""", "picodet-s", "4.0")]
    [InlineData("""[ "words" ]""", "ppocr-en", "4.3")]
    public void Observation_ModelThatIsNotThere_NamesTheCommand(string observation, string model, string size) => Assert.Equal(
        $"Profile test needs the model {model} ({size} MB), which is not in the store; run 'riveg models pull {model}', "
        + "or 'riveg annotate' with --pull.",
        WhatPicturesLack(TestCatalog.Builder(store, $""" "observation": {observation} """)));

    private static string WhatPicturesLack(RivegPipelineBuilder builder)
    {
        using var pipeline = builder.Build();
        return Assert.Throws<StageUnavailableException>(pipeline.EnsureReadyForPictures).Message;
    }

    [Theory]
    [InlineData("""{ "use": "objects", "minScore": 0 }""", "\"stages.observation.minScore\" is 0, must be above 0 and at most 1")]
    [InlineData("""["faces", { "use": "words", "maxWords": 0 }]""", "\"stages.observation[1].maxWords\" is 0, must be 1 to 100,000")]
    [InlineData("""["faces", { "use": "words", "most": 0 }]""", "\"stages.observation[1]\" (words) has no setting \"most\"")]
    public void Observation_WrongSetting_IsNamedWithItsPlace(string observation, string expected) => Assert.Contains(
        expected,
        Assert.Throws<ProfileException>(TestCatalog.Builder(store, $""" "observation": {observation} """).Build).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Observation_ModelOfNoFamily_SaysSo()
    {
        ToySam.PlanarEncoder(folder["sam/encoder.onnx"]);
        var builder = TestCatalog.Builder(store, $$""" "observation": { "use": "objects", "model": "{{folder["sam/encoder.onnx"]}}" } """);

        Assert.StartsWith(
            $"{folder["sam/encoder.onnx"]} is no object detector that Riveg knows: it takes image Float [1, 3, 64, 64] and gives ",
            Assert.Throws<StageUnavailableException>(builder.Build).Message,
            StringComparison.Ordinal);
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
    public async Task Tagger_FolderOfOnesOwn_ServesRecognition()
    {
        SmallTagger.Write(folder["mine"]);
        using var pipeline = TestCatalog.Builder(
            store, $$""" "recognition": { "use": "tagger", "model": "{{folder["mine"]}}", "threads": 1 } """).Build();

        var result = await pipeline.AnnotateAsync("Anna Smith went to Rome tonight", cancellationToken: Cancel);

        Assert.NotEmpty(result.Entities);
        var info = result.Provenance!.Stages["recognition"];
        Assert.Equal(("tagger", "mine", "cpu"), (info.Implementation, info.Model, info.Details["device"]));
        Assert.Matches("^[0-9a-f]{64}$", info.ModelSha256);
    }

    [Theory]
    [InlineData("nowhere", "There is no model 'nowhere': neither a file or folder, nor a name of 'riveg models list', ")]
    [InlineData("empty", "holds no small tagger (")]
    [InlineData("ultraface", "Profile test needs the model ultraface (1.6 MB), which is not in the store; ")]
    public void Tagger_NoSuchModel_IsToldAtOnce(string model, string expected)
    {
        Directory.CreateDirectory(folder["empty"]);
        var name = model == "empty" ? folder["empty"] : model;
        var builder = TestCatalog.Builder(store, $$""" "recognition": { "use": "tagger", "model": "{{name}}" } """);
        Assert.Contains(expected, Assert.Throws<StageUnavailableException>(builder.Build).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TransformerCrf_ModelInsideThePackage_IsRefused()
    {
        var builder = TestCatalog.Builder(store, """ "recognition": { "use": "transformer-crf", "model": "riveg-tagger" } """);
        Assert.Contains("riveg-tagger", Assert.Throws<StageUnavailableException>(builder.Build).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreatePipeline_Models_RunNoPicture()
    {
        // Neither could be run with one.
        ToySam.BrokenEncoder(folder["sam/encoder.onnx"]);
        ToySam.OfficialDecoder(folder["sam/decoder.onnx"]);
        Directory.CreateDirectory(folder["objects"]);
        ToyDetector.WriteBroken(folder["objects/model.onnx"]);
        File.WriteAllLines(folder["objects/model.txt"], ["ant"]);

        using var pipeline = TestCatalog.Builder(
            store,
            $$""" "observation": { "use": "objects", "model": "{{folder["objects/model.onnx"]}}" }, "segmentation": { "use": "sam","""
                + $$""" "model": "{{folder["sam"]}}" } """).Build();

        Assert.NotNull(pipeline);
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

    [Fact]
    public void CreatePipeline_CheckpointThatIsNotHere_SaysWhatToRun() => Assert.Contains(
        "run 'riveg models pull sam-vit-b', then 'riveg models convert \"$(riveg models path sam-vit-b)\" --architecture sam -o ",
        WhatPicturesLack(TestCatalog.Builder(store, """ "segmentation": { "use": "sam", "model": "sam-vit-b" } """)));

    [Fact]
    public void CreatePipeline_ModelThatNobodyKnows_IsToldAtOnce() => Assert.Contains(
        "There is no model 'nowhere'",
        Assert.Throws<StageUnavailableException>(
            TestCatalog.Builder(store, """ "segmentation": { "use": "sam", "model": "nowhere" } """).Build).Message);

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
