using Microsoft.AspNetCore.Http;
using Riveg.Onnx.Store;

namespace Riveg.Onnx.Tests.Store;

/// <summary>
/// A hub that means harm: whatever it says, nothing outside the model's own folder changes, and nothing half fetched is used.
/// </summary>
public sealed class HostileHubTests : IAsyncLifetime
{
    private StoreFixture fixture = null!;

    public static TheoryData<string> Commits { get; } =
    [
        "../../../outside", "..", "/etc", "main", "0123456789abcdef0123456789abcdef0123456", "0123456789abcdef0123456789abcdef012345678",
        "g123456789abcdef0123456789abcdef01234567", "..\\..\\outside", "CON", "0123456789abcdef0123456789abcdef0123456/", "%2e%2e%2f", "",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => fixture = await StoreFixture.StartAsync();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Theory]
    [MemberData(nameof(Commits))]
    public async Task PullAsync_CommitThatIsNone_IsRefusedAndNothingIsWritten(string commit)
    {
        fixture.Hub.Mislead = context => context.Response.Headers["X-Repo-Commit"] = commit;
        var before = Entries();

        var error = await RefusedAsync();

        Assert.Contains("names the commit", error);
        Assert.Contains("not 40 hexadecimal digits; nothing was installed", error);
        Assert.Equal(before, Entries());
    }

    [Fact]
    public async Task PullAsync_AnotherCommitMidway_InstallsNothing()
    {
        var asked = 0;
        fixture.Hub.Mislead = context => context.Response.Headers["X-Repo-Commit"] = new string(asked++ < 2 ? 'a' : 'b', 40);

        var error = await RefusedAsync();

        Assert.Contains("onnx/weights.onnx: 127.0.0.1 speaks of another commit than a moment ago; nothing was installed", error);
        Assert.False(Directory.Exists(Path.Combine(fixture.Cache, "models--org--toy", "snapshots")));
        Assert.False(Directory.Exists(Path.Combine(fixture.Cache, "models--org--toy", "refs")));
    }

    [Fact]
    public async Task PullAsync_TheBranch_AsksForEveryByteAtTheCommit()
    {
        using var store = fixture.Open();

        await store.PullAsync("toy", cancellationToken: Cancel);

        Assert.Equal("/org/toy/resolve/main/config.json", fixture.Hub.HubRequests.First().Path);
        Assert.All(fixture.Hub.HubRequests.Skip(1), r => Assert.StartsWith($"/org/toy/resolve/{LoopbackHub.Commit}/", r.Path));
    }

    [Fact]
    public async Task PullAsync_BranchMovedOn_FetchesTheNewSnapshotWhole()
    {
        using var store = fixture.Open();
        var old = await store.PullAsync("toy", cancellationToken: Cancel);
        File.Delete(old.PathOf("weights.onnx"));
        var commit = new string('c', 40);
        fixture.Hub.Mislead = context => context.Response.Headers["X-Repo-Commit"] = commit;

        var model = await store.PullAsync("toy", cancellationToken: Cancel);

        Assert.True(model.IsUsable);
        Assert.All(model.Files, f => Assert.Contains(commit, f.Path));
        Assert.Single(fixture.Hub.HubRequests, r => r.Method == "GET" && r.Path.EndsWith("config.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PullAsync_AnotherContentThanDescribed_IsRefused()
    {
        fixture.Hub.Mislead = context => context.Response.Headers.ETag = $"\"{context.Request.Method}\"";

        Assert.Contains("config.json: 127.0.0.1 speaks of another content than a moment ago", await RefusedAsync());
    }

    [Theory]
    [InlineData("\"../../../outside\"")]
    [InlineData("\"..\"")]
    [InlineData("\"nul\"")]
    [InlineData("\"/etc/passwd\"")]
    [InlineData("\"a\\\\b\"")]
    public async Task PullAsync_ETagThatIsNoFileName_NamesNoFile(string etag)
    {
        fixture.Hub.Mislead = context => context.Response.Headers[IsWeights(context) ? "X-Linked-Etag" : "ETag"] = etag;
        using var store = fixture.Open();

        Assert.True((await store.PullAsync("toy", cancellationToken: Cancel)).IsUsable);

        var blobs = Directory.GetFiles(Path.Combine(fixture.Cache, "models--org--toy", "blobs")).Select(Path.GetFileName).ToList();
        Assert.Equal(2, blobs.Count);
        Assert.All(blobs, b => Assert.Matches("^[0-9a-f]{64}$", b));
    }

    [Fact]
    public async Task PullAsync_OneETagForTwoContents_InstallsNothing()
    {
        fixture.Hub.Mislead = context => context.Response.Headers[IsWeights(context) ? "X-Linked-Etag" : "ETag"] = "\"same\"";
        using var store = fixture.Open(StoreFixture.Sha256(fixture.Weights));

        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));

        Assert.Contains("one ETag but two contents; nothing was installed", error.Message);
        Assert.All(store.Find("toy").Files, f => Assert.Equal(StoredFileState.Missing, f.State));
    }

    [Theory]
    [InlineData("file:///etc/passwd", "redirects from http to file")]
    [InlineData("ftp://127.0.0.1/x", "redirects from http to ftp")]
    [InlineData("data:text/plain,hello", "redirects from http to data")]
    [InlineData("http://", "redirects to nowhere")]
    public async Task PullAsync_RedirectElsewhere_IsRefused(string location, string expected)
    {
        fixture.Hub.Mislead = context =>
        {
            if (IsWeights(context))
            {
                context.Response.Headers.Location = location;
            }
        };

        Assert.Contains(expected, await RefusedAsync());
    }

    [Fact]
    public async Task PullAsync_RedirectWithoutAnAddress_IsRefused()
    {
        fixture.Hub.FailHub(LoopbackHub.Status(302));

        Assert.Contains("redirects to nowhere", await RefusedAsync());
    }

    [Fact]
    public async Task PullAsync_MoreBytesThanPromised_StopsReading()
    {
        var sent = 0L;
        var most = 0L;
        fixture.Hub.FailStorage(
            async context =>
            {
                var piece = new byte[1 << 16];
                while (!context.RequestAborted.IsCancellationRequested && sent < 1 << 28)
                {
                    await context.Response.Body.WriteAsync(piece, context.RequestAborted);
                    sent += piece.Length;
                    most = Math.Max(most, Directory.EnumerateFiles(fixture.Cache, "*.incomplete", SearchOption.AllDirectories)
                        .Sum(p => new FileInfo(p).Length));
                }

                return true;
            },
            times: 10);

        Assert.Contains("the server sent more than the 300000 bytes that it promised", await RefusedAsync());
        Assert.True(sent > 300_001);
        Assert.InRange(most, 0, 300_001);
        Assert.Empty(Directory.EnumerateFiles(fixture.Cache, "*.incomplete", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("99999999999999")]
    [InlineData("9223372036854775807")]
    public async Task PullAsync_SizeOfTerabytes_IsRefused(string size)
    {
        fixture.Hub.Mislead = context => context.Response.Headers["X-Linked-Size"] = IsWeights(context) ? size : "200";

        Assert.Contains($"the server speaks of {size} bytes", await RefusedAsync());
    }

    [Fact]
    public async Task PullAsync_SizeOtherThanTheManifests_IsRefusedBeforeItIsFetched()
    {
        using var store = new ModelStore(
            fixture.Options(),
            ModelManifest.Parse("""
                { "hosts": { "hub": { "kind": "hub", "address": "http://unused.invalid" } },
                  "models": [{ "name": "toy", "purpose": "p", "host": "hub", "repository": "org/toy", "revision": "main", "license": "MIT",
                    "files": [{ "path": "onnx/weights.onnx", "size": 7 }] }] }
                """),
            fixture.Time);

        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));

        Assert.Contains("the server speaks of 300000 bytes, expected are 7; the file is refused", error.Message);
        Assert.Empty(fixture.Hub.StorageRequests);
    }

    [Theory]
    [InlineData("https://hub.test", true)]
    [InlineData("http://127.0.0.1:5", true)]
    [InlineData("http://hub.test", false)]
    public void MayHaveToken_PlainHttp_OnlyOnThisMachine(string endpoint, bool expected)
    {
        using var client = new HubClient(
            fixture.Options() with { HubEndpoint = endpoint, HubToken = "hf_secret" }, fixture.Manifest(), fixture.Time);
        var toy = fixture.Manifest().Get("toy");

        Assert.Equal(expected, client.MayHaveToken(toy, new Uri(endpoint + "/org/toy")));
        Assert.False(client.MayHaveToken(toy, new Uri("https://hub.test:444/org/toy")));
        Assert.False(client.MayHaveToken(toy, new Uri("https://hub.test.evil.test/org/toy")));
    }

    [Theory]
    [InlineData("hub.example", "must be an address that begins with http:// or https://, not 'hub.example'")]
    [InlineData("ftp://hub.example", "must be an address")]
    [InlineData("https://", "must be an address")]
    [InlineData("https://user:secret@hub.example", "without user, query or fragment")]
    [InlineData("https://hub.example?token=secret", "without user, query or fragment")]
    public void Constructor_EndpointThatIsNone_IsRefusedWithoutItsSecret(string endpoint, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => new ModelStore(fixture.Options() with { HubEndpoint = endpoint }));

        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain("secret", error.Message);
    }

    [Theory]
    [InlineData("hf_sec\nret")]
    [InlineData("hf_sec ret")]
    [InlineData("hf_secrét")]
    public void Constructor_TokenThatIsNone_IsRefusedUnseen(string token)
    {
        var error = Assert.Throws<ArgumentException>(() => new ModelStore(fixture.Options() with { HubToken = token }));

        Assert.Contains("HF_TOKEN", error.Message);
        Assert.DoesNotContain("hf_", error.Message);
    }

    [Theory]
    [InlineData("../../../../outside")]
    [InlineData("/etc")]
    [InlineData("main")]
    [InlineData("\0")]
    public async Task Find_ReferenceThatNamesNoCommit_LeadsNowhere(string content)
    {
        var repository = Path.Combine(fixture.Cache, "models--org--toy");
        var outside = Directory.CreateDirectory(Path.Combine(fixture.Folder, "outside")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(outside, "config.json"), fixture.Config, Cancel);
        Directory.CreateDirectory(Path.Combine(repository, "refs"));
        await File.WriteAllTextAsync(Path.Combine(repository, "refs", "main"), content, Cancel);
        using var store = fixture.Open();

        Assert.All(store.Find("toy").Files, f => Assert.Equal(StoredFileState.Missing, f.State));
        Assert.False(store.Remove("toy"));
        Assert.True(File.Exists(Path.Combine(outside, "config.json")));
        Assert.True((await store.PullAsync("toy", cancellationToken: Cancel)).IsUsable);
    }

    [Theory]
    [InlineData("name", "../m")]
    [InlineData("revision", "../main")]
    [InlineData("revision", "refs/pr/1")]
    [InlineData("revision", "nul")]
    [InlineData("repository", "../../x")]
    [InlineData("repository", "/x")]
    [InlineData("repository", "a--b/c")]
    [InlineData("repository", "a\\b")]
    public void Parse_NameThatCannotBeAFileName_IsRefused(string field, string value)
    {
        var fields = new Dictionary<string, string> { ["name"] = "m", ["revision"] = "main", ["repository"] = "org/m" };
        fields[field] = value;
        var json = $$"""
            { "hosts": { "h": { "kind": "hub", "address": "https://h.test" } }, "models": [{ "name": {{Json(fields["name"])}}, "purpose": "p", "host": "h",
              "repository": {{Json(fields["repository"])}}, "revision": {{Json(fields["revision"])}}, "license": "MIT", "files": [{ "path": "a" }] }] }
            """;

        Assert.Contains("cannot be a file name", Assert.Throws<FormatException>(() => ModelManifest.Parse(json)).Message);
    }

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static bool IsWeights(HttpContext context) => context.Request.Path.Value!.EndsWith("weights.onnx", StringComparison.Ordinal);

    private List<string> Entries() =>
        [.. Directory.EnumerateFileSystemEntries(fixture.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private async Task<string> RefusedAsync()
    {
        using var store = fixture.Open();
        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));
        Assert.DoesNotContain('\n', error.Message);
        Assert.All(store.Find("toy").Files, f => Assert.Equal(StoredFileState.Missing, f.State));
        return error.Message;
    }
}
