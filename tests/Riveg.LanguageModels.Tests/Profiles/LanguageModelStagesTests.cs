using Riveg.Pipeline;
using System.Text.Json.Nodes;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Profiles;
using Riveg.Profiles;

namespace Riveg.LanguageModels.Tests.Profiles;

public sealed class LanguageModelStagesTests
{
    [Fact]
    public void AddTo_Vlm_NamesChatForEveryStageAfterTheText()
    {
        var profile = LanguageModelStages.AddTo(StageCatalog.CreateDefault(), new LanguageModelRun()).LoadProfile("vlm");

        Assert.Equal(["captions", "knowledge", "expansion", "entailment", "grounding"], profile.Stages
            .Where(s => s.Value.Implementation == "chat")
            .OrderBy(s => StageSlots.All.Index().First(a => a.Item == s.Key).Index)
            .Select(s => s.Key.Name));
    }

    [Fact]
    public void CreateKnowledge_WrongSettings_NamesThemAll()
    {
        var run = new LanguageModelRun();
        var profile = LanguageModelStages.AddTo(StageCatalog.CreateDefault(), run).LoadProfile("vlm")
            .With("chat", new JsonObject { ["endpoint"] = "ftp://x", ["maxConcurrency"] = 0, ["boxConvention"] = "odd" });

        var exception = Assert.Throws<ProfileException>(() => LanguageModelStages.CreateKnowledge(profile, run, out _));

        Assert.All(["endpoint", "model", "maxConcurrency", "boxConvention"], name => Assert.Contains(
            name, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void CreateKnowledge_ProperSettings_AreRead()
    {
        var run = new LanguageModelRun();
        var profile = LanguageModelStages.AddTo(StageCatalog.CreateDefault(), run).LoadProfile("vlm")
            .With("chat", new JsonObject
            {
                ["endpoint"] = "http://127.0.0.1:1/v1",
                ["model"] = "qwen2.5-vl",
                ["timeoutSeconds"] = 3.5,
                ["temperature"] = null
            });

        LanguageModelStages.CreateKnowledge(profile, run, out var model);

        using (model)
        {
            Assert.Equal(
                (TimeSpan.FromSeconds(3.5), null, "pixels"), (model.Options.Timeout, model.Options.Temperature, model.BoxConvention.Name));
        }
    }
}
