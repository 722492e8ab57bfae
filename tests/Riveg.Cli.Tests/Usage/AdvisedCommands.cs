using System.Text;
using System.Text.RegularExpressions;

namespace Riveg.Cli.Tests.Usage;

/// <summary>
/// The commands in a program's messages, read from its source: what stands between single quotes and begins with <c>riveg</c>.
/// </summary>
internal static partial class AdvisedCommands
{
    /// <summary>What stands for an inserted value.</summary>
    public const string Inserted = "some-name";

    /// <summary>The commands in the string literals of a file, inserted values replaced.</summary>
    /// <param name="source">The file's text.</param>
    public static IEnumerable<string> In(string source)
    {
        foreach (var literal in Literals(source))
        {
            var commands = Quoted().Matches(literal).Select(m => m.Groups[1].Value).Concat(Whole().Matches(literal).Select(m => m.Value));
            foreach (var command in commands.Select(c => Substitution().Replace(c, Inserted))
                .Concat(Substitution().Matches(literal).Select(m => m.Groups[1].Value)))
            {
                yield return command;
            }
        }
    }

    // Literals that are added up are one.
    private static List<string> Literals(string source)
    {
        var literals = new List<string>();
        var isJoined = false;
        var at = 0;
        while (at < source.Length)
        {
            if (source[at] == '/' && at + 1 < source.Length && source[at + 1] is '/' or '*')
            {
                var end = source[at + 1] == '/' ? source.IndexOf('\n', at) : source.IndexOf("*/", at, StringComparison.Ordinal) + 1;
                at = end <= 0 ? source.Length : end + 1;
            }
            else if (source[at] == '\'')
            {
                at = source.IndexOf('\'', at + (source[at + 1] == '\\' ? 3 : 2)) + 1;
                isJoined = false;
            }
            else if (source[at] == '"')
            {
                var text = new StringBuilder();
                var before = literals.Count - 1;
                at = Literal(source, at, text, literals);
                if (isJoined)
                {
                    // What stood in its holes comes before it.
                    var whole = literals[before] + text;
                    literals.RemoveAt(before);
                    literals.Add(whole);
                }
                else
                {
                    literals.Add(text.ToString());
                }

                isJoined = true;
            }
            else
            {
                isJoined &= char.IsWhiteSpace(source[at]) || source[at] is '+' or '$' or '@';
                at++;
            }
        }

        return literals;
    }

    private static int Literal(string source, int at, StringBuilder text, List<string> inner)
    {
        var signs = source[Math.Max(0, at - 2)..at];
        var isInterpolated = signs.EndsWith('$') || signs is "$@";
        var isVerbatim = signs.EndsWith('@') || signs is "@$";
        var quotes = source.AsSpan(at).IndexOfAnyExcept('"');
        if (quotes >= 3 && !isVerbatim)
        {
            var end = source.IndexOf(new string('"', quotes), at + quotes, StringComparison.Ordinal);
            text.Append(source, at + quotes, end - at - quotes);
            return end + quotes;
        }

        for (at++; source[at] != '"' || (isVerbatim && source[at + 1] == '"'); at++)
        {
            if (isVerbatim && source[at] == '"')
            {
                text.Append(source[++at]);
            }
            else if (source[at] == '\\' && !isVerbatim)
            {
                text.Append(source[++at]);
            }
            else if (isInterpolated && source[at] == '{' && source[at + 1] != '{')
            {
                var end = EndOfHole(source, at);
                inner.AddRange(Literals(source[(at + 1)..end]));
                text.Append(Inserted);
                at = end;
            }
            else
            {
                text.Append(source[at]);
                at += isInterpolated && source[at] is '{' or '}' ? 1 : 0;
            }
        }

        return at + 1;
    }

    private static int EndOfHole(string source, int at)
    {
        for (var depth = 0; ; at++)
        {
            if (source[at] == '"')
            {
                at = Literal(source, at, new StringBuilder(), []) - 1;
            }
            else if (source[at] == '\'')
            {
                at = source.IndexOf('\'', at + (source[at + 1] == '\\' ? 3 : 2));
            }
            else if (source[at] == '{')
            {
                depth++;
            }
            else if (source[at] == '}' && --depth == 0)
            {
                return at;
            }
        }
    }

    [GeneratedRegex("'(riveg [^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("^riveg [a-z].*$")]
    private static partial Regex Whole();

    [GeneratedRegex("\"?\\$\\((riveg [^)]+)\\)\"?")]
    private static partial Regex Substitution();
}
