using System.Text.Json.Nodes;
using Riveg.Faults;
using Riveg.Onnx.Diagnosis;
using Riveg.Onnx.Profiles;
using Riveg.Onnx.Store;
using Riveg.Pipeline;
using Riveg.Profiles;
using Riveg.Segmentation;

namespace Riveg.Onnx.Tests.Profiles;

/// <summary>What a program says of its models, and what a catalog knows of them.</summary>
public sealed class UseModelsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void UseModels_Twice_TheLaterOneCounts()
    {
        var opened = new List<string>();
        ModelStore Open(string name)
        {
            opened.Add(name);
            return new ModelStore(Options(name));
        }

        var builder = RivegPipeline.CreateBuilder("light").UseModels(() => Open("first")).UseModels(() => Open("second"));

        using var pipeline = builder.Build();
        Assert.Throws<StageUnavailableException>(pipeline.EnsureReadyForPictures);
        Assert.Equal(["second"], opened);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void UseModels_BesideASection_KeepsBothInAnyOrder(bool modelsFirst)
    {
        var opened = 0;
        RivegPipelineBuilder Models(RivegPipelineBuilder b) => b.UseModels(() =>
        {
            opened++;
            return new ModelStore(Options("store"));
        });
        RivegPipelineBuilder Section(RivegPipelineBuilder b) => b.Configure("onnx", new JsonObject { ["threads"] = -1 });
        var builder = RivegPipeline.CreateBuilder("light");
        builder = modelsFirst ? Section(Models(builder)) : Models(Section(builder));

        Assert.Equal(
            "The profile light is wrong: \"onnx.threads\" is -1, must be at least 0.",
            Assert.ThrowsAny<RivegException>(builder.Build).Message);
        builder.Configure("onnx", new JsonObject { ["threads"] = 1 });
        using var pipeline = builder.Build();
        Assert.Equal(1, opened);
    }

    [Fact]
    public void Build_StoreWithWrongOptions_IsWrongInput()
    {
        var builder = RivegPipeline.CreateBuilder("light")
            .UseModels(() => new ModelStore(Options("store") with { HubEndpoint = "ftp://x" }));
        var exception = Assert.Throws<RivegException>(builder.Build);
        Assert.Equal(
            (FaultKind.WrongInput, "The model store's options are wrong: HubEndpoint (HF_ENDPOINT) must be an address that begins with "
                + "http:// or https://, not 'ftp://x'."),
            (exception.Kind, exception.Message));
    }

    [Fact]
    public void Build_ImplementationInsideAnother_IsLookedUpBeforeModelsAreOpened()
    {
        var opened = 0;
        var builder = RivegPipeline.CreateBuilder()
            .Configure("stages", new JsonObject
            {
                ["observation"] = "faces",
                ["grounding"] = new JsonObject { ["use"] = "faces", ["others"] = "odd" },
            })
            .UseModels(() =>
            {
                opened++;
                return new ModelStore(Options("store"));
            });
        Assert.Equal(
            "The profile builtin is wrong: \"stages.grounding.others\" has no implementation \"odd\"; there are builtin, observed, "
            + "faces, ofa.",
            Assert.ThrowsAny<RivegException>(builder.Build).Message);
        Assert.Equal(0, opened);
    }

    [Fact]
    public void Models_OfAnyStage_AreThoseOfItsSettings()
    {
        using var store = new ModelStore(Options("store"));
        var catalog = OnnxStages.AddTo(StageCatalog.CreateDefault(), store)
            .Add(
                StageSlots.Segmentation,
                "mine",
                ISegmenter (StageCreation _, Own settings) => throw new StageUnavailableException(settings.Network),
                s => s.Network)
            .AddProfile(
                "mine",
                """
                {"extends":"builtin","stages":{"observation":["words",{"use":"faces","model":"other"}],"segmentation":"mine",
                 "recognition":"transformer-crf"}}
                """);
        Assert.Equal(
            [("observation", "ppocr-en"), ("observation", "other"), ("recognition", ""), ("segmentation", "own-net")],
            OnnxDiagnosis.Models(catalog.LoadProfile("mine"), catalog, store).Select(n => (n.Slot.Name, n.Model)));
    }

    [Fact]
    public void Hints_OfAllThatTheLibraryAdds_NameItsPackage()
    {
        using var store = new ModelStore(Options("store"));
        var added = OnnxStages.AddTo(new StageCatalog(), store);
        var names = StageSlots.All
            .SelectMany(s => added.ImplementationsOf(s), (s, name) => (s.Name, name))
            .Concat(added.ProfileNames.Select(p => ("profile", p)))
            .Append(("section", "onnx"));
        var catalog = new StageCatalog();
        Assert.All(names, n => Assert.Equal(
            $" (\"{n.Item2}\" comes with the package Riveg.Onnx; add it to the project)", catalog.HintOf(n.Item1, n.Item2)));
    }

    private ModelStoreOptions Options(string name) => new() { HubCache = folder[name], Home = folder[name], Offline = true };

    private sealed record Own
    {
        public string Network { get; init; } = "own-net";
    }
}
