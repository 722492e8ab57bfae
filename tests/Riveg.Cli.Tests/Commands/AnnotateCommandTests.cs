using System.Text.Json;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Commands;

public sealed class AnnotateCommandTests : IDisposable
{
    private const string Posts = """
        {"id":"a","text":"Barack Obama met Angela Merkel in Berlin"}
        {"id":"b","text":"Manchester United beat Chelsea at Old Trafford"}
        {"id":"c","text":"good morning everyone"}
        {"id":"d","text":"Justin Bieber in Toronto"}
        """;

    private readonly TemporaryFolder folder = new("riveg-cli-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Annotate_TextWithPicture_GivesEntitiesInsideThePictureAndAnOverlay()
    {
        var picture = Path.Combine(SharedFolder.RepositoryRoot, "samples", "concert.png");
        var overlay = Path.Combine(folder.Path, "overlay.png");
        var outcome = await RivegProcess.RunAsync(
            "annotate", "Adele lights up the O2 Arena in London", "--image", picture, "--overlay", overlay, "--format", "json");
        Assert.Equal(0, outcome.ExitCode);
        using var document = JsonDocument.Parse(outcome.Output);
        var image = document.RootElement.GetProperty("image");
        Assert.Contains(
            document.RootElement.GetProperty("entities").EnumerateArray(),
            e => e.GetProperty("text").GetString() == "London" && e.GetProperty("type").GetString() == "LOC");
        foreach (var region in document.RootElement
            .GetProperty("entities")
            .EnumerateArray()
            .SelectMany(e => e.GetProperty("regions").EnumerateArray()))
        {
            var box = region.GetProperty("box").EnumerateArray().Select(v => v.GetDouble()).ToArray();
            Assert.True(box[0] >= 0
                && box[1] >= 0
                && box[2] <= image.GetProperty("width").GetInt32()
                && box[3] <= image.GetProperty("height").GetInt32());
            Assert.True(region.TryGetProperty("mask", out _));
        }

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(overlay)[..4]);
    }

    [Fact]
    public async Task Annotate_StandardInput_WritesALineForEachPostAndListsTheFailed()
    {
        var outcome = await RivegProcess.RunWithInputAsync($"{Posts}\nnot json\n{{\"id\":\"e\",\"text\":\"\"}}\n", "annotate", "-");
        Assert.Equal(1, outcome.ExitCode);
        var lines = outcome.Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement)
            .ToList();
        Assert.Equal(["a", "b", "c", "d", "5", "e"], lines.Select(l => l.GetProperty("id").GetString()));
        Assert.Contains("standard input:5: not JSON", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("post e: The text is empty", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("annotate")]
    [InlineData("annotate", "nowhere.jsonl")]
    [InlineData("annotate", "text", "--profile", "nowhere")]
    [InlineData("annotate", "text", "--overlay", "x.png")]
    [InlineData("annotate", "text", "--format", "xml")]
    [InlineData("annotate", "text", "--offsets", "bytes")]
    [InlineData("annotate", "--dataset", "twitter-gmner:nowhere")]
    [InlineData("annotate", "--dataset", "unknown:nowhere")]
    [InlineData("annotate", "-", "--resume")]
    [InlineData("evaluate")]
    [InlineData("evaluate", "--stage-files", "nowhere")]
    [InlineData("dataset", "stats", "twitter-2015:nowhere")]
    [InlineData("report", "nowhere.jsonl", "-o", "x.html")]
    [InlineData("frobnicate")]
    public async Task Any_WrongUse_IsOneLineAndExitCode2(params string[] arguments)
    {
        var outcome = await RivegProcess.RunAsync(arguments);
        Assert.Equal((2, string.Empty), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("riveg: ", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, content);
        return path;
    }
}
