using System.Text.Json.Nodes;
using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Settings;
using Riveg.Stages;

namespace Riveg.Profiles;

/// <summary>
/// The implementations of stages and the named profiles that are at hand. Each library adds its own. Fill it first, then use it: reading is
/// thread-safe, adding is not.
/// </summary>
public sealed class StageCatalog
{
    private readonly Dictionary<(StageSlot Slot, string Name), Implementation> implementations = [];
    private readonly Dictionary<string, Type> sections = new(StringComparer.Ordinal) { [PipelineSection.Name] = typeof(PipelineSettings) };
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
    public StageCatalog Add<TStage>(StageSlot<TStage> slot, string implementation, Func<StageCreation, TStage> create)
        where TStage : class, IStage
    {
        ArgumentNullException.ThrowIfNull(create);
        return Add<TStage, NoSettings>(slot, implementation, (creation, _) => create(creation));
    }

    /// <summary>Adds an implementation of a stage that has settings of its own.</summary>
    /// <typeparam name="TStage">The stage's interface.</typeparam>
    /// <typeparam name="TSettings">
    /// A record with what a profile may set: members with <c>init</c>, their defaults, and their ranges and descriptions as attributes of
    /// <c>System.ComponentModel</c> and <c>System.ComponentModel.DataAnnotations</c>. Their names in profiles are in camel case; a
    /// <see cref="TimeSpan"/> is a number of seconds, and its name ends so. A profile that says anything else is refused.
    /// </typeparam>
    /// <param name="slot">The stage.</param>
    /// <param name="implementation">Its name in profiles.</param>
    /// <param name="create">
    /// Makes it of its settings, all of which are in their ranges; throws <see cref="StageUnavailableException"/> where its model or
    /// service is missing.
    /// </param>
    public StageCatalog Add<TStage, TSettings>(StageSlot<TStage> slot, string implementation, Func<StageCreation, TSettings, TStage> create)
        where TStage : class, IStage
        where TSettings : class, new()
    {
        ArgumentNullException.ThrowIfNull(slot);
        ArgumentException.ThrowIfNullOrEmpty(implementation);
        ArgumentNullException.ThrowIfNull(create);
        implementations[(slot, implementation)] = new Implementation(c => create(c, c.ReadSettings<TSettings>()), typeof(TSettings));
        return this;
    }

    /// <summary>Adds all that a library has.</summary>
    /// <param name="module">The library's own; a second one of its type is left out.</param>
    internal StageCatalog Add(IStageModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (companions.IsNew(module))
        {
            module.AddTo(this);
        }

        return this;
    }

    /// <summary>
    /// Adds a section that several implementations share, such as <c>chat</c>; a profile with a section that nobody added is refused.
    /// </summary>
    /// <typeparam name="TSection">A record with what the section may set, as those of the stages' settings.</typeparam>
    /// <param name="name">The section's name; members of stages' settings name it in a <see cref="SettingsGroupAttribute"/>.</param>
    public StageCatalog AddSection<TSection>(string name)
        where TSection : class, new()
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        sections[name] = typeof(TSection);
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
    public IReadOnlyList<string> ImplementationsOf(StageSlot slot) =>
        [.. implementations.Keys.Where(k => k.Slot == slot).Select(k => k.Name)];

    /// <summary>Reads a named profile or a profile's file.</summary>
    /// <exception cref="RivegException">There is no such profile, or it is wrong.</exception>
    internal Profile LoadProfile(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        return new ProfileLoading(this).Load(nameOrPath, p => FindFaults(p, _ => true, mustBeComplete: false));
    }

    /// <summary>
    /// As <see cref="LoadProfile"/>, where nothing will be added to the catalog any more: an implementation that nobody knows is a fault
    /// too.
    /// </summary>
    /// <param name="nameOrPath">A named profile or a profile's file.</param>
    /// <returns>The profile, each of whose stages the catalog can make.</returns>
    /// <exception cref="ProfileException">There is no such profile, or it is wrong: names every fault.</exception>
    internal Profile LoadWholeProfile(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        return new ProfileLoading(this).Load(
            nameOrPath, p => [.. FindFaults(p, _ => true, mustBeComplete: false), .. p.Stages.Select(UnknownFault).OfType<string>()]);
    }

    /// <summary>The JSON of a named profile; null where there is none, in a library that is at hand either.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isFile">Whether it may be a file instead, so that no library is looked for.</param>
    internal string? FindProfile(string name, bool isFile)
    {
        if (!profiles.ContainsKey(name) && !isFile)
        {
            companions.AddTo(this);
        }

        return profiles.GetValueOrDefault(name);
    }

    /// <summary>The sections that somebody reads; those of the libraries at hand too, where a file has others.</summary>
    internal IReadOnlyCollection<string> SectionsFor(ProfileFile file)
    {
        if (file.NamesOtherThan(sections.Keys))
        {
            companions.AddTo(this);
        }

        return sections.Keys;
    }

    /// <summary>A profile with values laid over one of its sections, checked again.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="section">The section's name.</param>
    /// <param name="values">Objects in it are merged, all else is replaced.</param>
    /// <exception cref="RivegException">Nobody reads the section, or the result is wrong.</exception>
    internal Profile Overlay(Profile profile, string section, JsonObject values)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(values);
        if (section != ProfileFile.Stages && !sections.ContainsKey(section))
        {
            companions.AddTo(this);
            if (!sections.ContainsKey(section))
            {
                throw new ProfileException(
                    $"There is no section \"{section}\"; there are {string.Join(", ", sections.Keys.Prepend(ProfileFile.Stages))}.");
            }
        }

        var result = profile.With(section, values);
        Profile.Refuse(result.Name, FindFaults(result, _ => true, mustBeComplete: false));
        return result;
    }

    /// <summary>A JSON schema (2020-12) of a profile's file, made of the settings of all that was added.</summary>
    /// <param name="slots">The stages that it describes; all if empty.</param>
    public JsonObject CreateSchema(params IReadOnlyCollection<StageSlot> slots)
    {
        ArgumentNullException.ThrowIfNull(slots);
        companions.AddTo(this);
        var described = StageSlots.All.Where(s => slots.Count == 0 || slots.Contains(s));
        return ProfileSchema.Create(
            described.Select(s => (s, implementations.Where(i => i.Key.Slot == s).Select(i => (i.Key.Name, i.Value.Settings)))),
            sections,
            isWhole: slots.Count == 0);
    }

    /// <summary>Refuses a profile whose stages lack something, with all that is wrong with them.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="isMade">Whether the profile's implementation of a slot is to be made; all are if null.</param>
    /// <exception cref="RivegException">Names every fault.</exception>
    internal void RefuseIncomplete(Profile profile, Predicate<StageSlot>? isMade = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        Profile.Refuse(profile.Name, FindFaults(profile, isMade ?? (_ => true), mustBeComplete: true));
    }

    private IReadOnlyList<string> FindFaults(Profile profile, Predicate<StageSlot> isMade, bool mustBeComplete)
    {
        if (profile.Stages.Any(s => s.Value.All.Any(c => !implementations.ContainsKey((s.Key, c.Implementation)))))
        {
            companions.AddTo(this);
        }

        var settings = new ProfileSettings(profile);
        var known = profile.Stages
            .Where(s => isMade(s.Key))
            .SelectMany(s => s.Value.All, (s, choice) => (Slot: s.Key, Choice: choice))
            .Where(s => implementations.ContainsKey((s.Slot, s.Choice.Implementation)))
            .Select(s => (s.Slot, s.Choice, Type: implementations[(s.Slot, s.Choice.Implementation)].Settings))
            .ToList();
        foreach (var (slot, choice, type) in known)
        {
            settings.Check(slot, choice, type);
        }

        foreach (var (name, type) in sections)
        {
            settings.CheckSection(name, type);
        }

        _ = settings.ReadSection(PipelineSection.Name, typeof(PipelineSettings));
        foreach (var (slot, choice, type) in known)
        {
            settings.Read(slot, choice, type, mustBeComplete);
        }

        return settings.Faults;
    }

    private string? UnknownFault(KeyValuePair<StageSlot, StageChoice> stage) =>
        implementations.ContainsKey((stage.Key, stage.Value.Implementation))
            ? null
            : $"\"{ProfileFile.Stages}.{stage.Key.Name}\" has no implementation \"{stage.Value.Implementation}\"; there are "
                + string.Join(", ", [.. ImplementationsOf(stage.Key), .. stage.Key.IsRequired ? [] : new[] { StageChoice.None }]);

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

    private sealed record Implementation(Func<StageCreation, IStage> Create, Type Settings);
}
