using System.Text.RegularExpressions;
using Riveg.TestKit;

namespace Riveg.Samples.Tests;

/// <summary>The types that pages name for somebody to use are there.</summary>
public sealed partial class NamedTypesTests
{
    private static readonly string Root = SharedFolder.RepositoryRoot;

    // Other pages tell of types that are gone, of the house's own ways, or of other libraries.
    private static readonly string[] Pages =
    [
        "README.md", "CONTRIBUTING.md", "docs/write-your-own-stage.md", "docs/change-the-built-in-model.md", "docs/observability.md",
        "docs/profiles.md", "docs/language-models.md", "docs/data.md", "docs/pictures.md", "docs/reliability.md",
    ];

    [Fact]
    public void Types_NamedByThePages_StandInTheCode()
    {
        var words = WordsOfTheCode();
        Assert.Equal([], Named().Where(n => !words.Contains(n.Type)).Select(n => $"{n.Page} names {n.Type}, which is nowhere"));
    }

    [Fact]
    public void Types_NamedByThePages_AreMany() => Assert.InRange(Named().Select(n => n.Type).Distinct().Count(), 30, 1000);

    // A word of several capitals between back ticks, such as `PostContext.Asked`, and no file's name.
    private static IEnumerable<(string Page, string Type)> Named() => Pages
        .Concat(Directory.GetFiles(Path.Combine(Root, "src"), "README.md", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f)))
        .SelectMany(p => NamedType().Matches(File.ReadAllText(Path.Combine(Root, p)))
            .Where(m => !m.Value.EndsWith(".cs`", StringComparison.Ordinal))
            .Select(m => (p, m.Groups[1].Value)));

    private static HashSet<string> WordsOfTheCode() =>
    [
        .. new[] { "src", "tests", "samples", "tools" }
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(Root, f), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(File.ReadLines)
            .Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .SelectMany(l => Word().Matches(l).Select(w => w.Value)),
    ];

    [GeneratedRegex("`(I?[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+)(?:<[^`>]*>)?(?:\\.\\w+)*(?:\\([^`]*\\))?`")]
    private static partial Regex NamedType();

    [GeneratedRegex("[A-Za-z_]\\w+")]
    private static partial Regex Word();
}
