using System.CommandLine;

namespace Riveg.Cli.Commands;

/// <summary>Options that a command has and that this use of it does not read are refused, never ignored.</summary>
internal static class OptionUse
{
    /// <summary>Whether an option stands on the command line.</summary>
    public static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Refuses options.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="reason">Follows the option's name: why it is not read.</param>
    /// <param name="options">Which ones.</param>
    /// <exception cref="UsageException">One of them is given.</exception>
    public static void Refuse(ParseResult parsed, string reason, params IEnumerable<Option> options)
    {
        foreach (var option in options.Where(o => parsed.IsGiven(o)))
        {
            throw new UsageException($"{option.Name} {reason}");
        }
    }
}
