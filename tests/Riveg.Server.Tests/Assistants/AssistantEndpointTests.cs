using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Riveg.Server.Tests.Assistants;

/// <summary><c>/mcp</c> stands behind the checks of every other address, and keeps no session.</summary>
public sealed class AssistantEndpointTests(BuiltinServer server) : IClassFixture<BuiltinServer>
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    [Fact]
    public async Task Post_ListWithoutSession_TellsTheTools()
    {
        using var answer = await SendAsync(List);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Mcp-Session-Id"));
        var tools = (await ReadAsync(answer)).GetProperty("result").GetProperty("tools").EnumerateArray();
        Assert.Equal(["annotate_post", "ground_phrase", "read_image_text"], tools.Select(t => t.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("evil.example", null, HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", null, HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example:8080", null, HttpStatusCode.MisdirectedRequest)]
    [InlineData("169.254.169.254", null, HttpStatusCode.MisdirectedRequest)]
    [InlineData(null, "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData(null, "http://localhost.evil.example", HttpStatusCode.Forbidden)]
    [InlineData(null, "null", HttpStatusCode.Forbidden)]
    public async Task Post_ForeignNameOrPage_IsRefused(string? host, string? origin, HttpStatusCode expected)
    {
        using var answer = await SendAsync(List, request =>
        {
            request.Headers.Host = host;
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }
        });

        Assert.Equal(expected, answer.StatusCode);
        var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("annotate_post", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    public async Task Post_OwnName_IsAnswered(string host)
    {
        using var answer = await SendAsync(List, request => request.Headers.Host = host);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("PUT")]
    public async Task OtherMethod_IsRefused(string method)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, "/mcp"));

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"jsonrpc":"2.0"}""")]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":5}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"annotate_post","arguments":[1]}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":null}}""")]
    public async Task Post_Malformed_IsAnErrorOfItsOwn(string body)
    {
        using var answer = await SendAsync(body);

        Assert.InRange((int)answer.StatusCode, 200, 499);
        var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("\"structuredContent\"", said, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Server.Messages, m => m.Contains("nobody foresaw", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_BodyOverTheLimit_Is413()
    {
        await using var small = await ServerProcess.StartAsync("--max-body", "100000");
        var body = JsonSerializer.Serialize(new
        {
            jsonrpc = "2.0",
            id = 1,
            method = "tools/call",
            @params = new { name = "annotate_post", arguments = new { text = new string('a', 200_000) } },
        });

        using var answer = await SendAsync(body, address: small.Address);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Post_ServerWithKey_AsksForIt()
    {
        const string key = "key-of-this-test";
        await using var guarded = await ServerProcess.StartInAsync(new Dictionary<string, string?> { ["RIVEG_API_KEY"] = key });

        using var without = await SendAsync(List, address: guarded.Address);
        using var with = await SendAsync(
            List, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key), guarded.Address);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (without.StatusCode, with.StatusCode));
    }

    [Fact]
    public async Task Post_Calls_LeaveNoTextInTheLog()
    {
        const string secret = "Zaphodia";
        await using var verbose = await ServerProcess.StartAsync("--verbose");
        string[] calls =
        [
            $"{{\"text\":\"{secret} sings\"}}",
            $"{{\"text\":\"x\",\"{secret}\":1}}",
            $"{{\"text\":\"x\",\"image\":{{\"base64\":\"{secret}\"}}}}",
        ];
        foreach (var arguments in calls)
        {
            using var answer = await SendAsync(
                $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"annotate_post","arguments":{{arguments}}"""
                + "}}",
                address: verbose.Address);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var broken = await SendAsync($"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{secret}\"", address: verbose.Address);
        await verbose.StopAsync();

        Assert.DoesNotContain(verbose.Messages, m => m.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    private async Task<HttpResponseMessage> SendAsync(string body, Action<HttpRequestMessage>? change = null, Uri? address = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address ?? server.Address, "/mcp"));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        change?.Invoke(request);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    // An answer is JSON, or the one event of a stream.
    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var data = text.Split('\n').FirstOrDefault(l => l.StartsWith("data: ", StringComparison.Ordinal))?["data: ".Length..] ?? text;
        return JsonDocument.Parse(data).RootElement;
    }
}
