using System.Text.RegularExpressions;
using Riveg.TestKit;

namespace Riveg.Tests;

public sealed partial class ReliabilityDocumentTests
{
    [Fact]
    public void EveryTestThatThePromisesName_Exists()
    {
        var document = File.ReadAllText(Path.Combine(SharedFolder.RepositoryRoot, "docs", "reliability.md"));
        var sources = Directory.EnumerateFiles(Path.Combine(SharedFolder.RepositoryRoot, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .GroupBy(f => Path.GetFileNameWithoutExtension(f)).ToDictionary(g => g.Key, g => string.Concat(g.Select(File.ReadAllText)));
        var named = NamedTest().Matches(document).Select(m => (Class: m.Groups[1].Value, Method: m.Groups[2].Value)).ToList();
        Assert.True(named.Count > 60, $"only {named.Count} tests are named");
        Assert.DoesNotContain(
            named, t => !sources.TryGetValue(t.Class, out var source) || !source.Contains($" {t.Method}(", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryPromise_NamesATest() => Assert.DoesNotContain(
        File.ReadLines(Path.Combine(SharedFolder.RepositoryRoot, "docs", "reliability.md"))
            .SkipWhile(l => l != "## Nothing is lost")
            .TakeWhile(l => l != "## Exit codes"),
        l => l.StartsWith("| ", StringComparison.Ordinal)
            && !l.StartsWith("| promise |", StringComparison.Ordinal)
            && !NamedTest().IsMatch(l));

    [GeneratedRegex("`([A-Za-z0-9]+Tests)\\.([A-Za-z0-9_]+)`")]
    private static partial Regex NamedTest();
}
