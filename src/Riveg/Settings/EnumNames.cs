using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Riveg.Settings;

/// <summary>
/// The names of an enumeration's members in profiles: in camel case, or as <see cref="JsonStringEnumMemberNameAttribute"/> says.
/// </summary>
internal static class EnumNames
{
    public static string Of(Enum member) => member.GetType().GetField(member.ToString()) is { } field
        ? field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(field.Name)
        : member.ToString();

    public static IReadOnlyList<(string Name, object Value)> All(Type type) =>
        [.. Enum.GetValues(type).Cast<Enum>().Select(m => (Of(m), (object)m))];
}
