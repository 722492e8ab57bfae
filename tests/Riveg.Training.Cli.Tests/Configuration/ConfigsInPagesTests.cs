using System.Text.RegularExpressions;
using Riveg.TestKit;
using Riveg.Training.Cli.Configuration;

namespace Riveg.Training.Cli.Tests.Configuration;

/// <summary>The configs that the documents show, and the one of the packaged model, are read without a fault.</summary>
public sealed partial class ConfigsInPagesTests
{
    [Fact]
    public void Read_TheConfigOfThePage_HasNoFault()
    {
        using var folder = new TemporaryFolder();
        var page = File.ReadAllText(Path.Combine(SharedFolder.RepositoryRoot, "docs", "training.md"));
        var configs = Blocks().Matches(page).Select(m => m.Groups[1].Value).Where(b => b.Contains("\"vectors\"", StringComparison.Ordinal));
        var faults = new List<string>();
        ConfigFile.Read(folder.Write("tagger.json", Assert.Single(configs)), faults);
        Assert.Empty(faults);
    }

    [Fact]
    public void Read_TheConfigOfThePackagedModel_HasNoFault()
    {
        var faults = new List<string>();
        ConfigFile.Read(Path.Combine(SharedFolder.RepositoryRoot, "training", "tagger.json"), faults);
        Assert.Empty(faults);
    }

    [GeneratedRegex(@"```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
