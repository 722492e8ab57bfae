using System.Text.Json.Nodes;

namespace Riveg.Profiles;

/// <summary>The reading of one profile with all that it extends; what is wrong on any level is told together.</summary>
/// <param name="catalog">Knows the named profiles and the sections.</param>
internal sealed class ProfileLoading(StageCatalog catalog)
{
    private readonly List<string> trail = [];
    private readonly List<string> files = [];
    private readonly List<string> faults = [];
    private bool isWhole = true;

    /// <summary>Reads a profile and checks it.</summary>
    /// <param name="nameOrPath">A named one or a file.</param>
    /// <param name="check">Says what is wrong with the stages' settings and the sections.</param>
    /// <exception cref="ProfileException">There is none, or it is wrong: names every fault.</exception>
    public Profile Load(string nameOrPath, Func<Profile, IReadOnlyList<string>> check)
    {
        var given = Read(nameOrPath);
        var all = given.Faults.ToList();
        var profile = Profile.Read(given, all);
        all.AddRange(check(profile));
        Profile.Refuse(given.Name, all);
        return profile;
    }

    /// <summary>Reads a profile with all that it extends.</summary>
    /// <param name="nameOrPath">A named one or a file.</param>
    /// <exception cref="ProfileException">There is none.</exception>
    public UncheckedProfile Read(string nameOrPath)
    {
        var (name, root, folder) = Load(nameOrPath, Environment.CurrentDirectory);
        return new UncheckedProfile(name, root, folder, files, faults, isWhole);
    }

    private (string Name, JsonObject Root, string Folder) Load(string nameOrPath, string folder)
    {
        if (trail.Contains(nameOrPath))
        {
            throw new ProfileException($"The profiles extend each other in a circle: {string.Join(" -> ", [.. trail, nameOrPath])}.");
        }

        trail.Add(nameOrPath);
        var json = catalog.FindProfile(nameOrPath, ProfileFile.IsThere(nameOrPath, folder));
        var file = json is not null
            ? new ProfileFile(nameOrPath, folder, json)
            : ProfileFile.Read(nameOrPath, folder, catalog.ProfileNames, catalog.HintOf(Companions.Profile, nameOrPath));
        if (json is null)
        {
            files.Add(Path.GetFullPath(nameOrPath, folder));
        }

        var own = new List<string>();
        var root = file.Parse(catalog.SectionsFor(file), key => catalog.HintOf(Companions.Section, key), own, out var isOwnWhole);
        isWhole &= isOwnWhole;
        faults.AddRange(trail.Count == 1 ? own : own.Select(f => $"in {file.Name}, {f}"));
        if (root[ProfileFile.Extends]?.GetValue<string>() is not { } extends)
        {
            return (file.Name, root, file.Folder);
        }

        root.Remove(ProfileFile.Extends);
        return (file.Name, LaidOver(extends, file.Folder, root), file.Folder);
    }

    private JsonObject LaidOver(string extends, string folder, JsonObject overlay)
    {
        JsonObject merged;
        try
        {
            merged = Load(extends, folder).Root;
        }
        catch (ProfileException exception)
        {
            // What it would have filled is not known, the rest is looked at all the same.
            faults.Add($"\"extends\": {exception.Message.TrimEnd('.')}");
            isWhole = false;
            return overlay;
        }

        ProfileMerge.Into(merged, overlay);
        return merged;
    }
}
