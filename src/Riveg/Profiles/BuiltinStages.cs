using System.Text.Json.Nodes;
using Riveg.Builtin;
using Riveg.Builtin.Entailment;
using Riveg.Builtin.Expansion;
using Riveg.Builtin.Grounding;
using Riveg.Builtin.Recognition;
using Riveg.Builtin.Segmentation;
using Riveg.Faults;
using Riveg.Pipeline;

namespace Riveg.Profiles;

/// <summary>The implementations and the profile <c>builtin</c>: no download, no network. A stage's setting <c>model</c> names another model file than the shipped one.</summary>
internal static class BuiltinStages
{
    private const string Name = "builtin";
    private const string ModelKey = "model";

    public static void AddTo(StageCatalog catalog) => catalog
        .AddProfile(Name, ReadProfile())
        .Add(StageSlots.Recognition, Name, c => new CrfEntityRecognizer(Model(c).Recognition, Model(c).Info), ModelKey)
        .Add(StageSlots.Expansion, Name, _ => new KnowledgeEntityExpander())
        .Add(StageSlots.Entailment, Name, c => new LinearVisualEntailment(Model(c).Entailment, Model(c).Info), ModelKey)
        .Add(StageSlots.Grounding, Name, c => new LayoutPriorGrounder(Model(c).Layout, Model(c).Info), ModelKey)
        .Add(StageSlots.Segmentation, Name, _ => new GrabCutSegmenter());

    private static BuiltinModel Model(StageCreation creation)
    {
        if (creation.Settings[ModelKey] is not { } value)
        {
            return BuiltinModel.Default;
        }

        var setting = value is JsonValue text && text.TryGetValue<string>(out var file) && file.Length > 0
            ? file
            : throw new ProfileException($"The profile {creation.Profile.Name} is wrong: \"stages.{creation.Slot.Name}.{ModelKey}\" is no path of a file.");

        var path = creation.Profile.ResolvePath(setting);
        return creation.Shared($"builtin:{path}", () => Load(path));
    }

    private static BuiltinModel Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return BuiltinModel.Load(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StageUnavailableException($"The built-in model {path} cannot be read; make it with 'riveg train builtin -o {path}'.", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new ProfileException($"{path}: {exception.Message}", exception);
        }
    }

    private static string ReadProfile()
    {
        using var reader = new StreamReader(typeof(BuiltinStages).Assembly.GetManifestResourceStream("Riveg.Profiles.builtin.json")!);
        return reader.ReadToEnd();
    }
}
