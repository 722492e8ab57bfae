using System.Text.Json;
using System.Text.Json.Nodes;

namespace Riveg.Settings;

/// <summary>A JSON object with settings, and where it stands in the profile.</summary>
/// <param name="Place">Its path, such as <c>stages.grounding</c>; empty for the whole.</param>
/// <param name="Json">The object.</param>
internal sealed record SettingsLayer(string Place, JsonObject Json)
{
    public bool Has(string key) => Json.ContainsKey(key);

    /// <summary>The name of a setting in messages.</summary>
    public string Name(Setting setting) => $"\"{PathOf(setting.Key)}\"";

    /// <summary>The path of what stands in the object; one that has no place is the whole.</summary>
    public string PathOf(string key) => Place.Length == 0 ? key : $"{Place}.{key}";
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
                CheckMembers(group, new SettingsLayer(layer.PathOf(key), inner));
            }
            else if (setting.Items is { } items && value is JsonArray list)
            {
                foreach (var item in LayersOf(layer, setting, list))
                {
                    CheckMembers(items, item);
                }
            }
            else if (FindFault(setting, value, out _) is { } fault)
            {
                faults.Add($"{layer.Name(setting)} {fault}");
            }
        }
    }

    private void CheckMembers(SettingsType type, SettingsLayer layer) =>
        CheckMembers(type, layer, (key, known) => $"\"{layer.Place}\" has no \"{key}\"; there are {known}");

    // What is no object is a fault, and left out.
    private IEnumerable<SettingsLayer> LayersOf(SettingsLayer layer, Setting setting, JsonArray list)
    {
        for (var i = 0; i < list.Count; i++)
        {
            var place = $"{layer.PathOf(setting.Key)}[{i}]";
            if (list[i] is JsonObject item)
            {
                yield return new SettingsLayer(place, item);
            }
            else
            {
                faults.Add($"\"{place}\" is {SettingWords.Value(JsonElement.Parse(list[i]?.ToJsonString() ?? "null"))}, must be an object");
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
                if (member.Items is { } items && given.Json[member.Key] is JsonArray list)
                {
                    member.Property.SetValue(target, ReadList(items, LayersOf(given, member, list), mustBeComplete));
                    continue;
                }

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

    private Array ReadList(SettingsType type, IEnumerable<SettingsLayer> layers, bool mustBeComplete)
    {
        object[] read = [.. layers.Select(l => Read(type, [l], mustBeComplete))];
        var list = Array.CreateInstance(type.Type, read.Length);
        read.CopyTo(list, 0);
        return list;
    }

    // Without a section a group that is left out stays as it is by default.
    private List<SettingsLayer> Below(Setting member, IReadOnlyList<SettingsLayer> layers)
    {
        var below = member.IsInline
            ? layers.ToList()
            : [.. layers.Where(l => l.Json[member.Key] is JsonObject)
                .Select(l => new SettingsLayer(l.PathOf(member.Key), (JsonObject)l.Json[member.Key]!))];
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
