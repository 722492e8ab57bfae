using System.Text.RegularExpressions;
using Riveg.TestKit;

namespace Riveg.Samples.Tests;

/// <summary>A region of a compiled file of samples/Riveg.Samples.Programs, as <c>OwnStage.cs#builder</c> names it.</summary>
internal static class Sample
{
    private static readonly string Folder = Path.Combine(SharedFolder.RepositoryRoot, "samples", "Riveg.Samples.Programs");

    /// <summary>The lines of a region, moved to the left margin.</summary>
    public static string Read(string name)
    {
        // An XML attribute in between is a # too.
        var (file, region) = name.Replace("\" region=\"", "#", StringComparison.Ordinal).Split('#') is [var f, var r]
            ? (f, r)
            : throw new InvalidOperationException($"\"{name}\" names no FILE#REGION.");
        var path = Path.Combine(Folder, file);
        var lines = File.Exists(path) ? File.ReadAllLines(path) : throw new InvalidOperationException($"There is no sample {file}.");
        var start = Array.FindIndex(lines, l => l.Trim() == $"#region {region}");
        var end = start < 0 ? -1 : Array.FindIndex(lines, start, l => l.Trim() == "#endregion");
        if (end < 0)
        {
            throw new InvalidOperationException($"The sample {file} has no region {region}.");
        }

        var inside = lines[(start + 1)..end];
        var margin = inside.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Concat(inside.Select(l => (l.Length > 0 ? l[margin..] : l) + "\n"));
    }

    /// <summary>Whether the text that repeats a region is to be written rather than compared.</summary>
    public static bool IsUpdate => Environment.GetEnvironmentVariable("RIVEG_UPDATE_SAMPLES") == "1";

    /// <summary>Compares a page with what its samples say, or writes it; says what differs.</summary>
    /// <param name="path">The page's file.</param>
    /// <param name="block">Finds what repeats a sample; the groups <c>sample</c> and <c>code</c>.</param>
    /// <param name="write">Gives a sample's text as it stands in the page.</param>
    public static IEnumerable<string> Differences(string path, Regex block, Func<Match, string, string> write)
    {
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var faults = new List<string>();
        var updated = block.Replace(page, match =>
        {
            var code = match.Groups["code"];
            var expected = write(match, Read(match.Groups["sample"].Value));
            if (code.Value != expected)
            {
                faults.Add($"{Path.GetRelativePath(SharedFolder.RepositoryRoot, path)} differs from {match.Groups["sample"].Value}.");
            }

            return page[match.Index..code.Index] + expected + page[(code.Index + code.Length)..(match.Index + match.Length)];
        });
        if (IsUpdate && faults.Count > 0)
        {
            File.WriteAllText(path, updated);
            return [];
        }

        return faults;
    }
}
