using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Riveg.Server.Tests.Api;
using Riveg.TestKit;

namespace Riveg.Server.Tests.Safety;

public class HostileRequestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_HostileRequests_AreRefusedAndNobodyIsAsked()
    {
        using var trap = new TcpListener(IPAddress.IPv6Any, 0) { Server = { DualMode = true } };
        trap.Start();
        var requests = HostileRequests.All(((IPEndPoint)trap.LocalEndpoint).Port);
        Assert.True(requests.Count >= 350, $"only {requests.Count}");
        await using var server = await ServerProcess.StartAsync("--allow-urls", "--verbose");
        var faults = new List<string>();
        foreach (var request in requests)
        {
            var status = await SendAsync(server.Address, request);
            if (request.Exactly is { } exactly ? status != exactly
                : status is null ? !request.MayBeCutOff : status != request.Expected && status is < 400 or >= 500)
            {
                faults.Add($"{request}: {status?.ToString(CultureInfo.InvariantCulture) ?? "no answer"}");
            }
        }

        Assert.False(trap.Pending(), "somebody was asked");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        using var client = Asking.Client(server.Address);
        using var alive = await client.PostAsync("/v1/annotate", Asking.Form(), Token);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.DoesNotContain(server.Messages, m => m.Contains("Adele", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/secret")]
    [InlineData("http://localhost:{0}/secret")]
    [InlineData("http://localhost/secret")]
    [InlineData("http://[::1]/secret")]
    [InlineData("http://2130706433/secret")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("file:///etc/passwd")]
    public async Task Ask_TrustedServerThatLeadsElsewhere_IsNotFollowedInside(string target)
    {
        await using var inside = new PictureServer().Picture("/secret", [1]);
        await using var trusted = new PictureServer().Redirect(
            "/a.png", string.Format(CultureInfo.InvariantCulture, target, inside.Port));
        await using var server = await ServerProcess.StartAsync(
            "--allow-urls", "--trust-url", trusted.Address.GetLeftPart(UriPartial.Authority));
        using var client = Asking.Client(server.Address);
        using var response = await client.PostAsync(
            "/v1/annotate", Asking.Json($"{{\"text\":\"Adele\",\"image\":{{\"url\":\"{trusted.Address}a.png\"}}}}"), Token);
        await Asking.ProblemAsync(response, HttpStatusCode.Forbidden);
        Assert.Single(trusted.Requests);
        Assert.DoesNotContain("traceparent", trusted.Requests.Single(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(inside.Requests);
    }

    // Null where there is no answer.
    private static async Task<int?> SendAsync(Uri address, HostileRequest request)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(request.MayBeCutOff ? 5 : 30));
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, limit.Token);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(request.Bytes(address.Authority), limit.Token);
        }
        catch (IOException)
        {
            // It answered before everything was sent.
        }

        var answer = new byte[64];
        try
        {
            var count = await stream.ReadAtLeastAsync(answer, 12, throwOnEndOfStream: false, limit.Token);
            var head = Encoding.ASCII.GetString(answer, 0, count);
            return head.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)
                ? int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture)
                : null;
        }
        catch (Exception exception) when (exception is IOException
            || (exception is OperationCanceledException && !Token.IsCancellationRequested))
        {
            return null;
        }
    }
}
