using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Riveg.TestKit;

/// <summary>Looks for what the XML docs of an assembly's public members leave open.</summary>
public static class PublicDocs
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>
    /// Methods whose parameters or result nobody tells, and references to types that a caller does not have; of overloads the internal ones
    /// too.
    /// </summary>
    /// <param name="assembly">The assembly; its docs lie beside it.</param>
    /// <param name="room">The namespace that is looked at; all if null.</param>
    public static IReadOnlyList<string> FindFaults(Assembly assembly, string? room = null)
    {
        var docs = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .ToLookup(m => m.Attribute("name")!.Value.Split('(')[0]);
        var types = assembly.GetExportedTypes();
        var names = types.Select(NameOf).ToHashSet();
        var faults = new List<string>();
        foreach (var type in types.Where(t => room is null || t.Namespace == room))
        {
            faults.AddRange(docs[$"T:{NameOf(type)}"].SelectMany(d => HiddenTypes(d, names)));
            foreach (var member in type.GetMembers(Declared).Where(IsDocumented).DistinctBy(m => m.Name))
            {
                var found = "MPFE".SelectMany(k => docs[$"{k}:{NameOf(type)}.{DocNameOf(member)}"]).ToList();
                faults.AddRange(found.SelectMany(d => HiddenTypes(d, names)));
                if (member is MethodInfo method)
                {
                    faults.AddRange(found.SelectMany(d => Gaps(d, method)));
                }
            }
        }

        return faults;
    }

    private static IEnumerable<string> Gaps(XElement docs, MethodInfo method)
    {
        var name = docs.Attribute("name")!.Value;
        var inherited = docs.Elements("inheritdoc").Select(i => i.Attribute("path")?.Value).ToList();
        bool IsTold(string element) =>
            docs.Element(element) is not null || inherited.Exists(path => path is null || path.Contains(element, StringComparison.Ordinal));
        if (name.Contains('(', StringComparison.Ordinal) && !IsTold("param"))
        {
            yield return $"{name} has no <param>.";
        }

        if (method.ReturnType != typeof(void) && method.ReturnType != typeof(Task) && method.ReturnType != typeof(ValueTask)
            && !IsTold("returns"))
        {
            yield return $"{name} has no <returns>.";
        }
    }

    private static IEnumerable<string> HiddenTypes(XElement docs, HashSet<string> names) => docs.Descendants()
        .Select(d => d.Attribute("cref")?.Value)
        .OfType<string>()
        .Where(c => c.StartsWith("T:Riveg", StringComparison.Ordinal) && !names.Contains(c[2..]) && IsOurs(docs, c))
        .Select(c => $"{docs.Attribute("name")!.Value} names {c[2..]}, which no caller has.");

    // Types of our other libraries are not looked at here.
    private static bool IsOurs(XElement docs, string cref) =>
        docs.Document!.Descendants("member").Any(m => m.Attribute("name")!.Value == cref);

    private static bool IsDocumented(MemberInfo member) => member switch
    {
        MethodInfo method => !method.IsSpecialName && IsVisible(method)
            && method.GetCustomAttribute<CompilerGeneratedAttribute>() is null,
        PropertyInfo property => IsVisible(property.GetMethod),
        ConstructorInfo constructor => IsVisible(constructor),
        FieldInfo field => field.IsPublic,
        _ => false,
    };

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string DocNameOf(MemberInfo member) =>
        member is ConstructorInfo ? "#ctor"
        : member is MethodInfo { IsGenericMethod: true } method ? $"{method.Name}``{method.GetGenericArguments().Length}"
        : member.Name;
}
