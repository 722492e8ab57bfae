using System.Text.RegularExpressions;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Pages;

/// <summary>The code blocks of README.md and of the pages beside it, which tests hold to what really happens.</summary>
internal static partial class Readme
{
    /// <summary>The code blocks below a heading, up to the next one.</summary>
    /// <param name="file">The page, relative to the repository's root.</param>
    /// <param name="heading">The heading's words.</param>
    /// <param name="language">What the blocks say that they are.</param>
    public static IReadOnlyList<string> Blocks(string file, string heading, string language)
    {
        var section = Section(file, heading);
        return [.. Block().Matches(section).Where(b => b.Groups[1].Value == language).Select(b => b.Groups[2].Value)];
    }

    /// <summary>The commands in all console blocks of a page, one a line.</summary>
    /// <param name="file">The page, relative to the repository's root.</param>
    public static IReadOnlyList<string> Commands(string file) => [.. Block()
        .Matches(File.ReadAllText(Path.Combine(SharedFolder.RepositoryRoot, file)).ReplaceLineEndings("\n"))
        .Where(b => b.Groups[1].Value == "console")
        .SelectMany(b => b.Groups[2].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>What stands in the first column of the table below a heading, without its title.</summary>
    public static IEnumerable<string> FirstColumn(string file, string heading) =>
        FirstCell().Matches(Section(file, heading)).Select(c => c.Groups[1].Value);

    /// <summary>The commands that install the packed command and try it out, one a line.</summary>
    public static IReadOnlyList<string> InstallCommands =>
        Assert.Single(Blocks("README.md", "Install", "console")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A command's words, without the quotation marks around them.</summary>
    public static IReadOnlyList<string> Words(string command) => [.. Word().Matches(command).Select(w => w.Value.Trim('"'))];

    private static string Section(string file, string heading)
    {
        var page = File.ReadAllText(Path.Combine(SharedFolder.RepositoryRoot, file)).ReplaceLineEndings("\n");
        var section = Regex.Match(
            page, $@"^## {Regex.Escape(heading)}\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(section.Success, $"{file} has no \"## {heading}\"");
        return section.Groups[1].Value;
    }

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^\\| `([^`]*)` \\|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
