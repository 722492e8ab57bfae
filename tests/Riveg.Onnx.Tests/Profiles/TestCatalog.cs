using System.Text.Json.Nodes;
using Riveg.Entailment;
using Riveg.Expansion;
using Riveg.Grounding;
using Riveg.Onnx.Profiles;
using Riveg.Onnx.Store;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Profiles;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.Onnx.Tests.Profiles;

/// <summary>
/// Pipelines with this library's stages over the plainest ones for the other slots: every capitalised word is a person, and in the picture.
/// </summary>
internal static class TestCatalog
{
    /// <summary>The plain stages, and this library's with models of a store.</summary>
    public static StageCatalog AddTo(StageCatalog catalog, ModelStore store) => OnnxStages.AddTo(
        catalog
            .Add(StageSlots.Recognition, "builtin", _ => new Capitals())
            .Add(StageSlots.Expansion, "builtin", _ => new NoExpansion())
            .Add(StageSlots.Entailment, "builtin", _ => new Everything())
            .Add(StageSlots.Grounding, "builtin", _ => new Nowhere())
            .AddProfile(
                "builtin",
                """{ "stages": { "recognition": "builtin", "expansion": "builtin", "entailment": "builtin", "grounding": "builtin","""
                    + """ "segmentation": "none" } }"""),
        store);

    /// <summary>The catalog of such a pipeline.</summary>
    public static StageCatalog Create(ModelStore store) => AddTo(new StageCatalog(), store);

    /// <summary>Begins a pipeline of a profile with such stages.</summary>
    /// <param name="store">Where models come from.</param>
    /// <param name="stages">Laid over the plain stages, as the inside of a JSON object.</param>
    /// <param name="section">The section <c>onnx</c>.</param>
    public static RivegPipelineBuilder Builder(ModelStore store, string stages, string section = "{}")
    {
        var profile = new JsonObject
        {
            ["extends"] = "builtin",
            ["onnx"] = JsonNode.Parse(section),
            ["stages"] = JsonNode.Parse($"{{ {stages} }}")
        };
        return RivegPipeline.CreateBuilder("test").ConfigureCatalog(c => AddTo(c, store).AddProfile("test", profile.ToJsonString()));
    }

    public static Profile Profile(string stages, string section = "{}", string baseFolder = ".")
    {
        var all = new JsonObject { ["recognition"] = "builtin", ["entailment"] = "builtin", ["grounding"] = "builtin" };
        foreach (var (slot, choice) in JsonNode.Parse($"{{ {stages} }}")!.AsObject())
        {
            all[slot] = choice?.DeepClone();
        }

        return Riveg.Profiles.Profile.Create("test", new JsonObject { ["onnx"] = JsonNode.Parse(section), ["stages"] = all }, baseFolder);
    }

    private sealed class Capitals() : PostStage<IReadOnlyList<Mention>>("builtin"), IEntityRecognizer
    {
        protected override ValueTask<IReadOnlyList<Mention>> AnswerPostAsync(PostContext post, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<Mention>>(
                [.. SocialMediaTokenizer
                    .Tokenize(post.Text)
                    .Where(t => char.IsUpper(post.Text[t.Start]))
                    .Select(t => new Mention(t, EntityType.Person))]);
    }

    private sealed class NoExpansion() : MentionStage<string?>("builtin"), IEntityExpander
    {
        protected override ValueTask<string?> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken) =>
            ValueTask.FromResult<string?>(null);
    }

    private sealed class Everything() : MentionStage<EntailmentAnswer>("builtin"), IVisualEntailment
    {
        protected override ValueTask<EntailmentAnswer> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new EntailmentAnswer(1));
    }

    private sealed class Nowhere() : MentionStage<GroundingAnswer>("builtin"), IVisualGrounder
    {
        protected override ValueTask<GroundingAnswer> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GroundingAnswer.Nowhere);
    }
}
