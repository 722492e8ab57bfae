using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Riveg.Architecture.Tests.Rooms;

/// <summary>
/// Reads which room knows which from compiled assemblies. A type's room is the namespace of its outermost type. What an assembly puts into
/// a namespace of another one (the extensions that <c>Riveg.Onnx</c> adds to the door, say) is a room of its own, "Riveg (Riveg.Onnx)".
/// </summary>
public sealed partial class CompiledRooms
{
    private readonly IReadOnlyList<SourceAssembly> _assemblies;
    private readonly RoomGraph _graph = new();

    private CompiledRooms(IReadOnlyList<SourceAssembly> assemblies) => _assemblies = assemblies;

    /// <summary>Reads the assemblies, which lie in <paramref name="folder"/>.</summary>
    public static RoomGraph Read(string folder, IReadOnlyList<SourceAssembly> assemblies)
    {
        var rooms = new CompiledRooms(assemblies);
        foreach (var assembly in assemblies)
        {
            using var module = ModuleDefinition.ReadModule(Path.Combine(folder, assembly.Name + ".dll"));
            rooms.Read(module);
        }

        return rooms._graph;
    }

    private void Read(ModuleDefinition module)
    {
        foreach (var outermost in module.Types.Where(t => !IsGenerated(t)))
        {
            var room = Room(outermost)!;
            _graph.Add(room);
            foreach (var type in WithNested(outermost))
            {
                new References((member, named) => Found(room, type, member, named)).Visit(type);
            }
        }
    }

    private void Found(string room, TypeDefinition type, string member, TypeReference named)
    {
        // What the compiler added beside the source, such as a generated regex or a switch's table, is nobody's room.
        if (Room(named) is { } other && (named.Scope is not ModuleDefinition || !IsGenerated(Outermost(named.Resolve()))))
        {
            _graph.Add(room, other, $"{Place(type, member)} names {Written(named)}");
        }
    }

    /// <summary>The room of a type; null where it is none of the assemblies'.</summary>
    private string? Room(TypeReference type)
    {
        var outermost = type;
        while (outermost.DeclaringType is { } declaring)
        {
            outermost = declaring;
        }

        var name = outermost.Scope is ModuleDefinition module ? module.Assembly.Name.Name : outermost.Scope.Name;
        var assembly = _assemblies.FirstOrDefault(a => a.Name == name);
        if (assembly is null)
        {
            return null;
        }

        var space = outermost.Namespace.Length == 0 ? "(no namespace)" : outermost.Namespace;
        var home = _assemblies.Where(a => a.Holds(space)).MaxBy(a => a.Root.Length);
        return home == assembly ? space : $"{space} ({assembly.Root})";
    }

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } declaring ? Outermost(declaring) : type;

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static bool IsGenerated(TypeDefinition outermost) =>
        outermost.Name.StartsWith('<') || (!outermost.Namespace.StartsWith("Riveg", StringComparison.Ordinal)
        && outermost.CustomAttributes.Any(
            a => a.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute" or "EmbeddedAttribute"));

    /// <summary>
    /// "Type.Member" as the source has it: what the compiler made of a lambda or an async method bears that method's name.
    /// </summary>
    private static string Place(TypeDefinition type, string member)
    {
        var name = SourceName(member);
        while (type.DeclaringType is { } declaring && type.Name.StartsWith('<'))
        {
            name = SourceName(type.Name).Length > 0 ? SourceName(type.Name) : name;
            type = declaring;
        }

        return name.Length == 0 ? Written(type) : $"{Written(type)}.{name}";
    }

    /// <summary>"Name" of "Name", ".Name" and "&lt;Name&gt;b__0"; empty where the compiler alone gave the name.</summary>
    private static string SourceName(string member) =>
        member.StartsWith('<') ? MadeFrom().Match(member).Groups[1].Value : member.TrimStart('.');

    private static string Written(TypeReference type)
    {
        var name = Arity().Replace(type.Name, "");
        return type.DeclaringType is { } declaring ? $"{Written(declaring)}.{name}" : name;
    }

    [GeneratedRegex("^<([^<>0-9][^<>]*)>")]
    private static partial Regex MadeFrom();

    [GeneratedRegex("`[0-9]+$")]
    private static partial Regex Arity();
}
