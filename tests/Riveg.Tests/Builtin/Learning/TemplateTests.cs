using System.Text.RegularExpressions;
using Riveg.Builtin.Learning;
using Riveg.TestKit;

namespace Riveg.Tests.Builtin.Learning;

public sealed partial class TemplateTests
{
    [Fact]
    public void Register_HasNoDoubles() =>
        Assert.Equal(
            [],
            Enum.GetNames<Template>().GroupBy(Enum.Parse<Template>).Where(g => g.Count() > 1).Select(g => string.Join(" and ", g.Order())));

    [Fact]
    public void Docs_ListTheTemplatesOfTheRegister() => Assert.Equal(
        Enum.GetValues<Template>().Select(t => $"{(uint)t} {t}"),
        new[] { "recognition.md", "grounding.md" }.SelectMany(Listed));

    private static IEnumerable<string> Listed(string page) =>
        Row().Matches(File.ReadAllText(Path.Combine(SharedFolder.RepositoryRoot, "docs", page)))
            .Select(m => $"{m.Groups[1]} {m.Groups[2]}");

    [GeneratedRegex(@"^\| (\d+) \| `(\w+)` \| \S", RegexOptions.Multiline)]
    private static partial Regex Row();
}
