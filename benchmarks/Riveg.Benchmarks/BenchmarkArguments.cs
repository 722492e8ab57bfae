using System.Globalization;

namespace Riveg.Benchmarks;

/// <summary>Options of a benchmark, each with a value.</summary>
internal sealed class BenchmarkArguments
{
    private readonly Dictionary<string, string> given = [];

    private BenchmarkArguments()
    {
    }

    /// <summary>An option's value; null where it is not given.</summary>
    public string? this[string name] => given.GetValueOrDefault(name);

    /// <summary>Reads the options.</summary>
    /// <param name="arguments">Names and values in turn.</param>
    /// <param name="command">What they are of.</param>
    /// <param name="names">The names that there are.</param>
    /// <returns>Null where they are wrong, which is said on standard error.</returns>
    public static BenchmarkArguments? Read(IReadOnlyList<string> arguments, string command, params IReadOnlyList<string> names)
    {
        var read = new BenchmarkArguments();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (i + 1 == arguments.Count || !names.Contains(arguments[i]))
            {
                Console.Error.WriteLine($"Give {command} {string.Join(' ', names.Select(n => $"[{n} VALUE]"))}.");
                return null;
            }

            read.given[arguments[i]] = arguments[i + 1];
        }

        return read;
    }

    /// <summary>A whole number.</summary>
    public int Number(string name, int otherwise) =>
        given.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
