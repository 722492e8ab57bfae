using System.Globalization;
using System.Reflection;

namespace Riveg.Mutants;

/// <summary>A test with its arguments, found and run without the runner: a hundred times faster, and a mutant needs thousands.</summary>
internal sealed class TestCase(MethodInfo method, object?[] arguments)
{
    public string Name { get; } = $"{method.DeclaringType!.FullName}.{method.Name}"
        + $"({string.Join(", ", arguments.Select(a => Convert.ToString(a, CultureInfo.InvariantCulture)))})";

    /// <summary>
    /// The tests of the namespaces, in a fixed order; those that are to be skipped here, and those whose arguments a member makes, are left
    /// out.
    /// </summary>
    public static List<TestCase> Find(Assembly assembly, IReadOnlyCollection<string> namespaces) =>
    [
        .. assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && namespaces.Contains(t.Namespace))
            .OrderBy(t => t.FullName, StringComparer.Ordinal)
            .SelectMany(t => t.GetMethods().OrderBy(m => m.Name, StringComparer.Ordinal))
            .SelectMany(Cases),
    ];

    /// <summary>Runs it; throws where it fails.</summary>
    public void Run()
    {
        var test = Activator.CreateInstance(method.DeclaringType!);
        try
        {
            switch (method.Invoke(test, arguments))
            {
                case Task task: task.GetAwaiter().GetResult(); break;
                case ValueTask task: task.AsTask().GetAwaiter().GetResult(); break;
            }
        }
        finally
        {
            (test as IDisposable)?.Dispose();
        }
    }

    private static IEnumerable<TestCase> Cases(MethodInfo method)
    {
        var attributes = method.GetCustomAttributes(inherit: true);
        if (!Array.Exists(attributes, a => Is(a, "Xunit.FactAttribute") && !IsSkipped(a)))
        {
            return [];
        }

        var rows = attributes.Where(a => Is(a, "Xunit.InlineDataAttribute"))
            .Select(a => (object?[])a.GetType().GetProperty("Data")!.GetValue(a)!);
        return method.GetParameters().Length == 0 ? [new TestCase(method, [])] : rows.Select(r => new TestCase(method, Fit(method, r)));
    }

    private static object?[] Fit(MethodInfo method, object?[] row) => [.. method.GetParameters().Select((p, i) => Fit(p, i, row))];

    private static object? Fit(ParameterInfo parameter, int index, object?[] row)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (parameter.IsDefined(typeof(ParamArrayAttribute)) && !(index < row.Length && type.IsInstanceOfType(row[index])))
        {
            var rest = row.Skip(index).ToArray();
            var array = Array.CreateInstance(type.GetElementType()!, rest.Length);
            rest.CopyTo(array, 0);
            return array;
        }

        var value = index < row.Length ? row[index] : parameter.DefaultValue;
        return value is null || type.IsInstanceOfType(value) || type.IsEnum
            ? value
            : Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
    }

    private static bool IsSkipped(object fact)
    {
        object? Property(string name) => fact.GetType().GetProperty(name)?.GetValue(fact);
        return Property("Skip") is not null
            && (Property("SkipType") is not Type type
                || Property("SkipWhen") is not string when
                || type.GetProperty(when)?.GetValue(null) is true);
    }

    private static bool Is(object attribute, string name)
    {
        for (var type = attribute.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName == name)
            {
                return true;
            }
        }

        return false;
    }
}
