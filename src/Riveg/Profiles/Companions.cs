using System.Reflection;

namespace Riveg.Profiles;

/// <summary>
/// Riveg's own libraries with further stages. They are looked for when a name is asked for that nobody knows yet, so that "builtin" can
/// become "light" in a program without another change, and a program without them starts as fast as before.
/// </summary>
internal sealed class Companions
{
    /// <summary>How the names of profiles are told from those of a stage's implementations.</summary>
    public const string Profile = "profile";

    /// <summary>How the names of sections are told from those of a stage's implementations.</summary>
    public const string Section = "section";

    private static readonly Companion[] All =
    [
        new("Riveg.Onnx", new()
        {
            [Profile] = ["light", "ofa", "paper"],
            [Section] = ["onnx"],
            ["recognition"] = ["tagger", "transformer-crf"],
            ["observation"] = ["faces", "objects", "words"],
            ["entailment"] = ["ofa"],
            ["grounding"] = ["faces", "ofa"],
            ["segmentation"] = ["sam"],
        }),
        new("Riveg.LanguageModels", new()
        {
            [Profile] = ["vlm"],
            [Section] = ["chat"],
            ["captions"] = ["chat"],
            ["knowledge"] = ["chat"],
            ["expansion"] = ["chat"],
            ["entailment"] = ["chat"],
            ["grounding"] = ["chat"],
        }),
    ];

    private readonly HashSet<Assembly> added = [];
    private bool lookedFor;

    /// <summary>Says which package has a name that was not found; empty where none of ours has it, or its library is there.</summary>
    /// <param name="kind"><see cref="Profile"/>, <see cref="Section"/> or a slot's name.</param>
    /// <param name="name">The name.</param>
    public string Hint(string kind, string name) =>
        All.FirstOrDefault(c => c.Names.GetValueOrDefault(kind, []).Contains(name)) is { } found
            && !added.Any(a => a.GetName().Name == found.Package)
            ? $" (\"{name}\" comes with the package {found.Package}; add it to the project)"
            : string.Empty;

    /// <summary>Remembers that a module's library is there.</summary>
    public void Remember(IStageModule module) => added.Add(module.GetType().Assembly);

    /// <summary>
    /// Adds the modules of the libraries that lie beside the program, once; what the catalog has already goes before them.
    /// </summary>
    public void AddTo(StageCatalog catalog)
    {
        if (lookedFor)
        {
            return;
        }

        lookedFor = true;
        foreach (var type in All.Select(c => Find(c.Package)).OfType<Type>().Where(t => !added.Contains(t.Assembly)))
        {
            var module = (IStageModule)Activator.CreateInstance(type)!;
            var found = new StageCatalog();
            module.AddTo(found);
            catalog.AddMissing(found);
            Remember(module);
        }
    }

    private static Type? Find(string assembly)
    {
        try
        {
            return Assembly.Load(assembly).GetCustomAttribute<StageModuleAttribute>()?.Module;
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null;
        }
    }

    /// <summary>A library of ours.</summary>
    /// <param name="Package">The name of its package and of its assembly.</param>
    /// <param name="Names">What it has, by kind.</param>
    private sealed record Companion(string Package, Dictionary<string, string[]> Names);
}
