using System.Text.Json.Nodes;
using Riveg.Entailment;
using Riveg.Expansion;
using Riveg.Grounding;
using Riveg.Onnx.Profiles;
using Riveg.Onnx.Store;
using Riveg.Posts;
using Riveg.Profiles;
using Riveg.Recognition;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Onnx.Tests.Profiles;

/// <summary>A catalog with this library's stages over the plainest ones for the other slots: every capitalised word is a person, and in the picture.</summary>
internal static class TestCatalog
{
    public static StageCatalog Create(ModelStore store)
    {
        var catalog = new StageCatalog()
            .Add<IEntityRecognizer>(StageSlot.Recognition, "builtin", _ => new Capitals())
            .Add<IEntityExpander>(StageSlot.Expansion, "builtin", _ => new NoExpansion())
            .Add<IVisualEntailment>(StageSlot.Entailment, "builtin", _ => new Everything())
            .Add<IVisualGrounder>(StageSlot.Grounding, "builtin", _ => new Nowhere())
            .AddProfile("builtin", """{ "stages": { "recognition": "builtin", "expansion": "builtin", "entailment": "builtin", "grounding": "builtin", "segmentation": "none" } }""");
        return OnnxStages.AddTo(catalog, store);
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

    private sealed class Capitals : IEntityRecognizer
    {
        public StageInfo Info { get; } = new("builtin");

        public ValueTask<IReadOnlyList<IReadOnlyList<Mention>>> RecognizeAsync(IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<IReadOnlyList<Mention>>>([.. posts.Select(p => (IReadOnlyList<Mention>)
                [.. SocialMediaTokenizer.Tokenize(p.Post.Text).Where(t => char.IsUpper(p.Post.Text[t.Start])).Select(t => new Mention(t, EntityType.Person))])]);
    }

    private sealed class NoExpansion : IEntityExpander
    {
        public StageInfo Info { get; } = new("builtin");

        public ValueTask<IReadOnlyList<string?>> ExpandAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<string?>>(new string?[mentions.Count]);
    }

    private sealed class Everything : IVisualEntailment
    {
        public StageInfo Info { get; } = new("builtin");

        public ValueTask<IReadOnlyList<EntailmentAnswer>> EntailAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<EntailmentAnswer>>([.. mentions.Select(_ => new EntailmentAnswer(1))]);
    }

    private sealed class Nowhere : IVisualGrounder
    {
        public StageInfo Info { get; } = new("builtin");

        public ValueTask<IReadOnlyList<IReadOnlyList<Region>>> GroundAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<IReadOnlyList<Region>>>([.. mentions.Select(_ => (IReadOnlyList<Region>)[])]);
    }
}
