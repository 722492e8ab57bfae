using System.Reflection;

namespace Riveg.Profiles;

/// <summary>
/// Riveg's own libraries with further stages. They are looked for when a name is asked for that nobody knows yet, so that "builtin" can
/// become "light" in a program without another change, and a program without them starts as fast as before.
/// </summary>
internal sealed class Companions
{
    private static readonly string[] Assemblies = ["Riveg.Onnx", "Riveg.LanguageModels"];

    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["light"] = "Riveg.Onnx",
        ["paper"] = "Riveg.Onnx",
        ["faces"] = "Riveg.Onnx",
        ["sam"] = "Riveg.Onnx",
        ["transformer-crf"] = "Riveg.Onnx",
        ["vlm"] = "Riveg.LanguageModels",
        ["chat"] = "Riveg.LanguageModels",
    };

    private readonly HashSet<Type> added = [];
    private bool lookedFor;

    /// <summary>Says which package has a name that was not found; empty where it is none of ours.</summary>
    public static string Hint(string name) =>
        Packages.TryGetValue(name, out var package) ? $" \"{name}\" comes with the package {package}." : string.Empty;

    /// <summary>Remembers a module.</summary>
    /// <returns>Whether none of its type was added before.</returns>
    public bool IsNew(IStageModule module) => added.Add(module.GetType());

    /// <summary>Adds the modules of the libraries that lie beside the program, once.</summary>
    public void AddTo(StageCatalog catalog)
    {
        if (lookedFor)
        {
            return;
        }

        lookedFor = true;
        foreach (var type in Assemblies.Select(Find).OfType<Type>().Where(t => !added.Contains(t)))
        {
            catalog.Add((IStageModule)Activator.CreateInstance(type)!);
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
}
