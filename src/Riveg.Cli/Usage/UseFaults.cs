using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Riveg.Cli.Usage;

/// <summary>What is wrong with a command line, each fault in words of ours: what was given, and what belongs there.</summary>
internal static partial class UseFaults
{
    /// <summary>Every fault; none where the command can be run.</summary>
    public static IReadOnlyList<string> Find(ParseResult parsed)
    {
        // What stands behind an unknown option is mostly its value, and no fault of its own.
        if (UnknownOptions(parsed).ToList() is { Count: > 0 } unknown)
        {
            return unknown;
        }

        if (parsed.Errors.Count == 0)
        {
            return [.. CommandLine.Empty(parsed).Select(e => $"{e}.")];
        }

        var command = parsed.CommandResult.Command;
        return command is { Action: null, Subcommands: [_, ..] }
            ? [NoCommand(command, parsed.UnmatchedTokens is [var first, ..] ? first : null)]
            : [.. parsed.Errors.Select(e => InWords(e, parsed)).Distinct()];
    }

    /// <summary>
    /// Whether a word is meant as an option: dashes, then a letter, and no blank before an equals sign. A text of several words, a negative
    /// number and a lone dash are none.
    /// </summary>
    public static bool IsLikeAnOption(string word) => OptionLike().IsMatch(word);

    private static IEnumerable<string> UnknownOptions(ParseResult parsed)
    {
        var known = Options(parsed.CommandResult).ToList();
        return parsed.Tokens
            .TakeWhile(t => t.Type != TokenType.DoubleDash)
            .Where(t => t.Type == TokenType.Argument && IsLikeAnOption(t.Value))
            .Select(t => t.Value.Split('=')[0])
            .Distinct()
            .Select(name => DidYouMean(name, known) is { Length: > 0 } hint
                ? $"unknown option {name}{hint}."
                : $"unknown option {name}; a text that begins so goes behind --, and a file is written as ./{name}.");
    }

    private static IEnumerable<string> Options(CommandResult command)
    {
        var names = command.Command.Options.Where(o => !o.Hidden);
        for (var above = command.Parent as CommandResult; above is not null; above = above.Parent as CommandResult)
        {
            names = names.Concat(above.Command.Options.Where(o => o.Recursive && !o.Hidden));
        }

        return names.SelectMany(o => o.Aliases.Prepend(o.Name)).Distinct();
    }

    private static string NoCommand(Command command, string? given)
    {
        var names = command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).ToList();
        return given is null
            ? $"which command? There {All(names)}."
            : $"there is no command {given}{DidYouMean(given, names)}; there {All(names)}.";

        static string All(List<string> names) => $"{(names.Count == 1 ? "is" : "are")} {string.Join(", ", names)}";
    }

    private static string InWords(ParseError error, ParseResult parsed)
    {
        var message = error.Message;
        var option = (error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult)?.Option;
        var given = Quoted().Match(message).Groups[1].Value;
        if (message.StartsWith("Unrecognized command or argument", StringComparison.Ordinal))
        {
            return $"\"{given}\" is one word too many; what has several words goes in quotes.";
        }

        if (message.StartsWith("Required argument ", StringComparison.Ordinal))
        {
            return option is null ? $"{given} is missing." : $"{option.Name} wants a value: {option.HelpName}.";
        }

        if (message.StartsWith("Option ", StringComparison.Ordinal) && message.EndsWith("is required.", StringComparison.Ordinal))
        {
            var required = parsed.CommandResult.Command.Options.FirstOrDefault(o => o.Name == given);
            return $"{given} {required?.HelpName} is missing.";
        }

        if (option is null && !message.StartsWith("Argument ", StringComparison.Ordinal))
        {
            return message;
        }

        var name = option?.Name ?? (error.SymbolResult as ArgumentResult)?.Argument.HelpName ?? "the argument";
        return message switch
        {
            _ when message.Contains("expects a single argument", StringComparison.Ordinal) =>
                $"{name} is given more than once; give it once.",
            _ when message.Contains("Must be one of", StringComparison.Ordinal) =>
                $"{name} is {OneOf([.. message.Split("Must be one of:")[^1].Split('\'').Where((_, i) => i % 2 == 1)])}, not {given}.",
            _ when message.StartsWith("Cannot parse argument", StringComparison.Ordinal) =>
                $"{name} is {Kind(option!.ValueType)}, not {given}.",
            _ => message,
        };
    }

    private static string Kind(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(bool) ? "true or false"
            : type == typeof(int) || type == typeof(long) ? "a whole number"
            : type == typeof(double) || type == typeof(float) ? "a number" : "something else";
    }

    private static string OneOf(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    private static string DidYouMean(string given, IEnumerable<string> names)
    {
        // An option of one letter is near to everything.
        var words = names.Where(n => n.Length > 2).ToList();
        var nearest = words.FirstOrDefault(n => given.Length > 3 && n.StartsWith(given, StringComparison.Ordinal))
            ?? words.MinBy(n => Distance(given, n));
        return nearest is not null
            && (nearest.StartsWith(given, StringComparison.Ordinal)
                || Distance(given, nearest) <= Math.Max(1, nearest.TrimStart('-').Length / 3))
            ? $" (did you mean {nearest}?)"
            : string.Empty;
    }

    // Levenshtein's, with two letters that changed places as one step.
    private static int Distance(string a, string b)
    {
        var steps = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                steps[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1, steps[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[a.Length, b.Length];
    }

    [GeneratedRegex(@"^-+\p{L}[^\s=]*(=.*)?$", RegexOptions.Singleline)]
    private static partial Regex OptionLike();

    [GeneratedRegex("'(.*?)'(?=[. ,]|$)", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
