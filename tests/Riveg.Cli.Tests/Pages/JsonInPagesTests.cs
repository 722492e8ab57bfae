using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Formats;
using Riveg.Networks.Conversion;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Pages;

/// <summary>
/// Every piece of JSON that a reader is shown goes through the real reader of what it is: a profile, a post, an annotation, a model's
/// description.
/// </summary>
public sealed partial class JsonInPagesTests : CommandFolder
{
    private static readonly string[] Pages =
    [
        .. Directory.GetFiles(SharedFolder.RepositoryRoot, "*.md"),
        .. Directory.GetFiles(Path.Combine(SharedFolder.RepositoryRoot, "docs"), "*.md"),
        .. Directory.GetDirectories(Path.Combine(SharedFolder.RepositoryRoot, "src"))
            .Select(d => Path.Combine(d, "README.md"))
            .Where(File.Exists),
    ];

    [Fact]
    public void Json_OfAllPages_IsFenced() => Assert.Equal(
        [],
        Pages.Where(p => Fence().Replace(Read(p), string.Empty) is var prose && IndentedJson().IsMatch(prose)).Select(Path.GetFileName));

    [Fact]
    public async Task Json_OfAllPages_IsReadByWhatReadsIt()
    {
        var blocks = Pages.SelectMany(p => Block().Matches(Read(p)).Select(b => (Page: Path.GetFileName(p), Text: b.Groups["text"].Value)))
            .ToList();
        Assert.InRange(blocks.Count, 9, 100);
        var kinds = new List<string>();
        foreach (var (page, text) in blocks)
        {
            if (KindOf(text) is { } kind)
            {
                // Another program's form: the whole block is a file.
                var dataset = DatasetReference.Parse($"{kind}:{Write($"page-{kinds.Count}.json", text)}").ReadSplit(null);
                Assert.True(dataset is { Faults: [], Posts.Count: > 0 }, $"{page}: {string.Join('\n', dataset.Faults)}");
                kinds.Add(kind);
                continue;
            }

            foreach (var json in Documents(text))
            {
                kinds.Add(await ReadAsync($"{page}: {text}", json));
            }
        }

        Assert.Equal(
            ["annotation", "assistant", "config", "imagefolder", "label-studio", "model", "post", "profile"], kinds.Distinct().Order());
    }

    private static string? KindOf(string text) =>
        text.StartsWith("[{\"data\":", StringComparison.Ordinal) ? "label-studio"
        : text.StartsWith("{\"file_name\":", StringComparison.Ordinal) ? "imagefolder" : null;

    private async Task<string> ReadAsync(string where, JsonObject json)
    {
        if (json.ContainsKey("extends") || json.ContainsKey("stages"))
        {
            using var session = new ProfileSession();
            Assert.NotNull(session.LoadProfile(Write("page.json", json.ToJsonString())));
            return "profile";
        }

        if (json.ContainsKey("architecture"))
        {
            Write("model.json", json.ToJsonString());
            Assert.NotNull(ModelDescription.Load(At()));
            return "model";
        }

        // A long value that the page cuts off is none that can be read.
        if (json.ContainsKey("entities") && json.ContainsKey("text") && !where.Contains('…', StringComparison.Ordinal))
        {
            var line = Assert.Single(AnnotationJsonReader.ReadFile(Write("page.jsonl", json.ToJsonString())));
            Assert.True(line.Fault is null, $"{where}: {line.Fault}");
            return "annotation";
        }

        // Predictions without a text are run by OwnDataTests, and README's example by ReadmeTests.
        if (json.ContainsKey("entities"))
        {
            return "annotation";
        }

        // Read by the tests of riveg-training (ConfigsInPagesTests), which this program does not know.
        if (json.ContainsKey("data") && json.ContainsKey("vectors"))
        {
            return "config";
        }

        // What an assistant keeps of its servers: the words that it starts this command with, or the address that it asks.
        if (json["mcpServers"]?["riveg"] is { } server)
        {
            if (server["command"]?.GetValue<string>() is { } command)
            {
                string[] words = [.. server["args"]!.AsArray().Select(a => a!.GetValue<string>())];
                Assert.Equal(("riveg", "mcp"), (command, words[0]));
                Assert.Equal([], UseFaults.Find(Program.Parse(words)));
            }
            else
            {
                Assert.Equal("/mcp", new Uri(server["url"]!.GetValue<string>()).AbsolutePath);
            }

            return "assistant";
        }

        Assert.True(json.ContainsKey("text"), $"{where} is nothing that Riveg reads.");
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
        var told = new List<string>();
        var posts = new PostJsonLines(new PostReadOptions { Warn = told.Add }).ReadAsync(stream, TestContext.Current.CancellationToken);
        Assert.Null(Assert.Single(await posts.ToListAsync(TestContext.Current.CancellationToken)).ReadError);
        Assert.Equal([], told);
        return "post";
    }

    private static IEnumerable<JsonObject> Documents(string text) =>
        (text.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(l => l.TrimStart().StartsWith('{') && l.TrimEnd().EndsWith('}'))
            ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : [text]).Select(t => JsonNode.Parse(t)!.AsObject());

    private static string Read(string page) => File.ReadAllText(page).ReplaceLineEndings("\n");

    [GeneratedRegex("^ *```jsonl?\n(?<text>.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^ *```.*?^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("^    [{\"].*[\"}\\]],?$", RegexOptions.Multiline)]
    private static partial Regex IndentedJson();
}
