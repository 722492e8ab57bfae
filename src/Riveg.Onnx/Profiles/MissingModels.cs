using System.Globalization;
using Riveg.Onnx.Diagnosis;
using Riveg.Onnx.Store;
using Riveg.Pipeline;
using Riveg.Profiles;

namespace Riveg.Onnx.Profiles;

/// <summary>All models that a profile lacks, in one line with the command that brings them.</summary>
internal static class MissingModels
{
    /// <summary>Looks at a profile; nothing is read but names.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="catalog">Knows the stages.</param>
    /// <param name="store">The models that are here.</param>
    /// <param name="isMade">Whether the profile's implementation of a slot is to be made; all are if null.</param>
    /// <returns>Null where nothing is missing.</returns>
    public static string? Of(Profile profile, StageCatalog catalog, ModelStore store, Predicate<StageSlot>? isMade = null)
    {
        var needs = OnnxDiagnosis.Models(profile, catalog, store)
            .Where(n => n.ToDo is not null && (isMade is null || isMade(n.Slot))).DistinctBy(n => n.Model).ToList();
        var fetched = needs.Where(n => store.Manifest.Contains(n.Model) && store.Manifest.Get(n.Model).Architecture is null)
            .Select(n => store.Manifest.Get(n.Model)).Distinct().ToList();
        if (fetched.Count == 0)
        {
            return needs.Count == 0 ? null : string.Join(' ', needs.Select(n => n.ToDo).Distinct());
        }

        var asked = OnnxStages.Shipped.Contains(profile.Name) && Covers(profile.Name, fetched, catalog, store)
            ? profile.Name
            : string.Join(' ', fetched.Select(m => m.Name));
        var what = fetched.Count == 1
            ? $"the model {Words(fetched[0])}, which is not in the store"
            : $"{fetched.Count} models that are not in the store: {string.Join(", ", fetched.Select(Words))}";
        var others = needs.Where(n => !fetched.Exists(m => m.Name.Equals(n.Model, StringComparison.OrdinalIgnoreCase)))
            .Select(n => " " + n.ToDo).Distinct();
        return $"Profile {profile.Name} needs {what}; run 'riveg models pull {asked}', or 'riveg annotate' with --pull."
            + string.Concat(others);
    }

    // A profile's file may be called as a shipped one and name other models.
    private static bool Covers(string name, IReadOnlyList<ModelEntry> models, StageCatalog catalog, ModelStore store)
    {
        var known = OnnxDiagnosis.Models(catalog.LoadProfile(name), catalog, store).Select(n => n.Model);
        return models.All(m => known.Contains(m.Name, StringComparer.OrdinalIgnoreCase));
    }

    private static string Words(ModelEntry model) =>
        model.Size is { } size ? string.Create(CultureInfo.InvariantCulture, $"{model.Name} ({size / 1e6:N1} MB)") : model.Name;
}
