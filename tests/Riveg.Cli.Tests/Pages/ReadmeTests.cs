using System.Text.Json;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Pages;

/// <summary>What README.md and docs/data.md show is what happens.</summary>
public sealed class ReadmeTests : CommandFolder
{
    // Processors round a network's numbers a little differently.
    private const double Tolerance = 0.02;

    [SharedFact]
    public async Task ExampleOfWhatGoesInAndComesOut_IsRealOutput()
    {
        var blocks = Readme.Blocks("README.md", "What goes in, and what comes out", "json");
        Assert.Equal(2, blocks.Count);
        var posts = Write("posts.jsonl", blocks[0]);
        File.Copy(Concert, At("concert.png"));

        var store = new Dictionary<string, string?> { ["HF_HOME"] = At("store") };
        var pulled = await RivegProcess.RunInAsync(store, "models", "pull", "light", "--from", SharedFolder.Resolve("models"));
        Assert.True(pulled.ExitCode == 0, pulled.Error);

        var outcome = await RivegProcess.RunInAsync(store, "annotate", posts, "--profile", "light", "--no-observations");

        Assert.Equal((0, "1 post, 0 failed"), (outcome.ExitCode, outcome.Error.Trim().Split('\n')[^1][..16]));
        using var shown = JsonDocument.Parse(blocks[1]);
        using var real = JsonDocument.Parse(outcome.Output);
        var difference = Difference("$", shown.RootElement, real.RootElement);
        Assert.True(difference is null, $"README.md shows another annotation than the command writes, at {difference}:\n{outcome.Output}");
    }

    [Fact]
    public async Task ExampleOfAPost_IsReadWithEveryFieldThatTheTableNames()
    {
        var example = Assert.Single(Readme.Blocks("docs/data.md", "Posts", "json")).ReplaceLineEndings(string.Empty);
        using var post = JsonDocument.Parse(example);
        Assert.Equal(Readme.FirstColumn("docs/data.md", "Posts").Order(), post.RootElement.EnumerateObject().Select(f => f.Name).Order());
        File.Copy(Concert, At("concert.png"));
        var outcome = await RivegProcess.RunAsync("annotate", Write("posts.jsonl", example));
        Assert.Equal((0, "1 post, 0 failed"), (outcome.ExitCode, outcome.Error.Trim().Split('\n')[^1][..16]));
    }

    [Fact]
    public async Task CommandsOfThePackedReadmes_AreThoseOfReadmeOrTaken()
    {
        var install = Readme.InstallCommands.Where(c => c.StartsWith("dotnet", StringComparison.Ordinal)).ToList();
        var packed = Directory.GetFiles(Path.Combine(SharedFolder.RepositoryRoot, "src"), "README.md", SearchOption.AllDirectories)
            .SelectMany(f => Readme.Commands(Path.GetRelativePath(SharedFolder.RepositoryRoot, f)))
            .ToList();
        Assert.Equal(install, packed.Where(c => c.StartsWith("dotnet", StringComparison.Ordinal)).Distinct());
        var pulled = new List<string>();
        foreach (var words in packed.Except(install).Select(Readme.Words))
        {
            Assert.Equal("riveg", words[0]);
            switch (words)
            {
                case [_, "models", "pull", var name]:
                    // Nothing is fetched: the words are taken, and there is no hub.
                    pulled.Add(name);
                    Assert.Equal(3, await ExitCodeAsync(words));
                    break;
                case [.., "--profile", var name, _, _]:
                    Assert.True(pulled.Contains(name) || words.Contains("--pull"), $"{name} is not pulled before it is taken.");

                    // The posts here have no picture, and texts are read without what only pictures need.
                    Assert.Equal(0, await ExitCodeAsync(words));
                    break;
                default:
                    Assert.Equal(words[^1] == "doctor" ? 3 : 0, await ExitCodeAsync(words));
                    break;
            }
        }

        Assert.NotEmpty(pulled);
    }

    private async Task<int> ExitCodeAsync(IReadOnlyList<string> words)
    {
        var posts = Write("posts.jsonl", Posts);
        var environment = new Dictionary<string, string?>
        {
            ["HF_HUB_CACHE"] = At("hub"),
            ["RIVEG_HOME"] = At("models"),
            ["HF_ENDPOINT"] = "http://127.0.0.1:9",
            ["RIVEG_CHAT_ENDPOINT"] = null,
        };
        string Real(string word) => word switch
        {
            "samples/concert.png" => Concert,
            "posts.jsonl" => posts,
            "annotations.jsonl" => At(word),
            _ => word,
        };
        return (await RivegProcess.RunInAsync(environment, [.. words.Skip(1).Select(Real)])).ExitCode;
    }

    // Where the first difference is; null where there is none. A text that ends with "…" stands for all that begin so.
    private static string? Difference(string path, JsonElement shown, JsonElement real)
    {
        if (shown.ValueKind != real.ValueKind)
        {
            return path;
        }

        switch (shown.ValueKind)
        {
            case JsonValueKind.Object:
                var (fields, others) = (shown.EnumerateObject().ToList(), real.EnumerateObject().ToList());
                return fields.Select(f => f.Name).SequenceEqual(others.Select(f => f.Name))
                    ? fields.Zip(others)
                        .Select(p => Difference($"{path}.{p.First.Name}", p.First.Value, p.Second.Value)).FirstOrDefault(d => d is not null)
                    : $"the fields of {path}";
            case JsonValueKind.Array:
                return shown.GetArrayLength() == real.GetArrayLength()
                    ? shown.EnumerateArray().Zip(real.EnumerateArray())
                        .Select((p, i) => Difference($"{path}[{i}]", p.First, p.Second)).FirstOrDefault(d => d is not null)
                    : $"the length of {path}";
            case JsonValueKind.String when shown.GetString()!.EndsWith('…'):
                return real.GetString()!.StartsWith(shown.GetString()![..^1], StringComparison.Ordinal) ? null : path;
            case JsonValueKind.Number:
                var (number, other) = (shown.GetDouble(), real.GetDouble());
                return Math.Abs(number - other) <= Tolerance * Math.Max(1, Math.Abs(number)) ? null : path;
            default:
                return shown.GetRawText() == real.GetRawText() ? null : path;
        }
    }
}
