using Riveg.Onnx.Store;

namespace Riveg.Onnx.Tests.Store;

/// <summary>Places of one model, one after the other: an own mirror, the model's host, the mirrors of the manifest.</summary>
public sealed class ModelSourcesTests : IAsyncLifetime
{
    private StoreFixture fixture = null!;
    private LoopbackHub mirror = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        fixture = await StoreFixture.StartAsync();
        mirror = await LoopbackHub.StartAsync();
        mirror.AddSmall("other.onnx", fixture.Weights);
    }

    public async ValueTask DisposeAsync()
    {
        await mirror.DisposeAsync();
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task Pull_HostThatHasItNoMore_TakesItFromTheMirror()
    {
        using var store = Open("gone/weights.onnx");
        var model = await store.PullAsync("toy", cancellationToken: Cancel);
        Assert.Equal(fixture.Weights, await File.ReadAllBytesAsync(model.Location!, Cancel));
        Assert.EndsWith("gone/weights.onnx", model.Location!.Replace('\\', '/'));
        Assert.True((await store.ResolveAsync("toy", Cancel)).IsUsable);
    }

    [Fact]
    public async Task Pull_HostThatServes_AsksNoMirror()
    {
        using var store = Open("onnx/weights.onnx");
        await store.PullAsync("toy", cancellationToken: Cancel);
        Assert.Empty(mirror.HubRequests);
    }

    [Fact]
    public async Task Pull_HostThatSendsOtherBytes_TakesItFromTheMirror()
    {
        fixture.Hub.AddSmall("gone/weights.onnx", StoreFixture.Bytes(300_000, 9));
        using var store = Open("gone/weights.onnx");
        Assert.Equal(
            fixture.Weights, await File.ReadAllBytesAsync((await store.PullAsync("toy", cancellationToken: Cancel)).Location!, Cancel));
    }

    [Fact]
    public async Task Pull_DeadHost_IsLeftAfterTwoAttempts()
    {
        fixture.Hub.FailHub(LoopbackHub.Status(503), 3);
        using var store = Open("onnx/weights.onnx");
        await store.PullAsync("toy", cancellationToken: Cancel);
        Assert.NotEmpty(mirror.HubRequests);
        Assert.Single(fixture.Time.Waits, w => w == TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Pull_NoSourceThatGivesIt_NamesEachInOneLine()
    {
        mirror.AddSmall("other.onnx", StoreFixture.Bytes(300_000, 9));
        using var store = Open("gone/weights.onnx");
        var fault = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));
        Assert.StartsWith(
            "None of the 2 sources of model 'toy' gives it: Model 'toy', file gone/weights.onnx: not found at ", fault.Message);
        Assert.Contains("file gone/weights.onnx: what the server sent has the SHA-256 ", fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.False(store.Find("toy").IsUsable);
    }

    [Fact]
    public async Task Pull_BrokenOffAtTheMirror_GoesOnFromThere()
    {
        mirror.FailHub(mirror.CutOffAfter(100_000));
        mirror.ReceivedBytes = fixture.Hub.ReceivedBytes;
        mirror.AddLarge("other.onnx", fixture.Weights);
        mirror.FailStorage(mirror.CutOffAfter(100_000));
        using var store = Open("gone/weights.onnx");
        Assert.True((await store.PullAsync("toy", cancellationToken: Cancel)).IsUsable);
    }

    [Fact]
    public async Task Pull_OwnMirror_IsAskedFirstByNameAndPath()
    {
        var served = await LoopbackHub.StartAsync();
        await using var end = served;
        served.AddSmall("gone/weights.onnx", fixture.Weights);
        using var store = Open("gone/weights.onnx", o => o with { Mirror = $"{served.Address}/resolve" });
        await store.PullAsync("toy", cancellationToken: Cancel);
        Assert.All(served.HubRequests, r => Assert.Equal("/resolve/toy/gone/weights.onnx", r.Path));
        Assert.Empty(fixture.Hub.HubRequests);
    }

    [Theory]
    [InlineData("""{ "host": "h", "repository": "r", "revision": "1" }""", "has mirrors, so each of its files needs a SHA-256")]
    [InlineData("""{ "host": "x", "repository": "r", "revision": "1" }""", "a mirror of model 'm' names the unknown host 'x'")]
    [InlineData("""{ "host": "h", "repository": "../r", "revision": "1" }""", "a mirror of model 'm' has a repository or a revision")]
    [InlineData(
        """{ "host": "h", "repository": "r", "revision": "1", "paths": { "b": "c" } }""", "'c' for 'b', which is no file of the model")]
    [InlineData(
        """{ "host": "h", "repository": "r", "revision": "1", "paths": { "a": "../c" } }""",
        "'../c' for 'a', which is no file of the model")]
    public void Parse_BrokenMirror_SaysWhat(string text, string expected)
    {
        var error = Assert.Throws<FormatException>(() => ModelManifest.Parse($$"""
            {
              "hosts": { "h": { "kind": "web", "address": "https://h.test" } },
              "models": [ { "name": "m", "purpose": "p", "host": "h", "repository": "r", "revision": "1", "license": "MIT",
                "files": [ { "path": "a" } ], "mirrors": [ {{text}} ] } ]
            }
            """));
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Options_MirrorThatIsNoAddress_IsRefusedByItsVariable()
    {
        var options = fixture.Options() with { Mirror = "ftp://x" };
        Assert.Contains("(RIVEG_MODEL_MIRROR) must be", Assert.Throws<ArgumentException>(() => new ModelStore(options)).Message);
    }

    private ModelStore Open(string path, Func<ModelStoreOptions, ModelStoreOptions>? change = null) =>
        new((change ?? (o => o))(fixture.Options()), ModelManifest.Parse($$"""
            {
              "hosts": {
                "git": { "kind": "git", "address": "{{fixture.Hub.Address}}" },
                "mirror": { "kind": "git", "address": "{{mirror.Address}}" }
              },
              "models": [
                {
                  "name": "toy", "purpose": "tests", "host": "git", "repository": "resolve", "revision": "abc", "license": "MIT",
                  "files": [ { "path": "{{path}}", "size": 300000, "sha256": "{{StoreFixture.Sha256(fixture.Weights)}}" } ],
                  "mirrors": [ { "host": "mirror", "repository": "resolve", "revision": "1", "paths": { "{{path}}": "other.onnx" } } ]
                }
              ]
            }
            """), fixture.Time);
}
