using System.CommandLine.Parsing;
using System.CommandLine;
using Riveg.Formats;

namespace Riveg.Cli.Usage;

/// <summary>What all commands ask of a parsed command line.</summary>
internal static class CommandLine
{
    /// <summary>Whether the user gave an option, rather than its default.</summary>
    public static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The path that an option names, with <c>~</c> as the user's folder; null where none is given.</summary>
    public static string? PathOf(this ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } path ? HomePath.Expand(path) : null;

    /// <inheritdoc cref="PathOf(ParseResult, Option{string?})" />
    public static string PathOfRequired(this ParseResult parsed, Option<string> option) => HomePath.Expand(parsed.GetValue(option)!);

    /// <summary>One fault for each given option that the chosen form of the command does not use.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="form">What the option goes with, such as <c>--dataset</c>.</param>
    /// <param name="options">The options.</param>
    public static IEnumerable<string> Unused(this ParseResult parsed, string form, params Option[] options) =>
        options.Where(parsed.IsGiven).Select(o => $"{o.Name} goes with {form}");

    /// <summary>One fault for each folder of pictures that is not there.</summary>
    public static IEnumerable<string> MissingFolders(this ParseResult parsed, Option<string[]> images) =>
        (parsed.GetValue(images) ?? [])
            .Where(f => !Directory.Exists(HomePath.Expand(f)))
            .Select(f => $"there is no folder {f} for --images");

    /// <summary>The fault of an option <c>--image</c> that names a folder; none where it does not.</summary>
    public static IEnumerable<string> ImageFaults(string? path) =>
        path is not null && Directory.Exists(path) ? [$"{path} is a folder; name a picture with --image"] : [];

    /// <summary>One fault for each option or argument that was given as nothing at all.</summary>
    public static IEnumerable<string> Empty(ParseResult parsed)
    {
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as CommandResult)
        {
            foreach (var child in command.Children)
            {
                if (child is OptionResult { Implicit: false } option && option.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
                {
                    yield return $"{option.Option.Name} is empty; give a value or leave it out";
                }
                else if (child is ArgumentResult argument && argument.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
                {
                    yield return $"the {argument.Argument.Name} is empty";
                }
            }
        }
    }

    /// <summary>Refuses a request with all its faults.</summary>
    /// <exception cref="UsageException">There are some.</exception>
    public static void Refuse(IReadOnlyCollection<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new UsageException($"{string.Join("; ", faults)}.");
        }
    }
}
