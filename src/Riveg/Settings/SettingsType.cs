using System.Reflection;

namespace Riveg.Settings;

/// <summary>The settings of a record.</summary>
internal sealed class SettingsType
{
    private SettingsType(Type type)
    {
        Type = type;
        Members = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is not null)
            .Select(p => new Setting(p))];
    }

    /// <summary>The record.</summary>
    public Type Type { get; }

    /// <summary>All its members, in the order in which they are written.</summary>
    public IReadOnlyList<Setting> Members { get; }

    /// <summary>What a profile can set: the members and those of inline groups, in place of the groups.</summary>
    public IEnumerable<Setting> Keys => Members.Where(m => m.IsInProfile).SelectMany(m => m.IsInline ? m.Group!.Keys : [m]);

    public static SettingsType Of(Type type) => new(type);

    /// <summary>The name in a profile of a member that is called so in code.</summary>
    public string KeyOf(string name) => Members.First(m => m.Name == name).Key;

    /// <summary>A record with the defaults.</summary>
    public object CreateDefault() => Activator.CreateInstance(Type)!;
}
