using System.Text.Json;
using System.Text.Json.Nodes;
using Riveg.Pipeline;

namespace Riveg.Profiles;

/// <summary>
/// Which implementation serves each stage, with its settings: a JSON object with <c>stages</c> (slot to implementation name, or to an
/// object with <c>use</c> and settings, or for <c>observation</c> to a list of these; <c>"none"</c> leaves an optional stage out),
/// <c>pipeline</c> and sections that implementations share, such as <c>chat</c>. docs/profiles.md has all settings. Immutable.
/// </summary>
internal sealed class Profile
{
    private readonly JsonObject root;
    private readonly IReadOnlyList<string> files;

    private Profile(
        string name, JsonObject root, string baseFolder, IReadOnlyDictionary<StageSlot, StageChoice> stages, IReadOnlyList<string> files)
    {
        this.files = files;
        Name = name;
        this.root = root;
        BaseFolder = baseFolder;
        Stages = stages;
    }

    /// <summary>The profile's name: of a named profile, or of the file without its extension.</summary>
    public string Name { get; }

    /// <summary>Where relative paths of the profile start: its file's folder, or the current folder for a named profile.</summary>
    public string BaseFolder { get; }

    /// <summary>What serves each stage; slots that are left out are missing.</summary>
    public IReadOnlyDictionary<StageSlot, StageChoice> Stages { get; }

    /// <summary>
    /// The files that the profile was read from, and those that its settings name: what no output may replace. Full paths of files that are
    /// there.
    /// </summary>
    public IReadOnlyList<string> Files
    {
        get
        {
            var named = Texts(root).Where(t => t.Length < 1024 && !t.Contains('\0', StringComparison.Ordinal)).Select(ResolvePath);
            return [.. files.Concat(named).Where(File.Exists).Distinct()];
        }
    }

    /// <summary>A section that implementations share, such as <c>chat</c>; null where the profile has none.</summary>
    public JsonObject? Section(string name) => root[name]?.DeepClone() as JsonObject;

    /// <summary>The settings of a stage, over the sections that they name; the defaults where something else serves it.</summary>
    /// <typeparam name="TSettings">The record of the implementation's settings.</typeparam>
    /// <param name="slot">The stage.</param>
    /// <param name="implementation">The implementation whose settings they are.</param>
    /// <exception cref="ProfileException">Names every fault of theirs.</exception>
    public TSettings ReadStage<TSettings>(StageSlot slot, string implementation)
        where TSettings : class, new()
    {
        ArgumentNullException.ThrowIfNull(slot);
        var choice = Stages.GetValueOrDefault(slot)?.All.FirstOrDefault(c => c.Implementation == implementation);
        return ReadStage<TSettings>(slot, choice ?? new StageChoice(implementation, []));
    }

    internal TSettings ReadStage<TSettings>(StageSlot slot, StageChoice choice)
        where TSettings : class, new()
    {
        var settings = new ProfileSettings(this);
        settings.Check(slot, choice, typeof(TSettings));
        var read = settings.Read(slot, choice, typeof(TSettings), mustBeComplete: true);
        settings.Refuse();
        return (TSettings)read;
    }

    internal TSection ReadSection<TSection>(string name)
        where TSection : class, new()
    {
        var settings = new ProfileSettings(this);
        settings.CheckSection(name, typeof(TSection));
        var read = settings.ReadSection(name, typeof(TSection));
        settings.Refuse();
        return (TSection)read;
    }

    /// <summary>The whole profile as JSON, with what it extends laid under it.</summary>
    public JsonObject ToJson() => (JsonObject)root.DeepClone();

    /// <summary>The profile as it was before it was checked.</summary>
    internal UncheckedProfile ToUnchecked() => new(Name, ToJson(), BaseFolder, files, [], IsWhole: true);

    /// <summary>The full path of a path that the profile names.</summary>
    /// <exception cref="ProfileException">It can be no path.</exception>
    public string ResolvePath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            var shown = path.Replace("\0", "\\u0000", StringComparison.Ordinal);
            throw new ProfileException($"The profile {Name} is wrong: \"{shown}\" is no path.");
        }

        return Path.GetFullPath(path, Path.GetFullPath(BaseFolder));
    }

    /// <summary>The same profile with some values of a section replaced, as command-line options do.</summary>
    /// <exception cref="ProfileException">The result is no proper profile.</exception>
    public Profile With(string section, JsonObject values)
    {
        var merged = (JsonObject)root.DeepClone();
        ProfileMerge.Into(merged, new JsonObject { [section] = values.DeepClone() });
        return Create(Name, merged, BaseFolder, files);
    }

    /// <summary>Checks and wraps a profile's JSON, in which <c>extends</c> is already resolved.</summary>
    /// <exception cref="ProfileException">Names every fault of the <c>stages</c>.</exception>
    public static Profile Create(string name, JsonObject root, string baseFolder) => Create(name, root, baseFolder, []);

    internal static Profile Create(string name, JsonObject root, string baseFolder, IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(root);
        var faults = new List<string>();
        var profile = Read(new UncheckedProfile(name, root, baseFolder, files, [], IsWhole: true), faults);
        Refuse(name, faults);
        return profile;
    }

    /// <summary>Wraps a profile's JSON, and collects what is wrong with its <c>stages</c>; those are left out.</summary>
    /// <param name="given">The JSON and where it comes from.</param>
    /// <param name="faults">Gets what is wrong.</param>
    internal static Profile Read(UncheckedProfile given, ICollection<string> faults)
    {
        var root = given.Root;
        var stages = new Dictionary<StageSlot, StageChoice>();
        if (root[ProfileFile.Stages] is not (null or JsonObject))
        {
            faults.Add("\"stages\" is no object");
        }

        foreach (var (key, value) in root[ProfileFile.Stages] as JsonObject ?? [])
        {
            if (StageSlots.Find(key) is not { } slot)
            {
                faults.Add($"\"stages\" has no \"{key}\"; there are {string.Join(", ", StageSlots.All.Select(s => s.Name))}");
            }
            else if (value is JsonArray && slot != StageSlots.Observation)
            {
                faults.Add($"\"stages.{key}\" is a list, which only \"{StageSlots.Observation.Name}\" may be");
            }
            else if (value is JsonArray && StageChoice.ParseSeveral(value) is null)
            {
                faults.Add(value is JsonArray { Count: 0 }
                    ? $"\"stages.{key}\" is an empty list; \"none\" leaves the stage out"
                    : $"\"stages.{key}\" is a list of something else than names and objects with \"use\"");
            }
            else if (StageChoice.ParseSeveral(value) is not { } choice)
            {
                faults.Add($"\"stages.{key}\" is neither a name nor an object with \"use\"");
            }
            else if (choice.FindDouble() is { } twice)
            {
                faults.Add($"\"stages.{key}\" has \"{twice}\" twice with the same settings");
            }
            else if (choice.Implementation != StageChoice.None)
            {
                stages[slot] = choice;
            }
            else if (slot.IsRequired)
            {
                faults.Add($"\"stages.{key}\" cannot be \"none\"");
            }
            else if (choice.Settings.Any(s => s.Key != StageChoice.Use))
            {
                faults.Add($"\"stages.{key}\" is \"none\", which has no settings");
            }
        }

        var missing = StageSlots.All
            .Where(s => given.IsWhole && s.IsRequired && (root[ProfileFile.Stages] as JsonObject)?.ContainsKey(s.Name) != true)
            .Select(s => $"\"stages.{s.Name}\" is missing")
            .ToList();
        foreach (var fault in missing)
        {
            faults.Add(fault == missing[^1] ? $"{fault} (\"extends\": \"builtin\" fills what is left out)" : fault);
        }

        return new Profile(given.Name, root, given.Folder, stages, given.Files);
    }

    /// <summary>Refuses a profile with all that was found.</summary>
    /// <exception cref="ProfileException">Something was.</exception>
    internal static void Refuse(string name, IEnumerable<string> faults)
    {
        if (faults.Distinct().ToList() is { Count: > 0 } all)
        {
            throw new ProfileException($"The profile {name} is wrong: {string.Join("; ", all)}.");
        }
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(f => Texts(f.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}

/// <summary>What a profile says of one stage.</summary>
/// <param name="Implementation">The implementation's name.</param>
/// <param name="Settings">Its own settings; empty where the profile gives just the name.</param>
internal sealed record StageChoice(string Implementation, JsonObject Settings)
{
    internal const string None = "none";

    /// <summary>The key of the implementation's name among a stage's settings.</summary>
    internal const string Use = "use";

    /// <summary>What serves the stage beside it, in the order of a list; empty for all stages but observation.</summary>
    public IReadOnlyList<StageChoice> Further { get; init; } = [];

    /// <summary>All that serve the stage, in the order of the list.</summary>
    internal IEnumerable<StageChoice> All => [this, .. Further];

    /// <summary>Where it stands in the list; null where the profile has no list.</summary>
    internal int? Index { get; init; }

    /// <summary>Reads one choice, or a list of them.</summary>
    internal static StageChoice? ParseSeveral(JsonNode? value)
    {
        if (value is not JsonArray list)
        {
            return Parse(value);
        }

        var choices = list.Select(Parse).OfType<StageChoice>().Where(c => c.Implementation != None)
            .Select((c, i) => c with { Index = i }).ToList();
        return choices.Count == list.Count && choices is [var first, .. var others] ? first with { Further = others } : null;
    }

    /// <summary>The implementation that a list has twice, with the same settings; null where none is.</summary>
    internal string? FindDouble() => All.FirstOrDefault(
        c => All.Any(o => o.Index < c.Index && o.Implementation == c.Implementation && Same(o.Settings, c.Settings)))?.Implementation;

    // "faces" and {"use":"faces"} are the same.
    private static bool Same(JsonObject one, JsonObject other) =>
        one.Count(s => s.Key != Use) == other.Count(s => s.Key != Use)
        && one.All(s => s.Key == Use || (other.TryGetPropertyValue(s.Key, out var value) && JsonNode.DeepEquals(s.Value, value)));

    private static StageChoice? Parse(JsonNode? value) => value switch
    {
        JsonValue name when name.GetValueKind() == JsonValueKind.String => new StageChoice(name.GetValue<string>(), []),
        JsonObject settings when settings[Use] is JsonValue use && use.GetValueKind() == JsonValueKind.String =>
            new StageChoice(use.GetValue<string>(), settings),
        _ => null,
    };
}
