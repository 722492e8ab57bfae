using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Riveg.Training.Cli.Tests;

/// <summary>Whole runs by the built command: what they leave, however they end.</summary>
public sealed class TaggerRunTests : IDisposable
{
    private readonly TinyTraining training = new();

    public TaggerRunTests() => TinyTraining.RequireLibTorch();

    public void Dispose() => training.Dispose();

    [Fact]
    public async Task Train_ByRiveg_GivesAModelThatAProfileTakes()
    {
        var outcome = await TinyTraining.RunAsync("riveg", "train", "tagger", training.At("config.json"), "-o", training.At("out"));
        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Output));
        var lines = outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data[0] (riveg:train.jsonl): 30 posts, 60 entities", lines[0].TrimEnd());
        Assert.Equal(7, lines.Length);
        Assert.Equal(
            ["checkpoint", "curve.png", "metrics.jsonl", "model", "run.json"],
            Directory.EnumerateFileSystemEntries(training.At("out")).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal));

        var metrics = File.ReadLines(training.At("out/metrics.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal([1, 2, 3, 4, 5], metrics.Select(m => m.GetProperty("epoch").GetInt32()));
        Assert.True(metrics[^1].GetProperty("loss").GetDouble() < metrics[0].GetProperty("loss").GetDouble() / 2);
        Assert.True(metrics[^1].GetProperty("knowledge").GetProperty("f1").GetDouble() > 0.8, metrics[^1].ToString());
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(training.At("out/curve.png"))[..4]);
        var card = File.ReadAllText(training.At("out/model/MODEL-CARD.md"));
        Assert.Contains("MNER on dev (riveg:dev.jsonl), exact span and type", card, StringComparison.Ordinal);
        Assert.Contains("| text alone | 10 | 20 | ", card, StringComparison.Ordinal);
        Assert.Contains("| with knowledge | 5 | 10 | ", card, StringComparison.Ordinal);
        Assert.Contains(Hash("config.json"), card, StringComparison.Ordinal);
        Assert.Contains(Hash("out/model/model.onnx"), card, StringComparison.Ordinal);

        var profile = training.Write(
            "profile.json", """{"extends":"builtin","stages":{"recognition":{"use":"tagger","model":"out/model"}}}""");
        var annotated = await TinyTraining.RunAsync(
            "riveg", "annotate", "Emil went to Oslo today 7", "--profile", profile, "--format", "json");
        Assert.Equal(0, annotated.ExitCode);
        var post = JsonNode.Parse(annotated.Output)!;
        Assert.Equal(["Emil", "Oslo"], ((JsonArray)post["entities"]!).Select(e => (string)e!["text"]!));
        var model = (string)post["provenance"]!["stages"]!["recognition"]!["sha256"]!;
        Assert.Contains(model, card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_KilledAndResumed_GivesTheSameBytes()
    {
        // Long enough to be met in the middle.
        training.WriteConfig(c => c["epochs"] = 40);
        using (var process = TinyTraining.Start("riveg-training", "tagger", training.At("config.json"), "-o", training.At("cut")))
        {
            while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
                && !line.StartsWith("epoch 3 ", StringComparison.Ordinal))
            {
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.False(Directory.Exists(training.At("cut/model")));
        var again = await training.TrainAsync("cut");
        Assert.Equal(
            (2, $"riveg: {training.At("cut")} holds a run already; go on with it by --resume, replace it by --force, "
                + "or name another folder."),
            (again.ExitCode, again.Error.TrimEnd()));
        training.Write("other.txt", TinyTraining.Vectors(12));
        var config = File.ReadAllText(training.At("config.json"));
        training.WriteConfig(c => (c["vectors"], c["epochs"], c["seed"]) = ("other.txt", 40, 2));
        var other = await training.TrainAsync("cut", "--resume");
        Assert.Equal(2, other.ExitCode);
        Assert.EndsWith(
            $"riveg: {training.At("cut")} belongs to another run: seed was 1 and is 2; "
            + "its vectors of words had 8 numbers and have 12; name "
            + "another folder, or replace it by --force.",
            other.Error.TrimEnd(),
            StringComparison.Ordinal);

        training.Write("config.json", config);
        var resumed = await training.TrainAsync("cut", "--resume");
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("going on behind epoch ", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await training.TrainAsync("whole")).ExitCode);
        Assert.Equal(Content("whole"), Content("cut"));
        Assert.Equal(
            File.ReadLines(training.At("whole/metrics.jsonl")).Select(WithoutTimes),
            File.ReadLines(training.At("cut/metrics.jsonl")).Select(WithoutTimes));

        var complete = await training.TrainAsync("cut", "--resume");
        Assert.Equal(0, complete.ExitCode);
        Assert.EndsWith(
            $"{training.At("cut/model")} is there already; the run is at its end.", complete.Error.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_NoBetterEpochForItsPatience_EndsAndResumesWithWhatIsMissing()
    {
        // So small steps change no answer.
        training.WriteConfig(c => (c["learningRate"], c["patience"]) = (1e-12, 1));
        var outcome = await training.TrainAsync("out");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("out/model: epoch 1 of 2, dev F1 ", outcome.Error.Replace('\\', '/'), StringComparison.Ordinal);
        var metrics = File.ReadAllText(training.At("out/metrics.jsonl"));
        File.Delete(training.At("out/metrics.jsonl"));
        File.Delete(training.At("out/curve.png"));
        training.Write("out/epochs.part/0001/model.onnx", "cut off");
        Assert.Equal(0, (await training.TrainAsync("out", "--resume")).ExitCode);
        Assert.Equal(metrics, File.ReadAllText(training.At("out/metrics.jsonl")));
        Assert.Equal(
            ["checkpoint", "curve.png", "metrics.jsonl", "model", "run.json"],
            Directory.EnumerateFileSystemEntries(training.At("out")).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Train_KnowledgeThatIsNotLearned_IsNoted()
    {
        training.Write("train.jsonl", string.Join('\n', File.ReadLines(training.At("train.jsonl")).Select(l =>
        {
            var post = (JsonObject)JsonNode.Parse(l)!;
            post.Remove("knowledge");
            return post.ToJsonString();
        })));
        training.WriteConfig(c => (c["epochs"], c["knowledgeShare"]) = (1, 0.25));
        var outcome = await training.TrainAsync("out");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(
            "note: no post that is learned from has knowledge, so knowledgeShare 0.25 does nothing\n"
            + "note: 5 posts of dev have knowledge, and no post that is learned from: the view with knowledge is judged without having "
            + "been learned\n",
            outcome.Error.ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_LossThatIsNoNumber_SaysWhereAndKeepsTheCheckpoint()
    {
        training.WriteConfig(c =>
        {
            c["learningRate"] = 1e30;
            c["warmUp"] = 0;
        });
        var outcome = await training.TrainAsync("out");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches(
            @"riveg: The loss is no number in epoch 1 at step \d \(posts p\d+, p\d+, p\d+ and 5 more\); choose a smaller learningRate or "
            + @"gradientNorm\. No epoch was finished\.\s*$",
            outcome.Error);
        Assert.False(Directory.Exists(training.At("out/model")));
    }

    /// <summary>One step an epoch, which no loss sees: the ruined weights are no checkpoint.</summary>
    [Fact]
    public async Task Train_OneStepThatIsFarTooLong_KeepsNoCheckpointOfIt()
    {
        training.WriteConfig(c =>
        {
            c["learningRate"] = 1e25;
            c["warmUp"] = 0;
            c["batchSize"] = 32;
        });
        var outcome = await training.TrainAsync("out");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches(
            @"riveg: A score is no number in epoch 1 at step 1 \(posts p\d+, p\d+, p\d+ and 27 more\); choose a smaller learningRate or "
            + @"gradientNorm\. No epoch was finished\.\s*$",
            outcome.Error);
        Assert.False(Directory.Exists(training.At("out/checkpoint")));
    }

    [Fact]
    public async Task Train_WithoutDev_KeepsTheLastEpochAndSaysSo()
    {
        training.WriteConfig(c =>
        {
            c.Remove("dev");
            c["epochs"] = 2;
        });
        var outcome = await training.TrainAsync("out");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(
            "the config names no dev: the last epoch is kept, and its scores are not calibrated", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("out/model: epoch 2 of 2, model ", outcome.Error.Replace('\\', '/'), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_ParentThatIsGone_EndsTheTraining()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals of POSIX.");
        training.WriteConfig(c => c["epochs"] = 1000);
        using var process = TinyTraining.Start("riveg", "train", "tagger", training.At("config.json"), "-o", training.At("out"));
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
            && !line.StartsWith("epoch 1 ", StringComparison.Ordinal))
        {
        }

        // Killed alone; the child holds the folder for as long as it lives, and its end closes the pipe.
        process.Kill();
        var last = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.EndsWith("riveg: stopped; what was done so far is kept.", last.TrimEnd(), StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetDirectories(training.At("out/checkpoint")));
    }

    [Fact]
    public async Task Train_FolderOfSomethingElse_IsRefused()
    {
        training.Write("out/notes.txt", "mine");
        var outcome = await training.TrainAsync("out");
        Assert.Equal(
            (2, $"riveg: {training.At("out")} is there already and holds no run of 'riveg train tagger'; name another folder, "
                + "or replace what "
                + "is called as its parts are by --force."),
            (outcome.ExitCode, outcome.Error.TrimEnd()));
        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries(training.At("out")).Select(e => Path.GetFileName(e)));
    }

    [Fact]
    public async Task Train_FolderOfTheData_IsRefused()
    {
        var outcome = await training.TrainAsync(".");
        Assert.Equal(
            (2, $"riveg: -o {training.At(".")} holds the input {training.At("train.jsonl")}, which could be lost; name another folder."),
            (outcome.ExitCode, outcome.Error.TrimEnd()));
    }

    private string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(training.At(name))));

    // Times of files are those of copies.
    private Dictionary<string, string> Content(string run) => Directory.GetFiles(training.At($"{run}/model")).ToDictionary(
        f => Path.GetFileName(f),
        f => Path.GetExtension(f) == ".json"
            ? string.Join('\n', File.ReadLines(f).Where(l => !l.Contains("\"written\"", StringComparison.Ordinal)))
            : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f))));

    private static string WithoutTimes(string line)
    {
        var epoch = (JsonObject)JsonNode.Parse(line)!;
        epoch.Remove("seconds");
        epoch.Remove("postsPerSecond");
        return epoch.ToJsonString();
    }
}
