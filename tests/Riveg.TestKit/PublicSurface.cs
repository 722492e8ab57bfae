using System.Reflection;
using System.Text;

namespace Riveg.TestKit;

/// <summary>Writes down an assembly's public surface, so that a change of it shows in a diff.</summary>
public static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>
    /// Compares an assembly's surface with <c>tests/PublicApi/&lt;assembly&gt;.txt</c> and says where they part; null where they are the
    /// same. With <c>RIVEG_UPDATE_API=1</c> the file is written instead.
    /// </summary>
    public static string? Compare(Assembly assembly)
    {
        var path = Path.Combine(SharedFolder.RepositoryRoot, "tests", "PublicApi", $"{assembly.GetName().Name}.txt");
        var actual = Describe(assembly);
        if (Environment.GetEnvironmentVariable("RIVEG_UPDATE_API") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return null;
        }

        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : string.Empty;
        if (actual == approved)
        {
            return null;
        }

        var before = approved.Split('\n').ToHashSet();
        var after = actual.Split('\n').ToHashSet();
        return $"The public surface differs from {path}. Where that is meant, "
            + "run the tests once with RIVEG_UPDATE_API=1 and commit the file.\n"
            + string.Join('\n', after.Except(before).Select(l => $"+ {l}").Concat(before.Except(after).Select(l => $"- {l}")));
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Describe(type)).Append('\n');
            foreach (var member in type.GetMembers(Declared).Select(Describe).OfType<string>().Order(StringComparer.Ordinal))
            {
                text.Append("  ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Describe(Type type)
    {
        var kind = type.IsEnum
            ? "enum"
            : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true }
                ? "static class"
                : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        return $"{kind} {type.Namespace}.{Name(type)}";
    }

    private static string? Describe(MemberInfo member) => member switch
    {
        _ when member.Name.Contains('<', StringComparison.Ordinal) => null,
        FieldInfo field when IsVisible(field.IsPublic, field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName =>
            $"{(field.IsStatic ? "static " : string.Empty)}{Name(field.FieldType)} {field.Name}",
        ConstructorInfo constructor when IsVisible(constructor.IsPublic, constructor.IsFamily || constructor.IsFamilyOrAssembly) =>
            $"new({Parameters(constructor)})",
        MethodInfo method when IsVisible(method.IsPublic, method.IsFamily || method.IsFamilyOrAssembly) =>
            $"{(method.IsStatic ? "static " : string.Empty)}{Name(method.ReturnType)} {method.Name}{Generic(method)}({Parameters(method)})",
        _ => null,
    };

    private static bool IsVisible(bool isPublic, bool isProtected) => isPublic || isProtected;

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : string.Empty;

    private static string Parameters(MethodBase method) =>
        string.Join(
            ", ",
            method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = default" : string.Empty)}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter || !type.IsGenericType)
        {
            return type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        }

        return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
