using System.Text.RegularExpressions;
using Riveg.TestKit;

namespace Riveg.Samples.Tests;

/// <summary>What comments of the code cite lies in docs/.</summary>
public sealed partial class CitedPagesTests
{
    private static readonly string Root = SharedFolder.RepositoryRoot;

    [Fact]
    public void Pages_CitedByTheSources_AreThere() =>
        Assert.Equal([], Cited().Where(c => !File.Exists(Path.Combine(Root, c.Page))).Select(c => $"{c.File} cites {c.Page}"));

    [Fact]
    public void ReferenceMaterial_OfNobodyButUs_IsNotCited() => Assert.Equal(
        [],
        Sources()
            .Where(f => OutsideMaterial().IsMatch(File.ReadAllText(f)))
            .Select(f => $"{Path.GetRelativePath(Root, f)} cites what a reader does not have"));

    [Fact]
    public void Papers_CitedByShortName_StandInTheMethod()
    {
        var page = File.ReadAllText(Path.Combine(Root, "docs", "method.md"));
        Assert.All(
            Sources().SelectMany(f => ShortName().Matches(File.ReadAllText(f)).Select(m => m.Value)).Distinct(),
            name => Assert.Contains($"| {name} |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Cited_OfTheSources_AreMany() => Assert.InRange(Cited().Select(c => c.Page).Distinct().Count(), 5, 100);

    private static IEnumerable<(string File, string Page)> Cited() => Sources()
        .SelectMany(f => Page().Matches(File.ReadAllText(f)).Select(m => (Path.GetRelativePath(Root, f), m.Value)));

    private static IEnumerable<string> Sources() => Directory
        .EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex("docs/[A-Za-z-]+\\.md")]
    private static partial Regex Page();

    [GeneratedRegex("//.*(\\bMETHOD\\b|REFERENCE-NOTES|READY-MODELS|\\.\\./shared)")]
    private static partial Regex OutsideMaterial();

    [GeneratedRegex("\\b(TMM 20\\d\\d|PGIM)\\b")]
    private static partial Regex ShortName();
}
