using Riveg.Architecture.Tests.Sources;
using Riveg.TestKit;

namespace Riveg.Architecture.Tests;

public sealed class SourceRulesTests
{
    /// <summary>
    /// Folders whose lines are still to be broken; to be emptied. In brackets: how many lines were too long when the rule came.
    /// </summary>
    private static readonly string[] Exempt =
    [
        "tests", // 829; raw strings of JSON are left
        "benchmarks", // 240; raw strings of JSON are left
    ];

    [Fact]
    public void LongLines_OfAllSources_AreNone() =>
        Assert.Equal([], Sources().Where(f => !Exempt.Any(f.IsIn)).SelectMany(SourceRules.LongLines));

    [Fact]
    public void LongLines_OfExemptFolders_AreThere() =>
        Assert.Equal([], Exempt.Except(Sources().Where(f => SourceRules.LongLines(f).Any()).SelectMany(f => Exempt.Where(f.IsIn))));

    [Fact]
    public void Unreasoned_OfAllSources_AreNone() => Assert.Equal([], Sources().SelectMany(SourceRules.Unreasoned));

    [Fact]
    public void Sources_OfThisCheckout_AreFoundInAllFolders() =>
        Assert.Equal(["benchmarks", "samples", "src", "tests", "tools"], Sources().Select(f => f.Path.Split('/')[0]).Distinct().Order());

    [Fact]
    public void LongLines_LineOverTheLimit_IsNamed() => Assert.Equal(
        ["a.cs:2: 141 characters"],
        SourceRules.LongLines(new SourceFile("a.cs", [new string('x', 140), new string('x', 141), ""])));

    [Theory]
    [InlineData("    [SuppressMessage(\"A\", \"B\")]", false)]
    [InlineData("    [SuppressMessage(\"A\", \"B\", Justification = \"\")]", false)]
    [InlineData("    [SuppressMessage(\"A\", \"B\", Justification = \"Beside its target.\")]", true)]
    [InlineData("#pragma warning disable CA1000", false)]
    [InlineData("#pragma warning disable CA1000 // The samples are never made.", true)]
    public void Unreasoned_Suppression_NeedsItsReason(string line, bool isReasoned) =>
        Assert.Equal(isReasoned ? [] : [$"a.cs:1: {line.Trim()}"], SourceRules.Unreasoned(new SourceFile("a.cs", [line])));

    private static IEnumerable<SourceFile> Sources() => SourceFile.All(SharedFolder.RepositoryRoot);
}
