using Riveg.Faults;
using Riveg.Onnx.Store;

namespace Riveg.Onnx.Tests.Store;

public sealed class ModelLocatorTests : IDisposable
{
    private const string Manifest = """
        {
          "hosts": { "h": { "kind": "web", "address": "https://h.invalid" } },
          "models": [
            { "name": "one", "purpose": "p", "host": "h", "repository": "r", "revision": "1", "license": "MIT", "files": [{ "path": "a.onnx" }] },
            { "name": "pair", "purpose": "p", "host": "h", "repository": "r", "revision": "1", "license": "MIT", "files": [{ "path": "onnx/a.onnx" }, { "path": "onnx/b.onnx" }] },
            {
              "name": "checkpoint", "purpose": "p", "host": "h", "repository": "r", "revision": "1", "license": "MIT", "architecture": "bert",
              "files": [{ "path": "config.json" }, { "path": "model.safetensors" }]
            }
          ]
        }
        """;

    private readonly TemporaryFolder folder = new();
    private readonly ModelStore store;
    private readonly ModelLocator locator;

    public ModelLocatorTests()
    {
        store = new ModelStore(
            new ModelStoreOptions { HubCache = folder["hub"], Home = folder["home"], Offline = true }, ModelManifest.Parse(Manifest));
        locator = new ModelLocator(store);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task LocateAsync_PathOrConvertedName_IsTheFolder()
    {
        Directory.CreateDirectory(folder["base/model"]);
        Directory.CreateDirectory(store.ConvertedFolder("tagger"));

        Assert.Equal(folder["base/model"], await locator.LocateAsync("model", folder["base"], Cancel));
        Assert.Equal(store.ConvertedFolder("tagger"), await locator.LocateAsync("tagger", folder["base"], Cancel));
    }

    [Fact]
    public async Task LocateAsync_ModelOfTheStore_IsItsFileOrItsFolder()
    {
        await FillAsync("one", "a.onnx");
        await FillAsync("pair", "a.onnx", "b.onnx");

        Assert.EndsWith("snapshots/1/a.onnx", await locator.LocateAsync("one", ".", Cancel));
        Assert.EndsWith("snapshots/1/onnx", await locator.LocateAsync("pair", ".", Cancel));
    }

    [Fact]
    public async Task MissingReason_Checkpoint_NamesPullAndThenConvert()
    {
        var target = store.ConvertedFolder("checkpoint");
        Assert.Equal(
            $"Model 'checkpoint' is not in the store; run 'riveg models pull checkpoint', "
            + $"then 'riveg models convert \"$(riveg models path checkpoint)\" --architecture bert -o {target}'.",
            locator.MissingReason("checkpoint", "."));

        await FillAsync("checkpoint", "config.json", "model.safetensors");
        var weights = store.Find("checkpoint").Location;
        Assert.EndsWith("model.safetensors", weights);
        Assert.Equal(
            $"Model 'checkpoint' is a checkpoint; run 'riveg models convert {weights} --architecture bert -o {target}'.",
            locator.MissingReason("checkpoint", "."));
        await Assert.ThrowsAsync<StageUnavailableException>(async () => await locator.LocateAsync("checkpoint", ".", Cancel));
    }

    [Fact]
    public async Task LocateAsync_DamagedFile_IsRefused()
    {
        await FillAsync("one", "a.onnx");
        await File.WriteAllTextAsync(store.Find("one").Location!, "other bytes", Cancel);

        await Assert.ThrowsAsync<ModelStoreException>(async () => await locator.LocateAsync("one", ".", Cancel));
    }

    private async Task FillAsync(string name, params string[] files)
    {
        var source = Directory.CreateDirectory(folder["source-" + name]).FullName;
        foreach (var file in files)
        {
            await File.WriteAllTextAsync(Path.Combine(source, file), name + file, Cancel);
        }

        await store.ImportAsync(name, source, Cancel);
    }
}
