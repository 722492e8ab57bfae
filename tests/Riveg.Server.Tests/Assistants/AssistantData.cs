using Riveg.Server.Tests.Browser;
using Riveg.TestKit;

namespace Riveg.Server.Tests.Assistants;

/// <summary>A folder as an assistant may be allowed: a picture, posts, predictions; and an environment of its own.</summary>
public sealed class AssistantData : IDisposable
{
    private const string Post =
        """{"id":"1","text":"Adele sings in London","entities":[{"start":0,"end":5,"type":"PER"},{"start":15,"end":21,"type":"LOC"}]}""";

    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder store = new();

    /// <summary>Makes them.</summary>
    public AssistantData()
    {
        File.Copy(Path.Combine(SharedFolder.RepositoryRoot, "samples", "concert.png"), folder["concert.png"]);
        folder.Write("gold.jsonl", $"{Post}\n");
        folder.Write("predicted.jsonl", $"{Post}\n");
    }

    /// <summary>The folder.</summary>
    public string Folder => folder.Path;

    /// <summary>Where models are kept and whose settings hold: none of whoever runs the tests.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["RIVEG_HOME"] = store["riveg"],
        ["HF_HUB_CACHE"] = store["hub"],
        ["XDG_CONFIG_HOME"] = store["config"],
        ["RIVEG_PROFILE"] = null,
    };

    /// <summary>Brings the models of the profile <c>light</c>.</summary>
    public Task PullAsync() => RivegCommand.RunAsync(Environment, "models", "pull", "light", "--from", SharedFolder.Resolve("models"));

    /// <inheritdoc />
    public void Dispose()
    {
        folder.Dispose();
        store.Dispose();
    }
}
