using Riveg.Builtin;
using Riveg.Builtin.Entailment;
using Riveg.Builtin.Expansion;
using Riveg.Builtin.Grounding;
using Riveg.Builtin.Recognition;
using Riveg.Builtin.Segmentation;
using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Scenes;

namespace Riveg.Profiles;

/// <summary>
/// The implementations and the profile <c>builtin</c>: no download, no network. A stage's setting <c>model</c> names another model file
/// than the shipped one.
/// </summary>
internal static class BuiltinStages
{
    private const string Name = "builtin";
    private const string Observed = "observed";

    public static void AddTo(StageCatalog catalog) => catalog
        .AddProfile(Name, ReadProfile())
        .Add(StageSlots.Recognition, Name, (StageCreation c, BuiltinSettings s) => new CrfEntityRecognizer(
            Model(c, s).Recognition, Model(c, s).Info))
        .Add(StageSlots.Expansion, Name, _ => new KnowledgeEntityExpander())
        .Add(StageSlots.Expansion, "lexicon", _ => new LexiconExpander())
        .Add(StageSlots.Entailment, Name, (StageCreation c, BuiltinSettings s) => new WordedEntailment(
            new LinearVisualEntailment(Model(c, s).Entailment, Model(c, s).Info)))
        .Add(StageSlots.Grounding, Name, (StageCreation c, BuiltinSettings s) => new LayoutPriorGrounder(
            Model(c, s).Layout, Model(c, s).Info))
        .Add(StageSlots.Segmentation, Name, _ => new GrabCutSegmenter())
        .Add(StageSlots.Entailment, Observed, (StageCreation c, ObservedEntailmentSettings s) => new ObservedEntailment(
            c.CreateInner(StageSlots.Entailment, s.Prior)))
        .Add(StageSlots.Grounding, Observed, (StageCreation c, ObservedGroundingSettings s) => new ObservedGrounder(
            c.CreateInner(StageSlots.Grounding, s.Others)))
        .Add(StageSlots.Segmentation, Observed, _ => new ObservedSegmenter());

    private static BuiltinModel Model(StageCreation creation, BuiltinSettings settings)
    {
        if (settings.Model is null)
        {
            return BuiltinModel.Default;
        }

        var path = creation.Profile.ResolvePath(settings.Model);
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
            throw new StageUnavailableException(
                $"The built-in model {path} cannot be read; make it with 'riveg train builtin --dataset riveg:FILE -o {path}'.", exception);
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
