namespace Riveg.Server.Tests;

/// <summary>One <c>riveg serve</c> for all tests of a class: <c>IClassFixture&lt;BuiltinServer&gt;</c>.</summary>
public sealed class BuiltinServer : IAsyncLifetime
{
    private ServerProcess? server;

    /// <summary>Where it is asked.</summary>
    public Uri Address => server!.Address;

    /// <summary>The server.</summary>
    public ServerProcess Server => server!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => server = await ServerProcess.StartAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
