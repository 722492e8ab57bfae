using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Riveg.TestKit;

namespace Riveg.Training.Cli.Tests;

/// <summary>
/// A folder with all that a training of a second needs: 40 posts that say who is where, vectors of 8 numbers, and a config of small sizes.
/// </summary>
internal sealed class TinyTraining : IDisposable
{
    public const int Posts = 30;
    public const int DevPosts = 10;

    private static readonly string[] Persons = ["Ada", "Bob", "Carl", "Dora", "Emil", "Fay", "Gus", "Hal"];
    private static readonly string[] Places = ["Rome", "Paris", "Oslo", "Bonn", "Lima", "Kyiv"];
    private static readonly string[] Verbs = ["is in", "went to", "lives near", "flew to", "loves"];

    private readonly TemporaryFolder folder = new("riveg-train-");

    public TinyTraining()
    {
        var random = new Random(3);
        var posts = Enumerable.Range(1, Posts + DevPosts).Select(i => Post(i, random)).ToList();
        Write("train.jsonl", string.Join('\n', posts.Take(Posts)));
        Write("dev.jsonl", string.Join('\n', posts.Skip(Posts)));
        Write("vectors.txt", Vectors(8));
        WriteConfig();
    }

    /// <summary>Where the built command lies.</summary>
    public static string BuiltFolder { get; } = Path.Combine(
        SharedFolder.RepositoryRoot,
        "src",
        "Riveg.Training.Cli",
        "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
        "net10.0");

    public string At(string name) => folder[name];

    public string Write(string name, string content) => folder.Write(name, content);

    /// <summary>Skips the test where there is no libtorch for the machine.</summary>
    public static void RequireLibTorch() => Assert.SkipUnless(
        RuntimeInformation.ProcessArchitecture == (OperatingSystem.IsMacOS() ? Architecture.Arm64 : Architecture.X64),
        $"There is no package of libtorch for {RuntimeInformation.RuntimeIdentifier}.");

    /// <summary>Writes <c>config.json</c>.</summary>
    /// <param name="change">Changes it before.</param>
    public string WriteConfig(Action<JsonObject>? change = null)
    {
        var config = new JsonObject
        {
            ["data"] = new JsonArray(new JsonObject { ["dataset"] = "riveg:train.jsonl" }),
            ["dev"] = new JsonObject { ["dataset"] = "riveg:dev.jsonl" },
            ["vectors"] = "vectors.txt",
            ["epochs"] = 5,
            ["batchSize"] = 8,
            ["learningRate"] = 0.03,
            ["averaging"] = 0.5,
            ["hidden"] = 8,
            ["letterFilters"] = 4,
            ["knowledgeFeatures"] = 4,
            ["inputDropout"] = 0.1,
            ["outputDropout"] = 0.1,
            ["threads"] = 1,
        };
        change?.Invoke(config);
        return Write("config.json", config.ToJsonString());
    }

    /// <summary>GloVe's text form of the words of the posts.</summary>
    /// <param name="width">How many numbers each has.</param>
    public static string Vectors(int width)
    {
        var random = new Random(5);
        var words = Persons.Concat(Places).Concat(Verbs.SelectMany(v => v.Split(' '))).Append("today").Distinct();
        return string.Concat(words.Select(w => w.ToLowerInvariant() + string.Concat(Enumerable.Range(0, width)
            .Select(_ => (random.NextDouble() - 0.5)
                .ToString(" 0.0000;-0.0000", CultureInfo.InvariantCulture)
                .Replace("-", " -", StringComparison.Ordinal)))
            + "\n"));
    }

    /// <summary>Runs the built <c>riveg-training</c>, or the <c>riveg</c> beside it.</summary>
    public static async Task<Outcome> RunAsync(string command, params string[] arguments)
    {
        using var process = Start(command, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Outcome(process.ExitCode, await output, await error);
    }

    public Task<Outcome> TrainAsync(string output, params string[] further) =>
        RunAsync("riveg-training", ["tagger", At("config.json"), "-o", At(output), .. further]);

    /// <summary>Starts a command of the built folder.</summary>
    public static Process Start(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in arguments.Prepend(Path.Combine(BuiltFolder, $"{command}.dll")))
        {
            start.ArgumentList.Add(argument);
        }

        // What whoever runs the tests has chosen is none of theirs.
        start.Environment["XDG_CONFIG_HOME"] = start.Environment["APPDATA"] = Path.Combine(BuiltFolder, "no-settings");
        start.Environment["RIVEG_PROFILE"] = null;
        start.Environment["RIVEG_TRAINING"] = null;
        return Process.Start(start)!;
    }

    public void Dispose() => folder.Dispose();

    private static string Post(int id, Random random)
    {
        var (person, verb, place) = (Persons[random.Next(Persons.Length)],
            Verbs[random.Next(Verbs.Length)],
            Places[random.Next(Places.Length)]);
        var text = $"{person} {verb} {place} today {id}";
        var start = person.Length + verb.Length + 2;
        var post = new JsonObject
        {
            ["id"] = $"p{id}",
            ["text"] = text,
            ["entities"] = new JsonArray(
                new JsonObject { ["start"] = 0, ["end"] = person.Length, ["type"] = "PER" },
                new JsonObject { ["start"] = start, ["end"] = start + place.Length, ["type"] = "LOC" }),
        };
        if (id % 2 == 0)
        {
            post["knowledge"] = $"1. {person} (person) 2. {place} (city)";
        }

        return post.ToJsonString();
    }

    internal sealed record Outcome(int ExitCode, string Output, string Error);
}
