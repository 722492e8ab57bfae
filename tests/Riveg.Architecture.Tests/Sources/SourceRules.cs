using System.Text.RegularExpressions;

namespace Riveg.Architecture.Tests.Sources;

/// <summary>What the build's analysers do not see.</summary>
public static partial class SourceRules
{
    // A suppression is broken over so many lines at most.
    private const int SuppressionLines = 5;

    /// <summary>Where lines end: the max_line_length of .editorconfig, which no analyser keeps.</summary>
    public const int MaximumLength = 140;

    /// <summary>The lines that are too long, as "path:line: length".</summary>
    public static IEnumerable<string> LongLines(SourceFile file) => file.Lines
        .Select((text, index) => (text.Length, Number: index + 1))
        .Where(l => l.Length > MaximumLength)
        .Select(l => $"{file.Path}:{l.Number}: {l.Length} characters");

    /// <summary>The suppressions that give no reason, as "path:line: text"; a pragma has a comment on its line or above it.</summary>
    public static IEnumerable<string> Unreasoned(SourceFile file)
    {
        for (var i = 0; i < file.Lines.Count; i++)
        {
            var line = file.Lines[i];
            var isUnreasoned = Suppression().IsMatch(line) ? !Reason().IsMatch(string.Concat(file.Lines.Skip(i).Take(SuppressionLines)))
                : Pragma().IsMatch(line)
                    && !line.Contains("//", StringComparison.Ordinal)
                    && (i == 0 || !file.Lines[i - 1].Contains("//", StringComparison.Ordinal));
            if (isUnreasoned)
            {
                yield return $"{file.Path}:{i + 1}: {line.Trim()}";
            }
        }
    }

    [GeneratedRegex(@"^\s*\[(assembly: )?(Unconditional)?SuppressMessage\(")]
    private static partial Regex Suppression();

    [GeneratedRegex("Justification = \"[^\"]{10,}")]
    private static partial Regex Reason();

    [GeneratedRegex("^\\s*#pragma warning disable")]
    private static partial Regex Pragma();
}
