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
    /// <returns>A new one, to be added to.</returns>
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
    /// <returns>This catalog.</returns>
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
    /// <returns>This catalog.</returns>
    public StageCatalog Add<TStage, TSettings>(StageSlot<TStage> slot, string implementation, Func<StageCreation, TSettings, TStage> create)
        where TStage : class, IStage
        where TSettings : class, new() => Add<TStage, TSettings>(slot, implementation, create, _ => null);

    /// <inheritdoc cref="Add{TStage, TSettings}(StageSlot{TStage}, string, Func{StageCreation, TSettings, TStage})" />
    /// <param name="slot">The stage.</param>
    /// <param name="implementation">Its name in profiles.</param>
    /// <param name="create">Makes it of its settings.</param>
    /// <param name="model">The model that it runs with its settings; empty where they must name one and do not.</param>
    internal StageCatalog Add<TStage, TSettings>(
        StageSlot<TStage> slot,
        string implementation,
        Func<StageCreation, TSettings, TStage> create,
        Func<TSettings, string?> model)
        where TStage : class, IStage
        where TSettings : class, new()
    {
        ArgumentNullException.ThrowIfNull(slot);
        ArgumentException.ThrowIfNullOrEmpty(implementation);
        ArgumentNullException.ThrowIfNull(create);
        implementations[(slot, implementation)] = new Implementation(
            c => create(c, c.ReadSettings<TSettings>()), typeof(TSettings), settings => model((TSettings)settings));
        return this;
    }

    /// <summary>Adds all that a library has.</summary>
    /// <param name="module">The library's own; it goes before an earlier one of its type.</param>
    internal StageCatalog Add(IStageModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        companions.Remember(module);
        module.AddTo(this);
        return this;
    }

    /// <summary>Adds what another catalog has and this one has not.</summary>
    internal void AddMissing(StageCatalog other)
    {
        foreach (var (key, implementation) in other.implementations)
        {
            implementations.TryAdd(key, implementation);
        }

        foreach (var (name, type) in other.sections)
        {
            sections.TryAdd(name, type);
        }

        foreach (var (name, json) in other.profiles)
        {
            profiles.TryAdd(name, json);
        }
    }

    /// <summary>
    /// Adds a section that several implementations share, such as <c>chat</c>; a profile with a section that nobody added is refused.
    /// </summary>
    /// <typeparam name="TSection">A record with what the section may set, as those of the stages' settings.</typeparam>
    /// <param name="name">The section's name; members of stages' settings name it in a <see cref="SettingsGroupAttribute"/>.</param>
    /// <returns>This catalog.</returns>
    public StageCatalog AddSection<TSection>(string name)
        where TSection : class, new()
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        sections[name] = typeof(TSection);
        return this;
    }

    /// <summary>Adds a named profile.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="json">Its JSON, as docs/profiles.md tells, with <c>extends</c> if wanted.</param>
    /// <returns>This catalog.</returns>
    public StageCatalog AddProfile(string name, string json)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        profiles[name] = json;
        return this;
    }

    /// <summary>The names of the implementations of a slot.</summary>
    /// <param name="slot">The stage.</param>
    /// <returns>In the order in which they were added; empty where nothing serves it.</returns>
    public IReadOnlyList<string> ImplementationsOf(StageSlot slot) =>
        [.. implementations.Keys.Where(k => k.Slot == slot).Select(k => k.Name)];

    /// <summary>Reads a named profile or a profile's file.</summary>
    /// <exception cref="RivegException">There is no such profile, or it is wrong.</exception>
    internal Profile LoadProfile(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        return new ProfileLoading(this).Load(nameOrPath, p => FindFaults(p, mustBeComplete: false));
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
        return new ProfileLoading(this).Load(nameOrPath, p => [.. FindFaults(p, mustBeComplete: false), .. FindUnknown(p, _ => true)]);
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

    /// <summary>Why a section that nobody reads cannot be laid over a profile.</summary>
    /// <param name="name">Its name.</param>
    internal string UnknownSection(string name)
    {
        var known = string.Join(", ", sections.Keys.Prepend(ProfileFile.Stages));
        return $"There is no section \"{name}\"; there are {known}{HintOf(Companions.Section, name)}.";
    }

    /// <summary>The model that an implementation runs, as the profile names it or by default.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="slot">The stage.</param>
    /// <param name="choice">What serves it.</param>
    /// <returns>Empty where it must be named and is not; null where it runs none, and where nobody knows the implementation.</returns>
    internal string? ModelOf(Profile profile, StageSlot slot, StageChoice choice)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return Knows(slot, choice.Implementation) && implementations[(slot, choice.Implementation)] is var found
            ? found.Model(new ProfileSettings(profile).Read(slot, choice, found.Settings, mustBeComplete: false))
            : null;
    }

    /// <summary>Which of our packages has a name that is not known; empty where none has, and where it is there.</summary>
    /// <param name="kind">A slot's name, or what <see cref="Companions"/> calls profiles and sections.</param>
    /// <param name="name">The name.</param>
    internal string HintOf(string kind, string name) => companions.Hint(kind, name);

    /// <summary>A JSON schema (2020-12) of a profile's file, made of the settings of all that was added.</summary>
    /// <param name="slots">The stages that it describes; all if empty.</param>
    /// <returns>The schema, the caller's own.</returns>
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

    /// <summary>
    /// Refuses a profile whose stages lack something, or are served by what nobody knows, with all that is wrong with them.
    /// </summary>
    /// <param name="profile">The profile.</param>
    /// <exception cref="RivegException">Names every fault.</exception>
    internal void RefuseIncomplete(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        Profile.Refuse(profile.Name, FindAllFaults(profile, _ => true));
    }

    /// <summary>All that keeps a profile from being built.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="isMade">Whether the profile's implementation of a slot is to be made.</param>
    internal IReadOnlyList<string> FindAllFaults(Profile profile, Predicate<StageSlot> isMade) =>
        [.. FindFaults(profile, mustBeComplete: true, isMade), .. FindUnknown(profile, isMade)];

    private IReadOnlyList<string> FindFaults(Profile profile, bool mustBeComplete, Predicate<StageSlot>? isMade = null)
    {
        var settings = new ProfileSettings(profile);
        var known = KnownStages(profile, isMade ?? (_ => true));
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

    /// <summary>What serves the stages and is not known, and what is to serve inside it.</summary>
    private IEnumerable<string> FindUnknown(Profile profile, Predicate<StageSlot> isMade)
    {
        foreach (var (slot, choice) in ChoicesOf(profile, isMade).Where(c => !Knows(c.Slot, c.Choice.Implementation)))
        {
            yield return UnknownFault(ProfileSettings.Place(slot, choice), slot, choice.Implementation);
        }

        foreach (var (slot, choice, type) in KnownStages(profile, isMade))
        {
            var settings = new ProfileSettings(profile).Read(slot, choice, type, mustBeComplete: false);
            foreach (var member in SettingsType.Of(type).Members.Where(m => m.NamesImplementation))
            {
                if (member.Property.GetValue(settings) is not string { Length: > 0 } inner)
                {
                    continue;
                }

                var place = $"{ProfileSettings.Place(slot, choice)}.{member.Key}";
                if (inner == choice.Implementation)
                {
                    yield return $"\"{place}\" names \"{inner}\", inside which it would serve; there are "
                        + string.Join(", ", ImplementationsOf(slot).Where(i => i != inner));
                }
                else if (!Knows(slot, inner))
                {
                    yield return UnknownFault(place, slot, inner);
                }
            }
        }
    }

    private List<(StageSlot Slot, StageChoice Choice, Type Settings)> KnownStages(Profile profile, Predicate<StageSlot> isMade) =>
    [
        .. ChoicesOf(profile, isMade)
            .Where(c => Knows(c.Slot, c.Choice.Implementation))
            .Select(c => (c.Slot, c.Choice, implementations[(c.Slot, c.Choice.Implementation)].Settings)),
    ];

    private static IEnumerable<(StageSlot Slot, StageChoice Choice)> ChoicesOf(Profile profile, Predicate<StageSlot> isMade) =>
        profile.Stages.Where(s => isMade(s.Key)).SelectMany(s => s.Value.All, (s, choice) => (s.Key, choice));

    // Libraries beside the program are looked for once a name is not known.
    private bool Knows(StageSlot slot, string implementation)
    {
        if (!implementations.ContainsKey((slot, implementation)))
        {
            companions.AddTo(this);
        }

        return implementations.ContainsKey((slot, implementation));
    }

    /// <summary>Whether somebody reads a section, in a library that is at hand too.</summary>
    /// <param name="name">Its name.</param>
    internal bool IsSection(string name)
    {
        if (name != ProfileFile.Stages && !sections.ContainsKey(name))
        {
            companions.AddTo(this);
        }

        return name == ProfileFile.Stages || sections.ContainsKey(name);
    }

    private string UnknownFault(string place, StageSlot slot, string implementation)
    {
        var others = ImplementationsOf(slot).Concat(slot.IsRequired ? [] : [StageChoice.None]).DefaultIfEmpty("none");
        return $"\"{place}\" has no implementation \"{implementation}\"; there are {string.Join(", ", others)}"
            + HintOf(slot.Name, implementation);
    }

    internal Func<StageCreation, IStage> Find(StageSlot slot, string implementation) => Knows(slot, implementation)
        ? implementations[(slot, implementation)].Create
        : throw new ProfileException(
            $"No implementation \"{implementation}\" serves the stage {slot.Name}; "
            + $"there are {string.Join(", ", ImplementationsOf(slot).DefaultIfEmpty("none"))}{HintOf(slot.Name, implementation)}.");

    private sealed record Implementation(Func<StageCreation, IStage> Create, Type Settings, Func<object, string?> Model);
}
