using System.Text.Json.Nodes;
using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Stages;

namespace Riveg.Profiles;

/// <summary>
/// The implementations of stages and the named profiles that are at hand. Each library adds its own. Fill it first, then use it: reading is thread-safe, adding is not.
/// </summary>
public sealed class StageCatalog
{
    private readonly Dictionary<(StageSlot Slot, string Name), Implementation> implementations = [];
    private readonly Dictionary<string, Action<Profile>> sections = new(StringComparer.Ordinal) { [PipelineSection.Name] = PipelineSection.Check };
    private readonly Dictionary<string, string> profiles = new(StringComparer.Ordinal);
    private readonly Companions companions = new();

    /// <summary>The named profiles, in the order in which they were added.</summary>
    public IReadOnlyCollection<string> ProfileNames => profiles.Keys;

    /// <summary>A catalog with what this library has: the profile <c>builtin</c> and its stages.</summary>
    public static StageCatalog CreateDefault()
    {
        var catalog = new StageCatalog();
        BuiltinStages.AddTo(catalog);
        return catalog;
    }

    /// <summary>Adds an implementation of a stage.</summary>
    /// <typeparam name="TStage">The stage's interface.</typeparam>
    /// <param name="slot">The stage.</param>
    /// <param name="implementation">Its name in profiles.</param>
    /// <param name="create">Makes it; throws <see cref="StageUnavailableException"/> where its model or service is missing.</param>
    /// <param name="settings">The names of the settings that it reads besides <c>use</c>; a profile that gives it another one is refused.</param>
    public StageCatalog Add<TStage>(
        StageSlot<TStage> slot, string implementation, Func<StageCreation, TStage> create, params IReadOnlyList<string> settings)
        where TStage : class, IStage
    {
        ArgumentNullException.ThrowIfNull(slot);
        ArgumentException.ThrowIfNullOrEmpty(implementation);
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(settings);
        implementations[(slot, implementation)] = new Implementation(create, settings);
        return this;
    }

    /// <summary>Adds all that a library has.</summary>
    /// <param name="module">The library's own; a second one of its type is left out.</param>
    public StageCatalog Add(IStageModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (companions.IsNew(module))
        {
            module.AddTo(this);
        }

        return this;
    }

    /// <summary>Adds a section that several implementations share, such as <c>chat</c>; a profile with a section that nobody added is refused.</summary>
    /// <param name="name">The section's name.</param>
    /// <param name="check">Throws <see cref="ProfileException"/> where a profile's section is wrong, also if no stage of that profile reads it; nothing is checked if null.</param>
    public StageCatalog AddSection(string name, Action<Profile>? check = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        sections[name] = check ?? (static _ => { });
        return this;
    }

    /// <summary>Adds a named profile.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="json">Its JSON, in the form that <see cref="Profile"/> tells, with <c>extends</c> if wanted.</param>
    public StageCatalog AddProfile(string name, string json)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        profiles[name] = json;
        return this;
    }

    /// <summary>The names of the implementations of a slot.</summary>
    public IReadOnlyList<string> ImplementationsOf(StageSlot slot) => [.. implementations.Keys.Where(k => k.Slot == slot).Select(k => k.Name)];

    /// <summary>Reads a named profile or a profile's file.</summary>
    /// <exception cref="ProfileException">There is no such profile, or it is wrong.</exception>
    public Profile LoadProfile(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        var files = new List<string>();
        var (name, root, folder) = Load(nameOrPath, Environment.CurrentDirectory, [], files);
        return Checked(Profile.Create(name, root, folder, files));
    }

    /// <summary>A profile with values laid over one of its sections, checked again.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="section">The section's name.</param>
    /// <param name="values">Objects in it are merged, all else is replaced.</param>
    /// <exception cref="ProfileException">Nobody reads the section, or the result is wrong.</exception>
    public Profile Overlay(Profile profile, string section, JsonObject values)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(values);
        if (section != ProfileFile.Stages && !sections.ContainsKey(section))
        {
            companions.AddTo(this);
            if (!sections.ContainsKey(section))
            {
                throw new ProfileException($"There is no section \"{section}\"; there are {string.Join(", ", sections.Keys.Prepend(ProfileFile.Stages))}.");
            }
        }

        return Checked(profile.With(section, values));
    }

    private Profile Checked(Profile profile)
    {
        var faults = FindUnknownSettings(profile).ToList();
        if (faults.Count > 0)
        {
            throw new ProfileException($"The profile {profile.Name} is wrong: {string.Join("; ", faults)}.");
        }

        foreach (var (section, check) in sections)
        {
            if (profile.Section(section) is not null)
            {
                check(profile);
            }
        }

        return profile;
    }

    internal Func<StageCreation, IStage> Find(StageSlot slot, string implementation)
    {
        if (!implementations.ContainsKey((slot, implementation)))
        {
            companions.AddTo(this);
        }

        return implementations.TryGetValue((slot, implementation), out var found)
            ? found.Create
            : throw new ProfileException(
                $"No implementation \"{implementation}\" serves the stage {slot.Name}; "
                + $"there are {string.Join(", ", ImplementationsOf(slot).DefaultIfEmpty("none"))}.{Companions.Hint(implementation)}");
    }

    private IEnumerable<string> FindUnknownSettings(Profile profile)
    {
        foreach (var (slot, choice) in profile.Stages)
        {
            if (implementations.TryGetValue((slot, choice.Implementation), out var implementation))
            {
                foreach (var key in choice.Settings.Select(s => s.Key).Where(k => k != StageChoice.Use && !implementation.Settings.Contains(k)))
                {
                    yield return $"\"stages.{slot.Name}\" ({choice.Implementation}) has no setting \"{key}\"; there are {string.Join(", ", implementation.Settings.DefaultIfEmpty("none"))}";
                }
            }
        }
    }

    private (string Name, JsonObject Root, string Folder) Load(string nameOrPath, string folder, List<string> trail, List<string> files)
    {
        if (trail.Contains(nameOrPath))
        {
            throw new ProfileException($"The profiles extend each other in a circle: {string.Join(" -> ", [.. trail, nameOrPath])}.");
        }

        trail.Add(nameOrPath);
        if (!profiles.ContainsKey(nameOrPath) && !ProfileFile.IsThere(nameOrPath, folder))
        {
            companions.AddTo(this);
        }

        var file = profiles.TryGetValue(nameOrPath, out var json)
            ? new ProfileFile(nameOrPath, folder, json)
            : ProfileFile.Read(nameOrPath, folder, profiles.Keys);
        if (json is null)
        {
            files.Add(Path.GetFullPath(nameOrPath, folder));
        }

        if (file.NamesOtherThan(sections.Keys))
        {
            companions.AddTo(this);
        }

        var root = file.Parse(sections.Keys);
        if (root[ProfileFile.Extends] is not { } extends)
        {
            return (file.Name, root, file.Folder);
        }

        var (_, merged, _) = Load(extends.GetValue<string>(), file.Folder, trail, files);
        root.Remove(ProfileFile.Extends);
        ProfileMerge.Into(merged, root);
        return (file.Name, merged, file.Folder);
    }

    private sealed record Implementation(Func<StageCreation, IStage> Create, IReadOnlyList<string> Settings);
}
