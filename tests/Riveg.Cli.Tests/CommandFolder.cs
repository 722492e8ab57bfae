using System.Text.Json;
using Riveg.TestKit;

namespace Riveg.Cli.Tests;

/// <summary>A folder of its own for a test that runs the command, with what most of them need.</summary>
public abstract class CommandFolder : IDisposable
{
    internal const string Posts = """
        {"id":"a","text":"Barack Obama met Angela Merkel in Berlin"}
        {"id":"b","text":"Manchester United beat Chelsea at Old Trafford"}
        {"id":"c","text":"good morning everyone"}
        {"id":"d","text":"Justin Bieber in Toronto"}

        """;

    private readonly TemporaryFolder folder = new("riveg-cli-");

    internal static string Concert { get; } = Path.Combine(SharedFolder.RepositoryRoot, "samples", "concert.png");

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal string At(params string[] parts) => Path.Combine([folder.Path, .. parts]);

    internal string Write(string name, string content) => folder.Write(name, content);

    internal static IReadOnlyList<JsonElement> Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    internal static async Task RefusedAsync(string message, params string[] arguments)
    {
        var outcome = await RivegProcess.RunAsync(arguments);
        Assert.Equal((2, $"riveg: {message}{Environment.NewLine}", string.Empty), (outcome.ExitCode, outcome.Error, outcome.Output));
    }
}
