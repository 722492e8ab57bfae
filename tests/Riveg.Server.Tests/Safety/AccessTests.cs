using System.Net;
using System.Text;
using Riveg.Server.Tests.Api;

namespace Riveg.Server.Tests.Safety;

public sealed class AccessTests : IAsyncLifetime
{
    private const string Key = "k3y-of-the-server";

    private ServerProcess? server;
    private HttpClient? client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await ServerProcess.StartInAsync(
            new Dictionary<string, string?> { ["RIVEG_API_KEY"] = Key }, "--origin", "https://friend.example", "--host", "riveg.example");
        client = Asking.Client(server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        client!.Dispose();
        await server!.DisposeAsync();
    }

    public static TheoryData<string, string> Kept => new()
    {
        { "GET", "/v1/profiles" }, { "POST", "/v1/annotate" }, { "POST", "/v1/annotate/stream" }, { "POST", "/v1/export?format=jsonl" },
        { "POST", "/V1/annotate" }, { "POST", "/setup" }, { "POST", "/predict" }, { "POST", "/webhook" }, { "POST", "/mcp" },
        { "GET", "//v1/profiles" }, { "GET", "/%761/profiles" }, { "POST", "/v1/../v1/annotate" },
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task Ask_WithoutTheKey_Is401Or404AndNeverAnswered(string method, string path)
    {
        string?[] wrong = [null, "Bearer wrong", "Bearer ", "Bearer " + Key + "x", "Basic " + Base64("user:wrong"), "Basic ***"];
        var address = new Uri(server!.Address.GetLeftPart(UriPartial.Authority) + path);
        foreach (var given in wrong)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), address);
            if (given is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", given);
            }

            using var response = await client!.SendAsync(request, Token);
            Assert.True(response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound, response.StatusCode.ToString());
        }
    }

    [Theory]
    [InlineData("Authorization", "Bearer " + Key)]
    [InlineData("Authorization", "bearer " + Key)]
    [InlineData("X-Api-Key", Key)]
    public async Task Ask_WithTheKey_IsAnswered(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/profiles");
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await client!.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Ask_KeyAsThePasswordOfLabelStudio_IsAnswered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhook");
        request.Headers.TryAddWithoutValidation("Authorization", "Basic " + Base64("label-studio:" + Key));
        using var response = await client!.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/health")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/samples/concert.png")]
    public async Task Ask_WhatIsAnybodys_IsAnsweredWithoutAKey(string path)
    {
        using var response = await client!.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("192.168.0.1", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:1", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]", HttpStatusCode.OK)]
    [InlineData("riveg.example", HttpStatusCode.OK)]
    public async Task Ask_ByAName_IsAnsweredIfItIsTheServers(string host, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        request.Headers.Host = host;
        using var response = await client!.SendAsync(request, Token);
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:1", HttpStatusCode.Forbidden)]
    [InlineData("https://friend.example.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("http://friend.example", HttpStatusCode.Forbidden)]
    [InlineData("https://friend.example", HttpStatusCode.OK)]
    public async Task Ask_FromAPageOfAnotherOrigin_IsAnsweredIfItIsAllowed(string origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/profiles");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.TryAddWithoutValidation("X-Api-Key", Key);
        using var response = await client!.SendAsync(request, Token);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK, response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Ask_FromItsOwnPage_IsAnswered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/profiles");
        request.Headers.TryAddWithoutValidation("Origin", server!.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.TryAddWithoutValidation("X-Api-Key", Key);
        using var response = await client!.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    [InlineData("/v1/profiles")]
    [InlineData("/page/page.js")]
    [InlineData("/nowhere")]
    public async Task Answer_OfEveryKind_CarriesTheHeadersOfSafety(string path)
    {
        using var response = await client!.GetAsync(path, Token);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
