using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Riveg.Evaluation.Datasets;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Examples;
using Riveg.LanguageModels.Prompts;
using Riveg.LanguageModels.Stages;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Profiles;

namespace Riveg.LanguageModels.Profiles;

/// <summary>The implementation <c>chat</c> of the stages, and the profile <c>vlm</c>.</summary>
public static class LanguageModelStages
{
    private const string Name = "chat";

    private static readonly string[] ExampleFields = ["file", "dataset", "split", "captions"];

    /// <summary>Adds <c>chat</c> for captions, knowledge, expansion, entailment and grounding, and the profile <c>vlm</c>.</summary>
    /// <param name="catalog">Gets them.</param>
    /// <param name="run">What all chat stages share; stays the caller's, who disposes of it after the pipelines.</param>
    public static StageCatalog AddTo(StageCatalog catalog, LanguageModelRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return AddTo(catalog, _ => run);
    }

    internal static StageCatalog AddTo(StageCatalog catalog, Func<StageCreation, LanguageModelRun> run)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        using var reader = new StreamReader(typeof(LanguageModelStages).Assembly.GetManifestResourceStream("Riveg.LanguageModels.Profiles.vlm.json")!);
        ChatModel ModelOf(StageCreation creation) => Model(creation, run(creation));
        return catalog
            .Add(StageSlots.Captions, Name, c => new ChatImageCaptioner(ModelOf(c), ReadPrompt(c.Profile, c.Settings, "caption")), "prompt", ChatSection.Name)
            .Add(StageSlots.Knowledge, Name, c => Knowledge(c.Profile, c.Settings, ModelOf(c), []), "prompt", ChatSection.Name, "examples", "count")
            .Add(StageSlots.Expansion, Name, c => new ChatEntityExpander(ModelOf(c), ReadPrompt(c.Profile, c.Settings, "expansion")), "prompt", ChatSection.Name)
            .Add(StageSlots.Entailment, Name, c => new ChatVisualEntailment(ModelOf(c), ReadPrompt(c.Profile, c.Settings, "entailment")), "prompt", ChatSection.Name)
            .Add(StageSlots.Grounding, Name, c => new ChatVisualGrounder(ModelOf(c), ReadPrompt(c.Profile, c.Settings, "grounding")), "prompt", ChatSection.Name)
            .AddSection(ChatSection.Name, profile => ChatSection.Read(profile, []))
            .AddProfile("vlm", reader.ReadToEnd());
    }

    /// <summary>The knowledge stage of a profile alone, as <c>riveg knowledge</c> needs it; whoever serves the stage in the profile, it is asked as <c>chat</c>.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="run">What the run shares.</param>
    /// <param name="evaluated">The data under evaluation: examples that belong to it are taken out. Empty for a training split, where only a post's own example is left out.</param>
    /// <param name="model">The model, to be disposed of by the caller.</param>
    public static ChatKnowledgeSource CreateKnowledge(Profile profile, LanguageModelRun run, IEnumerable<Post> evaluated, out ChatModel model)
    {
        var settings = SettingsOf(profile, StageSlots.Knowledge);
        model = Model(profile, settings, run);
        return Knowledge(profile, settings, model, evaluated);
    }

    /// <summary>The expansion stage of a profile alone, as <c>riveg expand</c> needs it.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="run">What the run shares.</param>
    /// <param name="model">The model, to be disposed of by the caller.</param>
    public static ChatEntityExpander CreateExpander(Profile profile, LanguageModelRun run, out ChatModel model)
    {
        var settings = SettingsOf(profile, StageSlots.Expansion);
        model = Model(profile, settings, run);
        return new ChatEntityExpander(model, ReadPrompt(profile, settings, "expansion"));
    }

    private static JsonObject SettingsOf(Profile profile, StageSlot slot)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return profile.Stages.TryGetValue(slot, out var choice) && choice.Implementation == Name ? choice.Settings : [];
    }

    // Stages with the same settings share one model, and so one limit, one budget and one record of what cannot be reached.
    private static ChatModel Model(StageCreation creation, LanguageModelRun run) =>
        creation.Shared($"chat {ChatSection.Json(creation.Profile, creation.Settings)}", () => Model(creation.Profile, creation.Settings, run));

    private static ChatModel Model(Profile profile, JsonObject settings, LanguageModelRun run)
    {
        var options = ChatSection.Read(profile, settings);
        try
        {
            return new ChatModel(ChatClientFactory.Create(options, run), options, run);
        }
        catch (ArgumentException exception)
        {
            throw new ProfileException($"The profile {profile.Name} is wrong: {exception.Message}", exception);
        }
    }

    private static Prompt ReadPrompt(Profile profile, JsonObject settings, string name)
    {
        try
        {
            return settings["prompt"] is { } path ? Prompt.Load(profile.ResolvePath(path.GetValue<string>())) : Prompt.BuiltIn(name);
        }
        catch (Exception exception) when (exception is PromptException or InvalidOperationException)
        {
            throw new ProfileException($"The profile {profile.Name} is wrong: {exception.Message}", exception);
        }
    }

    private static ChatKnowledgeSource Knowledge(Profile profile, JsonObject settings, ChatModel model, IEnumerable<Post> evaluated)
    {
        try
        {
            IReadOnlyList<AnnotatedExample> refused = [];
            var pool = ReadPool(profile, ReadExamples(profile, settings["examples"]))?.Without(evaluated, out refused);
            if (refused.Count > 0)
            {
                ChatLog.RefusedExamples(model.Run.Loggers.CreateLogger<ChatKnowledgeSource>(), refused.Count, string.Join(", ", refused.Select(e => e.Id)));
            }

            var count = settings["count"]?.GetValue<int>() ?? SimilarExampleSelector.DefaultCount;
            return new ChatKnowledgeSource(model, pool is null ? null : new SimilarExampleSelector(pool), count, ReadPrompt(profile, settings, "knowledge"));
        }
        catch (Exception exception) when (exception is ExampleException or DatasetException or InvalidOperationException or ArgumentException)
        {
            throw new ProfileException($"The profile {profile.Name} is wrong in \"stages.knowledge\": {exception.Message}", exception);
        }
    }

    private static JsonObject? ReadExamples(Profile profile, JsonNode? examples)
    {
        if (examples is null)
        {
            return null;
        }

        var fields = examples as JsonObject ?? throw new ProfileException($"The profile {profile.Name} is wrong: \"stages.knowledge.examples\" is no object with \"file\".");
        return fields.Select(f => f.Key).FirstOrDefault(k => !ExampleFields.Contains(k)) is { } unknown
            ? throw new ProfileException($"The profile {profile.Name} is wrong: \"stages.knowledge.examples\" has no \"{unknown}\"; there are {string.Join(", ", ExampleFields)}.")
            : fields.ContainsKey("file") && fields["captions"] is (null or JsonArray)
                ? fields
                : throw new ProfileException($"The profile {profile.Name} is wrong: \"stages.knowledge.examples\" needs a \"file\", and \"captions\" is a list.");
    }

    private static AnnotatedExamplePool? ReadPool(Profile profile, JsonObject? examples)
    {
        if (examples?["file"]?.GetValue<string>() is not { } file)
        {
            return null;
        }

        var path = profile.ResolvePath(file);
        if (examples["dataset"]?.GetValue<string>() is not { } dataset)
        {
            return AnnotatedExamplePool.ReadJsonLines(path);
        }

        var colon = dataset.IndexOf(':', StringComparison.Ordinal);
        var reference = DatasetReference.Parse(colon < 0 ? dataset : $"{dataset[..colon]}:{profile.ResolvePath(dataset[(colon + 1)..])}");
        var captions = (examples["captions"] as JsonArray ?? []).Select(c => profile.ResolvePath(c!.GetValue<string>()));
        return AnnotatedExamplePool.ReadAuthorsForm(path, reference.ReadSplit(examples["split"]?.GetValue<string>() ?? (reference.HasSplits ? "train" : null), new DatasetReadOptions { CaptionFiles = [.. captions] }).Posts.Select(p => p.Post));
    }
}
