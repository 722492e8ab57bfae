using System.Net;
using Riveg.Service.Pictures;
using Riveg.TestKit;

namespace Riveg.Service.Tests.Pictures;

public class PictureFetcherTests
{
    private const int Most = 10_000;

    private static readonly byte[] Content = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FetchAsync_TrustedAddress_IsFetchedWherever()
    {
        await using var server = new PictureServer().Picture("/a.png", Content);
        using var fetcher = new PictureFetcher(Trusting(server), Most);
        Assert.Equal(Content, await fetcher.FetchAsync($"{server.Address}a.png", Token));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/a.png")]
    [InlineData("gopher://127.0.0.1/")]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//example.com/a.png")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    [InlineData("http://")]
    [InlineData("http://user:secret@example.com/a.png")]
    [InlineData("http://127.0.0.1/a.png")]
    [InlineData("http://localhost/a.png")]
    [InlineData("http://localhost./a.png")]
    [InlineData("http://2130706433/a.png")]
    [InlineData("http://0x7f000001/a.png")]
    [InlineData("http://0177.0.0.1/a.png")]
    [InlineData("http://127.1/a.png")]
    [InlineData("http://[::1]/a.png")]
    [InlineData("http://[::ffff:127.0.0.1]/a.png")]
    [InlineData("http://[fe80::1%25lo]/a.png")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://10.0.0.1/a.png")]
    [InlineData("http://example.com:22/a.png")]
    [InlineData("https://example.com:8443/a.png")]
    public async Task FetchAsync_AddressThatIsNotPublic_IsRefusedThoughPublicOnesAreAllowed(string address)
    {
        using var fetcher = new PictureFetcher(new AddressRules { AllowPublic = true }, Most, Looking(("localhost", "127.0.0.1")));
        await Assert.ThrowsAsync<PictureRefusedException>(() => fetcher.FetchAsync(address, Token));
    }

    [Fact]
    public async Task FetchAsync_NothingAllowed_IsRefused()
    {
        using var fetcher = new PictureFetcher(new AddressRules(), Most);
        var exception = await Assert.ThrowsAsync<PictureRefusedException>(() => fetcher.FetchAsync("http://example.com/a.png", Token));
        Assert.Equal(
            "Pictures by address are not allowed here; send the picture itself (or start the server with --allow-urls).",
            exception.Message);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("::1")]
    [InlineData("8.8.8.8,127.0.0.1")]
    public async Task FetchAsync_NameThatLeadsInside_IsRefused(string addresses)
    {
        using var fetcher = new PictureFetcher(
            new AddressRules { AllowPublic = true }, Most, Looking([.. addresses.Split(',').Select(a => ("inside.example", a))]));
        await Assert.ThrowsAsync<PictureRefusedException>(() => fetcher.FetchAsync("http://inside.example/a.png", Token));
    }

    [Fact]
    public async Task FetchAsync_NameWhoseAddressChanges_IsCheckedAtEachConnection()
    {
        // First public, then inside: what counts is the address that is connected to, and it is looked up once for each connection.
        var asked = 0;
        using var fetcher = new PictureFetcher(
            new AddressRules { AllowPublic = true },
            Most,
            (_, _) => Task.FromResult(new[] { IPAddress.Parse(asked++ == 0 ? "192.0.2.1" : "127.0.0.1") }));
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<PictureRefusedException>(() => fetcher.FetchAsync("http://changing.example/a.png", Token));
        }

        Assert.Equal(3, asked);
    }

    [Theory]
    [InlineData("http://127.0.0.1/secret")]
    [InlineData("http://localhost/secret")]
    [InlineData("http://[::1]/secret")]
    [InlineData("http://2130706433/secret")]
    [InlineData("file:///etc/passwd")]
    [InlineData("//10.0.0.1/secret")]
    [InlineData("ftp://example.com/")]
    public async Task FetchAsync_RedirectInside_IsRefusedAndNothingIsSentThere(string target)
    {
        await using var server = new PictureServer().Redirect("/a.png", target);
        using var fetcher = new PictureFetcher(Trusting(server) with { AllowPublic = true }, Most);
        await Assert.ThrowsAsync<PictureRefusedException>(() => fetcher.FetchAsync($"{server.Address}a.png", Token));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task FetchAsync_RedirectToAnotherServerOfLoopback_IsRefusedAndNothingIsSentThere()
    {
        await using var inside = new PictureServer().Picture("/secret", Content);
        await using var server = new PictureServer().Redirect("/a.png", $"{inside.Address}secret");
        using var fetcher = new PictureFetcher(Trusting(server), Most);
        await Assert.ThrowsAsync<PictureRefusedException>(() => fetcher.FetchAsync($"{server.Address}a.png", Token));
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task FetchAsync_RedirectWithinTheSameServer_IsFollowed()
    {
        await using var server = new PictureServer().Redirect("/a.png", "/b.png").Picture("/b.png", Content);
        using var fetcher = new PictureFetcher(Trusting(server), Most);
        Assert.Equal(Content, await fetcher.FetchAsync($"{server.Address}a.png", Token));
    }

    [Fact]
    public async Task FetchAsync_RedirectWithoutEnd_EndsAfterSome()
    {
        await using var server = new PictureServer().Redirect("/a.png", "/a.png");
        using var fetcher = new PictureFetcher(Trusting(server), Most);
        await Assert.ThrowsAsync<PictureFetchException>(() => fetcher.FetchAsync($"{server.Address}a.png", Token));
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task FetchAsync_Token_IsShownToTrustedAddressesAlone()
    {
        await using var other = new PictureServer().Picture("/b.png", Content);
        await using var server = new PictureServer().Redirect("/a.png", $"{other.Address}b.png");
        using var fetcher = new PictureFetcher(Trusting(server), Most);
        await Assert.ThrowsAsync<PictureRefusedException>(() => fetcher.FetchAsync($"{server.Address}a.png", "secret", Token));
        Assert.Contains("Authorization: Token secret", server.Requests.Single(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, int> BadAnswers => new()
    {
        { "says that it is larger", $"HTTP/1.1 200 OK\r\nContent-Length: {Most + 1}", 0 },
        { "is larger than it says", "HTTP/1.1 200 OK\r\nConnection: close", Most + 1 },
        { "is cut", "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nConnection: close", 100 },
        { "is not there", "HTTP/1.1 404 Not Found\r\nContent-Length: 0", 0 },
        { "is no HTTP", "SSH-2.0-OpenSSH", 0 },
        { "has a head without end", $"HTTP/1.1 200 OK\r\n{string.Concat(Enumerable.Repeat("X-A: 123456789\r\n", 5000))}X: y", 0 },
        { "leads to no address", "HTTP/1.1 302 Found\r\nLocation: http://[oops/\r\nContent-Length: 0", 0 },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task FetchAsync_BadAnswer_IsAFaultOfThePicture(string what, string head, int bytes)
    {
        await using var server = new PictureServer().Answer("/a.png", head, new byte[bytes]);
        using var fetcher = new PictureFetcher(Trusting(server), Most);
        var exception = await Assert.ThrowsAsync<PictureFetchException>(() => fetcher.FetchAsync($"{server.Address}a.png", Token));
        Assert.DoesNotContain('\n', exception.Message);
        Assert.StartsWith("The picture", exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(what);
    }

    [Fact]
    public async Task FetchAsync_Cancelled_IsThat()
    {
        await using var server = new PictureServer().Picture("/a.png", Content);
        using var fetcher = new PictureFetcher(Trusting(server), Most);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetcher.FetchAsync($"{server.Address}a.png", cancelled.Token));
    }

    private static AddressRules Trusting(PictureServer server) => new() { Trusted = [server.Address] };

    private static Func<string, CancellationToken, Task<IPAddress[]>> Looking(params (string Host, string Address)[] known) =>
        (host, _) =>
        {
            var found = known.Where(k => k.Host == host.TrimEnd('.')).Select(k => IPAddress.Parse(k.Address)).ToArray();
            return found.Length > 0
                ? Task.FromResult(found)
                : throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound);
        };
}
