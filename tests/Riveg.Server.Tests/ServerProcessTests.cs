using System.Net;

namespace Riveg.Server.Tests;

public sealed class ServerProcessTests
{
    [Fact]
    public async Task Serve_FreePort_AnswersAndEndsInOrder()
    {
        await using var server = await ServerProcess.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };

        using var answer = await client.GetAsync("/readyz", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual(0, server.Address.Port);
        Assert.Equal(0, await server.StopAsync());
        Assert.Equal("riveg: stopped; what was asked is answered.", server.Messages.Last());
    }

    [Fact]
    public async Task Serve_UnknownProfile_SaysWhy()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync("--profile", "nosuch"));

        Assert.StartsWith("The server ended with 2: riveg: ", fault.Message, StringComparison.Ordinal);
    }
}
