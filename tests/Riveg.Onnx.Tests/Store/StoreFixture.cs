using System.Collections.Concurrent;
using System.Security.Cryptography;
using Riveg.Onnx.Store;

namespace Riveg.Onnx.Tests.Store;

/// <summary>A hub on the loopback, a cache in a new folder, and a manifest of one model on it.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new("riveg-store-");

    private StoreFixture(LoopbackHub hub)
    {
        Hub = hub;
        hub.ReceivedBytes = () => Directory.EnumerateFiles(Cache, "*.incomplete", SearchOption.AllDirectories)
            .Sum(p => new FileInfo(p).Length);
    }

    public LoopbackHub Hub { get; }

    public string Folder => folder.Path;

    public SkippingTime Time { get; } = new();

    public byte[] Weights { get; } = Bytes(300_000, 1);

    public byte[] Config { get; } = Bytes(200, 2);

    public string Cache => Path.Combine(Folder, "hub");

    public static async Task<StoreFixture> StartAsync()
    {
        var fixture = new StoreFixture(await LoopbackHub.StartAsync());
        fixture.Hub.AddSmall("config.json", fixture.Config);
        fixture.Hub.AddLarge("onnx/weights.onnx", fixture.Weights);
        return fixture;
    }

    public static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public ModelStoreOptions Options() => new()
    {
        HubCache = Cache,
        Home = Path.Combine(Folder, "riveg"),
        HubEndpoint = Hub.Address,
    };

    public ModelStore Open(string? weightsSha256 = null, Func<ModelStoreOptions, ModelStoreOptions>? change = null) =>
        new((change ?? (o => o))(Options()), Manifest(weightsSha256), Time);

    public ModelManifest Manifest(string? weightsSha256 = null) => ModelManifest.Parse($$"""
        {
          "hosts": {
            "hub": { "kind": "hub", "address": "http://unused.invalid" },
            "git": { "kind": "git", "address": "{{Hub.Address}}" }
          },
          "models": [
            {
              "name": "toy", "purpose": "tests", "host": "hub", "repository": "org/toy", "revision": "main", "license": "MIT",
              "files": [
                { "path": "config.json" },
                { "path": "onnx/weights.onnx"{{(weightsSha256 is null ? "" : $", \"sha256\": \"{weightsSha256}\"")}} }
              ]
            },
            {
              "name": "git-toy", "purpose": "tests", "host": "git", "repository": "resolve", "revision": "abc", "license": "MIT",
              "files": [ { "path": "config.json" } ]
            }
          ]
        }
        """);

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>A clock on which every wait is over at once, and is remembered.</summary>
    internal sealed class SkippingTime : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Waits { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Enqueue(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
