using System.Text.Json;
using System.Text.Json.Nodes;

namespace Riveg.Settings;

/// <summary>A JSON object with settings, and where it stands in the profile.</summary>
/// <param name="Place">Its path, such as <c>stages.grounding</c>.</param>
/// <param name="Json">The object.</param>
internal sealed record SettingsLayer(string Place, JsonObject Json)
{
    public bool Has(string key) => Json.ContainsKey(key);

    /// <summary>The name of a setting in messages.</summary>
    public string Name(Setting setting) => $"\"{Place}.{setting.Key}\"";
}

/// <summary>Reads settings records out of a profile's JSON and collects every fault.</summary>
/// <param name="section">The sections of the profile, by name; null for one that it does not have.</param>
internal sealed class SettingsReader(Func<string, JsonObject?> section)
{
    private readonly List<string> faults = [];

    /// <summary>Every fault so far, once.</summary>
    public IReadOnlyList<string> Faults => [.. faults.Distinct()];

    /// <summary>Looks at an object by itself: for keys that nobody knows, values of a wrong kind and values out of their ranges.</summary>
    /// <param name="type">Its settings.</param>
    /// <param name="layer">The object.</param>
    /// <param name="unknown">Gives the words for a key that nobody knows.</param>
    /// <param name="ignored">A key that is no setting; null for none.</param>
    public void CheckMembers(SettingsType type, SettingsLayer layer, Func<string, string, string> unknown, string? ignored = null)
    {
        var settings = type.Keys.ToList();
        foreach (var (key, value) in layer.Json.Where(f => f.Key != ignored))
        {
            if (settings.Find(s => s.Key == key) is not { } setting)
            {
                faults.Add(unknown(key, string.Join(", ", settings.Select(s => s.Key).DefaultIfEmpty("none"))));
            }
            else if (setting.Group is { } group && value is JsonObject inner)
            {
                var place = $"{layer.Place}.{key}";
                CheckMembers(group, new SettingsLayer(place, inner), (k, known) => $"\"{place}\" has no \"{k}\"; there are {known}");
            }
            else if (FindFault(setting, value, out _) is { } fault)
            {
                faults.Add($"{layer.Name(setting)} {fault}");
            }
        }
    }

    /// <summary>
    /// Reads a record: each setting from the object, else from the section that its group names, else from its environment variable, else
    /// its default. Collects what is wrong with each, and with several together.
    /// </summary>
    /// <param name="type">The record.</param>
    /// <param name="layer">The object.</param>
    /// <param name="mustBeComplete">Whether a required setting that is missing is a fault.</param>
    public object Read(SettingsType type, SettingsLayer layer, bool mustBeComplete) => Read(type, [layer], mustBeComplete);

    private object Read(SettingsType type, IReadOnlyList<SettingsLayer> layers, bool mustBeComplete)
    {
        var target = type.CreateDefault();
        foreach (var member in type.Members.Where(m => m.IsInProfile))
        {
            if (member.Group is { } group)
            {
                var below = Below(member, layers);
                if (member.IsInline || below.Count > 0)
                {
                    member.Property.SetValue(target, Read(group, below, mustBeComplete));
                }
            }
            else if (layers.FirstOrDefault(l => l.Has(member.Key)) is { } given)
            {
                Set(target, member, given.Json[member.Key], given.Name(member));
            }
            else if (member.Variable is { } variable && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text)
            {
                Set(target, member, JsonValue.Create(text), $"the environment variable {variable}");
            }

            if (mustBeComplete && member.Group is null && member.IsMissing(member.Property.GetValue(target)))
            {
                faults.Add($"{(layers.FirstOrDefault(l => l.Has(member.Key)) ?? layers[^1]).Name(member)} {member.MissingFault}");
            }
        }

        foreach (var (name, fault) in SettingsCheck.FindRuleFaults(target))
        {
            var member = type.Members.First(m => m.Name == name);
            faults.Add($"{(layers.FirstOrDefault(l => l.Has(member.Key)) ?? layers[^1]).Name(member)} {fault}");
        }

        return target;
    }

    // Without a section a group that is left out stays as it is by default.
    private List<SettingsLayer> Below(Setting member, IReadOnlyList<SettingsLayer> layers)
    {
        var below = member.IsInline
            ? layers.ToList()
            : [.. layers.Where(l => l.Json[member.Key] is JsonObject)
                .Select(l => new SettingsLayer($"{l.Place}.{member.Key}", (JsonObject)l.Json[member.Key]!))];
        if (member.Section is { } name)
        {
            below.Add(new SettingsLayer(name, section(name) ?? []));
        }

        return below;
    }

    private void Set(object target, Setting member, JsonNode? value, string name)
    {
        if (FindFault(member, value, out var read) is { } fault)
        {
            faults.Add($"{name} {fault}");
        }
        else
        {
            member.Property.SetValue(target, read);
        }
    }

    private static string? FindFault(Setting setting, JsonNode? value, out object? read) =>
        Parse(setting, value, out read) ?? setting.FindFault(read, inProfile: true);

    private static string? Parse(Setting setting, JsonNode? value, out object? read)
    {
        read = null;
        if (value is null && setting.AllowsNull)
        {
            return null;
        }

        // Values of a program's own JsonObject are not JSON yet: an int of theirs is no double.
        var json = JsonElement.Parse(value?.ToJsonString() ?? "null");
        read = setting.Kind.Read(json);
        return read is null ? $"is {SettingWords.Value(json)}, must be {setting.Expected}" : null;
    }
}
