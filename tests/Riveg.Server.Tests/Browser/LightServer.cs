using Riveg.TestKit;

namespace Riveg.Server.Tests.Browser;

/// <summary>One <c>riveg serve</c> whose first profile is <c>light</c>, with its models taken from the reference material.</summary>
public sealed class LightServer : IAsyncLifetime
{
    private readonly TemporaryFolder store = new();
    private ServerProcess? server;

    /// <summary>Where it is asked; fails where there is no reference material.</summary>
    public string Address => server!.Address.AbsoluteUri;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (!SharedFolder.Exists)
        {
            return;
        }

        var environment = new Dictionary<string, string?>
        {
            ["RIVEG_HOME"] = store["riveg"],
            ["HF_HUB_CACHE"] = store["hub"],
        };
        await RivegCommand.RunAsync(environment, "models", "pull", "light", "--from", SharedFolder.Resolve("models"));
        server = await ServerProcess.StartInAsync(environment, "--profile", "light", "--profile", "builtin");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        store.Dispose();
    }
}
