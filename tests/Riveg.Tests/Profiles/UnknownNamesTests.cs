using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Profiles;
using Riveg.Segmentation;
using Riveg.Settings;
using Riveg.Tests.Pipeline;

namespace Riveg.Tests.Profiles;

/// <summary>Names that nobody knows: told all at once, before anything is made, and with the package that has them.</summary>
public sealed class UnknownNamesTests
{
    [Fact]
    public void Build_ProfileOfAnotherPackage_SaysWhich() => Assert.Equal(
        "There is no profile \"light\", and no file that can be read; there are builtin (\"light\" comes with the package Riveg.Onnx; add it to the project).",
        Assert.Throws<ProfileException>(RivegPipeline.CreateBuilder("light").Build).Message);

    [Fact]
    public void Build_ManyUnknownImplementations_NamesAllAndMakesNothing()
    {
        var made = 0;
        var builder = RivegPipeline.CreateBuilder()
            .Configure("stages", new JsonObject
            {
                ["recognition"] = "mine",
                ["captions"] = "chat",
                ["observation"] = new JsonArray("objects", "words"),
                ["entailment"] = new JsonObject { ["use"] = "observed", ["prior"] = "odd" },
                ["grounding"] = "bogus",
            })
            .ConfigureCatalog(c => c.Add(StageSlots.Recognition, "mine", _ =>
            {
                made++;
                return PipelineFixture.Stages().Get(StageSlots.Recognition);
            }));
        Assert.Equal(
            "The profile builtin is wrong: "
            + "\"stages.grounding\" has no implementation \"bogus\"; there are builtin, observed; "
            + "\"stages.captions\" has no implementation \"chat\"; there are none (\"chat\" comes with the package "
            + "Riveg.LanguageModels; add it to the project); "
            + "\"stages.observation[0]\" has no implementation \"objects\"; there are none (\"objects\" comes with the package "
            + "Riveg.Onnx; add it to the project); "
            + "\"stages.observation[1]\" has no implementation \"words\"; there are none (\"words\" comes with the package "
            + "Riveg.Onnx; add it to the project); "
            + "\"stages.entailment.prior\" has no implementation \"odd\"; there are builtin, observed.",
            Assert.Throws<ProfileException>(builder.Build).Message);
        Assert.Equal(0, made);
    }

    [Fact]
    public void Build_ImplementationThatNamesItselfInside_IsRefused() => Assert.Equal(
        "The profile builtin is wrong: "
        + "\"stages.entailment.prior\" names \"observed\", inside which it would serve; there are builtin; "
        + "\"stages.grounding.others\" names \"observed\", inside which it would serve; there are builtin.",
        Assert.Throws<ProfileException>(RivegPipeline.CreateBuilder()
            .Configure("stages", new JsonObject
            {
                ["entailment"] = new JsonObject { ["use"] = "observed", ["prior"] = "observed" },
                ["grounding"] = new JsonObject { ["use"] = "observed", ["others"] = "observed" },
            })
            .Build).Message);

    [Fact]
    public void Build_UnknownImplementationOfAStageThatTheProgramServes_IsNotAskedFor()
    {
        using var pipeline = RivegPipeline.CreateBuilder()
            .Configure("stages", new JsonObject { ["recognition"] = "bogus" })
            .UseRecognizer(PipelineFixture.Stages().Get(StageSlots.Recognition))
            .Build();
        Assert.Equal("capitals", pipeline.Provenance.Stages["recognition"].Implementation);
    }

    [Fact]
    public void Build_SectionsThatNobodyReads_AreAllNamed() => Assert.Equal(
        "There is no section \"chat\"; there are stages, pipeline (\"chat\" comes with the package Riveg.LanguageModels; add it to the project). There is no section \"odd\"; there are stages, pipeline.",
        Assert.Throws<ProfileException>(
            RivegPipeline.CreateBuilder().Configure("chat", []).Configure("odd", []).Build).Message);

    [Fact]
    public void Build_FileWithASectionOfAnotherPackage_SaysWhich()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            "The profile p is wrong: there is no field \"onnx\"; there are $schema, extends, stages, pipeline (\"onnx\" comes with the "
            + "package Riveg.Onnx; add it to the project).",
            Assert.Throws<ProfileException>(
                RivegPipeline.CreateBuilder(folder.Write("p.json", """{"extends":"builtin","onnx":{}}""")).Build).Message);
    }

    [Fact]
    public void Build_TwoLayersOverOneSection_AreMergedAndTheLaterOneCounts()
    {
        using var pipeline = RivegPipeline.CreateBuilder()
            .Configure("pipeline", new JsonObject { ["minScore"] = 0.25, ["entailmentThreshold"] = 0.7 })
            .Configure("stages", new JsonObject { ["segmentation"] = "none" })
            .Configure("pipeline", new JsonObject { ["entailmentThreshold"] = 0.2 })
            .Configure("stages", new JsonObject { ["expansion"] = "lexicon" })
            .Build();
        Assert.Equal((0.25, "threshold 0.2"), (pipeline.Provenance.MinScore, pipeline.Provenance.Decision));
        Assert.Null(pipeline.Find(StageSlots.Segmentation));
        Assert.Equal("lexicon", pipeline.Provenance.Stages["expansion"].Implementation);
    }

    [Fact]
    public void Build_PathThatIsNone_IsAWrongProfile() => Assert.Equal(
        "The profile builtin is wrong: \"a\\u0000b\" is no path.",
        Assert.Throws<ProfileException>(RivegPipeline.CreateBuilder()
            .Configure("stages", new JsonObject { ["recognition"] = new JsonObject { ["model"] = "a\0b" } }).Build).Message);

    [Fact]
    public void ResolvePath_OfAStrangersStage_StartsInTheFolderOfTheProfile()
    {
        using var folder = new TemporaryFolder();
        var path = string.Empty;
        var builder = RivegPipeline
            .CreateBuilder(folder.Write(
                "p.json", """{"extends":"builtin","shared":{"words":"words.txt"},"stages":{"segmentation":{"use":"mine","depth":2}}}"""))
            .ConfigureCatalog(c => c
                .AddSection<Shared>("shared")
                .Add(StageSlots.Segmentation, "mine", ISegmenter (StageCreation creation, Own settings) =>
                {
                    path = creation.ResolvePath(settings.Shared.Words);
                    throw new StageUnavailableException($"depth {settings.Depth}");
                }));
        Assert.Equal("depth 2", Assert.Throws<StageUnavailableException>(builder.Build).Message);
        Assert.Equal(folder["words.txt"], path);
    }

    private sealed record Own
    {
        [Range(1, 9)]
        public int Depth { get; init; } = 1;

        [SettingsGroup(Section = "shared")]
        public Shared Shared { get; init; } = new();
    }

    private sealed record Shared
    {
        public string Words { get; init; } = string.Empty;
    }
}
