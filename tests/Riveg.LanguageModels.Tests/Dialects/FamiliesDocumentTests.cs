using Riveg.LanguageModels.Dialects;

namespace Riveg.LanguageModels.Tests.Dialects;

/// <summary>The table of families in docs/language-models.md says what the record does.</summary>
public sealed class FamiliesDocumentTests
{
    private const string Head = "| family | `boxConvention` | asked for as | never sent | JSON schema | seen at |";

    [Fact]
    public void Table_OfThePage_IsThatOfTheRecord()
    {
        var lines = File.ReadAllLines(Path.Combine(SharedFolder.RepositoryRoot, "docs", "language-models.md"));
        var actual = string.Join('\n', lines.SkipWhile(l => l != Head).TakeWhile(l => l.StartsWith('|')));
        var expected = string.Join('\n', [Head, "|---|---|---|---|---|---|", .. ModelDialect.Families.Select(Row)]);

        Assert.True(actual == expected, $"docs/language-models.md must have the table\n{expected}");
    }

    private static string Row(ModelDialect family) =>
        $"| {family.Name} | `{family.Boxes.Name}` | `{family.Form.Text.Replace("|", "\\|", StringComparison.Ordinal)}` | "
        + $"{string.Join(", ", family.Refuses.Concat(family.RefusesThinking.Select(s => $"{s} while it thinks")))} | "
        + $"{(family.HasStructuredOutput ? "auto" : string.Empty)} | {family.Source} |";
}
