using Microsoft.Extensions.Logging;
using Riveg.Faults;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Examples;
using Riveg.LanguageModels.Prompts;
using Riveg.LanguageModels.Stages;
using Riveg.Pipeline;
using Riveg.Profiles;

namespace Riveg.LanguageModels.Profiles;

/// <summary>The implementation <c>chat</c> of the stages, and the profile <c>vlm</c>.</summary>
public static class LanguageModelStages
{
    private const string Name = "chat";
    private const int MostIds = 5;

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
        using var reader = new StreamReader(
            typeof(LanguageModelStages).Assembly.GetManifestResourceStream("Riveg.LanguageModels.Profiles.vlm.json")!);
        ChatModel ModelOf(StageCreation creation, ChatSettings settings) => Model(creation, settings, run(creation));
        return catalog
            .Add(StageSlots.Captions, Name, (StageCreation c, ChatSettings s) => new ChatImageCaptioner(
                ModelOf(c, s), ReadPrompt(c.Profile, s, "caption")))
            .Add(StageSlots.Knowledge, Name, (StageCreation c, KnowledgeSettings s) => Knowledge(c.Profile, s, ModelOf(c, s)))
            .Add(StageSlots.Expansion, Name, (StageCreation c, ChatSettings s) => new ChatEntityExpander(
                ModelOf(c, s), ReadPrompt(c.Profile, s, "expansion")))
            .Add(StageSlots.Entailment, Name, (StageCreation c, ChatSettings s) => new ChatVisualEntailment(
                ModelOf(c, s), ReadPrompt(c.Profile, s, "entailment")))
            .Add(StageSlots.Grounding, Name, (StageCreation c, ChatSettings s) => new ChatVisualGrounder(
                ModelOf(c, s), ReadPrompt(c.Profile, s, "grounding")))
            .AddSection<ChatEndpointOptions>(ChatSettings.SharedSection)
            .AddProfile("vlm", reader.ReadToEnd());
    }

    /// <summary>
    /// The knowledge stage of a profile alone, as <c>riveg knowledge</c> needs it; whoever serves the stage in the profile, it is asked as
    /// <c>chat</c>.
    /// </summary>
    /// <param name="profile">The profile.</param>
    /// <param name="run">What the run shares.</param>
    /// <param name="model">The model, to be disposed of by the caller.</param>
    internal static ChatKnowledgeSource CreateKnowledge(Profile profile, LanguageModelRun run, out ChatModel model)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var settings = profile.ReadStage<KnowledgeSettings>(StageSlots.Knowledge, Name);
        model = Model(profile, settings, run);
        return Knowledge(profile, settings, model);
    }

    /// <summary>The expansion stage of a profile alone, as <c>riveg expand</c> needs it.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="run">What the run shares.</param>
    /// <param name="model">The model, to be disposed of by the caller.</param>
    internal static ChatEntityExpander CreateExpander(Profile profile, LanguageModelRun run, out ChatModel model)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var settings = profile.ReadStage<ChatSettings>(StageSlots.Expansion, Name);
        model = Model(profile, settings, run);
        return new ChatEntityExpander(model, ReadPrompt(profile, settings, "expansion"));
    }

    // Stages with the same settings share one model, and so one limit, one budget and one record of what cannot be reached.
    private static ChatModel Model(StageCreation creation, ChatSettings settings, LanguageModelRun run) =>
        creation.Shared($"chat {settings.Chat}", () => Model(creation.Profile, settings, run));

    private static ChatModel Model(Profile profile, ChatSettings settings, LanguageModelRun run)
    {
        try
        {
            return new ChatModel(ChatClientFactory.Create(settings.Chat, run), settings.Chat, run);
        }
        catch (ArgumentException exception)
        {
            throw new ProfileException($"The profile {profile.Name} is wrong: {exception.Message}", exception);
        }
    }

    private static Prompt ReadPrompt(Profile profile, ChatSettings settings, string name)
    {
        try
        {
            return settings.Prompt is { } path ? Prompt.Load(profile.ResolvePath(path)) : Prompt.BuiltIn(name);
        }
        catch (PromptException exception)
        {
            throw new ProfileException($"The profile {profile.Name} is wrong: {exception.Message}", exception);
        }
    }

    private static ChatKnowledgeSource Knowledge(Profile profile, KnowledgeSettings settings, ChatModel model)
    {
        try
        {
            IReadOnlyList<AnnotatedExample> refused = [];
            var pool = settings.Examples is { } given
                ? ReadPool(profile, given, model.Run).Without(model.Run.Evaluated, out refused)
                : null;
            if (refused.Count > 0)
            {
                ChatLog.RefusedExamples(
                    model.Run.Loggers.CreateLogger<ChatKnowledgeSource>(), refused.Count, Shown(refused));
            }

            return new ChatKnowledgeSource(
                model, pool is null ? null : new SimilarExampleSelector(pool), settings.Count, ReadPrompt(profile, settings, "knowledge"));
        }
        catch (Exception exception) when (exception is RivegException or ArgumentException)
        {
            throw new ProfileException($"The profile {profile.Name} is wrong in \"stages.knowledge\": {exception.Message}", exception);
        }
    }

    // A whole split of them would fill a page.
    private static string Shown(IReadOnlyList<AnnotatedExample> examples) =>
        string.Join(", ", examples.Take(MostIds).Select(e => e.Id)) + (examples.Count > MostIds ? ", ..." : string.Empty);

    private static AnnotatedExamplePool ReadPool(Profile profile, ExampleSettings examples, LanguageModelRun run)
    {
        var path = profile.ResolvePath(examples.File);
        if (examples.Dataset is not { } dataset)
        {
            return AnnotatedExamplePool.ReadJsonLines(path);
        }

        if (run.ReadDataset is not { } read)
        {
            throw new ExampleException(
                $"{path}: the data set {dataset} is named for it, and this program reads no data sets; give the examples as JSON lines, or "
                + $"set {nameof(LanguageModelRun)}.{nameof(LanguageModelRun.ReadDataset)}.");
        }

        var colon = dataset.IndexOf(':', StringComparison.Ordinal);
        var resolved = colon < 0 ? dataset : $"{dataset[..colon]}:{profile.ResolvePath(dataset[(colon + 1)..])}";
        return AnnotatedExamplePool.ReadAuthorsForm(
            path, read(resolved, examples.Split, [.. examples.Captions.Select(profile.ResolvePath)]));
    }
}
