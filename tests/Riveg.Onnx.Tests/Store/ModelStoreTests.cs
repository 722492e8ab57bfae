using Riveg.Faults;
using Riveg.Onnx.Store;

namespace Riveg.Onnx.Tests.Store;

public sealed class ModelStoreTests : IAsyncLifetime
{
    private StoreFixture fixture = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => fixture = await StoreFixture.StartAsync();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task PullAsync_EmptyStore_LaysFilesAsTheHubClientDoes()
    {
        using var store = fixture.Open();

        var model = await store.PullAsync("toy", cancellationToken: Cancel);

        var repository = Path.Combine(fixture.Cache, "models--org--toy");
        var snapshot = Path.Combine(repository, "snapshots", LoopbackHub.Commit);
        Assert.Equal(LoopbackHub.Commit, await File.ReadAllTextAsync(Path.Combine(repository, "refs", "main"), Cancel));
        Assert.Equal(fixture.Config, await File.ReadAllBytesAsync(Path.Combine(snapshot, "config.json"), Cancel));
        Assert.Equal(fixture.Weights, await File.ReadAllBytesAsync(Path.Combine(snapshot, "onnx", "weights.onnx"), Cancel));
        var link = new FileInfo(Path.Combine(snapshot, "onnx", "weights.onnx")).LinkTarget;
        Assert.Equal(Path.Combine("..", "..", "..", "blobs", StoreFixture.Sha256(fixture.Weights)), link);
        Assert.All(model.Files, f => Assert.Equal(StoredFileState.Verified, f.State));
        Assert.Equal(Path.Combine(snapshot, "onnx", "weights.onnx"), model.PathOf("weights.onnx"));
    }

    [Fact]
    public async Task PullAsync_GitHost_LiesInTheSiblingLayout()
    {
        using var store = fixture.Open();

        var model = await store.PullAsync("git-toy", cancellationToken: Cancel);

        Assert.Equal(Path.Combine(fixture.Folder, "riveg", "git--resolve", "snapshots", "abc", "config.json"), model.PathOf("config.json"));
    }

    [Fact]
    public async Task PullAsync_FilesAlreadyThere_AsksNothing()
    {
        using var store = fixture.Open();
        await store.PullAsync("toy", cancellationToken: Cancel);
        fixture.Hub.HubRequests.Clear();

        await store.PullAsync("toy", cancellationToken: Cancel);

        Assert.Empty(fixture.Hub.HubRequests);
    }

    [Fact]
    public async Task ResolveAsync_FilesFetchedByPython_AreFoundAndRecorded()
    {
        var repository = Path.Combine(fixture.Cache, "models--org--toy");
        var snapshot = Path.Combine(repository, "snapshots", LoopbackHub.Commit);
        Directory.CreateDirectory(Path.Combine(snapshot, "onnx"));
        Directory.CreateDirectory(Path.Combine(repository, "refs"));
        await File.WriteAllTextAsync(Path.Combine(repository, "refs", "main"), LoopbackHub.Commit, Cancel);
        await File.WriteAllBytesAsync(Path.Combine(snapshot, "config.json"), fixture.Config, Cancel);
        await File.WriteAllBytesAsync(Path.Combine(snapshot, "onnx", "weights.onnx"), fixture.Weights, Cancel);
        using var store = fixture.Open(StoreFixture.Sha256(fixture.Weights));

        var model = await store.ResolveAsync("toy", Cancel);

        Assert.Equal(StoreFixture.Sha256(fixture.Config), model.Files[0].Sha256);
        Assert.Empty(fixture.Hub.HubRequests);
    }

    [Fact]
    public async Task PullAsync_Token_GoesToTheHubOnly()
    {
        using var store = fixture.Open(change: o => o with { HubToken = "hf_secret" });

        await store.PullAsync("toy", cancellationToken: Cancel);

        Assert.All(fixture.Hub.HubRequests, r => Assert.Equal("Bearer hf_secret", r.Authorization));
        Assert.NotEmpty(fixture.Hub.StorageRequests);
        Assert.All(fixture.Hub.StorageRequests, r => Assert.Equal("", r.Authorization));
    }

    [Fact]
    public async Task PullAsync_TokenAndOtherHost_IsNotSent()
    {
        using var store = fixture.Open(change: o => o with { HubToken = "hf_secret" });

        await store.PullAsync("git-toy", cancellationToken: Cancel);

        Assert.All(fixture.Hub.HubRequests, r => Assert.Equal("", r.Authorization));
    }

    [Fact]
    public async Task PullAsync_CutOff_GoesOnWhereItStopped()
    {
        fixture.Hub.FailStorage(fixture.Hub.CutOffAfter(100_000));
        using var store = fixture.Open();

        var model = await store.PullAsync("toy", cancellationToken: Cancel);

        Assert.Equal("bytes=100000-", Assert.Single(fixture.Hub.StorageRequests).Range);
        Assert.Equal(fixture.Weights, await File.ReadAllBytesAsync(model.PathOf("weights.onnx"), Cancel));
    }

    [Fact]
    public async Task PullAsync_NoProgressAnyMore_SaysHowToGoOn()
    {
        fixture.Hub.FailStorage(fixture.Hub.CutOffAfter(1000));
        fixture.Hub.FailStorage(fixture.Hub.StallAfter(0), times: 20);
        using var store = fixture.Open(change: o => o with { StallTimeout = TimeSpan.FromMilliseconds(500), MaxAttempts = 3 });

        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));

        Assert.Contains("weights.onnx: the download broke off", error.Message);
        Assert.Contains("run 'riveg models pull toy' again to go on from 1000 bytes", error.Message);
    }

    [Fact]
    public async Task PullAsync_BrokenOffInAnEarlierProcess_GoesOnWhereItStopped()
    {
        fixture.Hub.FailStorage(fixture.Hub.CutOffAfter(5000));
        fixture.Hub.FailStorage(LoopbackHub.Status(403));
        using (var first = fixture.Open())
        {
            await Assert.ThrowsAsync<ModelStoreException>(async () => await first.PullAsync("toy", cancellationToken: Cancel));
        }

        using var second = fixture.Open();
        await second.PullAsync("toy", cancellationToken: Cancel);

        Assert.Equal("bytes=5000-", Assert.Single(fixture.Hub.StorageRequests).Range);
    }

    [Fact]
    public async Task PullAsync_PartOfAnotherVersion_IsFetchedAnew()
    {
        fixture.Hub.FailStorage(fixture.Hub.CutOffAfter(5000));
        fixture.Hub.FailStorage(LoopbackHub.Status(403));
        using var store = fixture.Open();
        await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));
        var partial = Directory.GetFiles(Path.Combine(fixture.Cache, "models--org--toy", "blobs"), "*.incomplete").Single();
        await File.WriteAllTextAsync(partial + ".etag", "\"another-version\"", Cancel);

        var model = await store.PullAsync("toy", cancellationToken: Cancel);

        Assert.Equal(fixture.Weights, await File.ReadAllBytesAsync(model.PathOf("weights.onnx"), Cancel));
    }

    [Fact]
    public async Task PullAsync_Stalled_AsksAgain()
    {
        fixture.Hub.FailStorage(fixture.Hub.StallAfter(1000));
        using var store = fixture.Open(change: o => o with { StallTimeout = TimeSpan.FromMilliseconds(500) });

        var model = await store.PullAsync("toy", cancellationToken: Cancel);

        Assert.Equal(fixture.Weights, await File.ReadAllBytesAsync(model.PathOf("weights.onnx"), Cancel));
    }

    [Fact]
    public async Task PullAsync_Busy_WaitsAsLongAsTheServerAsks()
    {
        fixture.Hub.FailHub(LoopbackHub.Status(429, retryAfter: "17"));
        using var store = fixture.Open();

        await store.PullAsync("toy", cancellationToken: Cancel);

        Assert.Contains(TimeSpan.FromSeconds(17), fixture.Time.Waits);
    }

    [Fact]
    public async Task PullAsync_BusyForHours_SaysSo()
    {
        fixture.Hub.FailHub(LoopbackHub.Status(429, retryAfter: "7200"));
        using var store = fixture.Open();

        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));

        Assert.Contains("asks to wait 120 minutes", error.Message);
    }

    [Fact]
    public async Task PullAsync_ServerErrorOnce_AsksAgain()
    {
        fixture.Hub.FailHub(LoopbackHub.Status(503));
        using var store = fixture.Open();

        Assert.True((await store.PullAsync("toy", cancellationToken: Cancel)).IsUsable);
    }

    [Theory]
    [InlineData(401, null, "set HF_TOKEN to one that may read org/toy")]
    [InlineData(403, "hf_secret", "accepted the model's terms")]
    [InlineData(404, null, "run 'riveg models pull toy --from DIR'")]
    [InlineData(400, null, "the server answers 400")]
    public async Task PullAsync_Refused_SaysWhatToDo(int status, string? token, string expected)
    {
        fixture.Hub.FailHub(LoopbackHub.Status(status));
        using var store = fixture.Open(change: o => o with { HubToken = token });

        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));

        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain("hf_secret", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task PullAsync_RedirectsInCircles_IsRefused()
    {
        fixture.Hub.FailHub(
            context =>
            {
                context.Response.StatusCode = 307;
                context.Response.Headers.Location = context.Request.Path.Value;
                return Task.FromResult(true);
            },
            times: 20);
        using var store = fixture.Open();

        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));

        Assert.Contains("redirects in circles", error.Message);
    }

    [Fact]
    public async Task PullAsync_OtherBytesThanTheManifestsHash_AreRefusedAndNotKept()
    {
        using var store = fixture.Open(new string('a', 64));

        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));

        Assert.Contains("weights.onnx: what the server sent has the SHA-256 " + StoreFixture.Sha256(fixture.Weights), error.Message);
        Assert.Equal(StoredFileState.Missing, store.Find("toy").Files[1].State);
        Assert.Single(Directory.GetFiles(Path.Combine(fixture.Cache, "models--org--toy", "blobs")));
    }

    [Fact]
    public async Task PullAsync_OtherBytesThanTheHubPromised_AreRefused()
    {
        fixture.Hub.Falsify("onnx/weights.onnx", StoreFixture.Bytes(fixture.Weights.Length, 99));
        using var store = fixture.Open();

        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));

        Assert.Contains("the file is refused", error.Message);
    }

    [Fact]
    public async Task PullAsync_UnknownHash_IsRecordedAndHeldTo()
    {
        using var store = fixture.Open();
        await store.PullAsync("toy", cancellationToken: Cancel);
        Directory.Delete(fixture.Cache, recursive: true);
        fixture.Hub.AddSmall("config.json", StoreFixture.Bytes(200, 77));

        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));

        Assert.Contains($"expected is {StoreFixture.Sha256(fixture.Config)}", error.Message);
    }

    [Fact]
    public async Task VerifyAsync_ChangedFile_IsDamaged()
    {
        using var store = fixture.Open();
        var model = await store.PullAsync("toy", cancellationToken: Cancel);
        await File.WriteAllBytesAsync(model.PathOf("config.json"), StoreFixture.Bytes(200, 3), Cancel);

        var verified = await store.VerifyAsync("toy", Cancel);

        Assert.Equal([StoredFileState.Damaged, StoredFileState.Verified], verified.Files.Select(f => f.State));
        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.ResolveAsync("toy", Cancel));
        Assert.Contains("config.json has the SHA-256", error.Message);
        Assert.True((await store.PullAsync("toy", cancellationToken: Cancel)).IsUsable);
    }

    [Fact]
    public async Task ResolveAsync_Missing_NamesTheCommand()
    {
        using var store = fixture.Open();

        var error = await Assert.ThrowsAsync<StageUnavailableException>(async () => await store.ResolveAsync("toy", Cancel));

        Assert.Equal("Model 'toy' is not in the store (config.json is missing); run 'riveg models pull toy'.", error.Message);
    }

    [Fact]
    public async Task PullAsync_Offline_UsesWhatIsThereAndFetchesNothing()
    {
        using (var online = fixture.Open())
        {
            await online.PullAsync("git-toy", cancellationToken: Cancel);
        }

        using var store = fixture.Open(change: o => o with { Offline = true });

        Assert.True((await store.PullAsync("git-toy", cancellationToken: Cancel)).IsUsable);
        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));
        Assert.Contains("HF_HUB_OFFLINE forbids fetching it", error.Message);
    }

    [Fact]
    public async Task ImportAsync_Folder_FillsTheStore()
    {
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Folder, "brought")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "config.json"), fixture.Config, Cancel);
        await File.WriteAllBytesAsync(Path.Combine(folder, "weights.onnx"), fixture.Weights, Cancel);
        using var store = fixture.Open(StoreFixture.Sha256(fixture.Weights), o => o with { Offline = true });

        await store.ImportAsync("toy", folder, Cancel);

        Assert.Equal(
            fixture.Weights, await File.ReadAllBytesAsync((await store.ResolveAsync("toy", Cancel)).PathOf("weights.onnx"), Cancel));
    }

    [Fact]
    public async Task ImportAsync_WrongOrMissingFiles_AreRefused()
    {
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Folder, "brought")).FullName;
        using var store = fixture.Open(StoreFixture.Sha256(fixture.Weights));

        var missing = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.ImportAsync("toy", folder, Cancel));
        Assert.Contains("has no config.json, no onnx/weights.onnx", missing.Message);

        await File.WriteAllBytesAsync(Path.Combine(folder, "config.json"), fixture.Config, Cancel);
        await File.WriteAllBytesAsync(Path.Combine(folder, "weights.onnx"), fixture.Config, Cancel);
        var wrong = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.ImportAsync("toy", folder, Cancel));
        Assert.Contains("the file is refused", wrong.Message);
    }

    [Fact]
    public async Task Remove_PulledModel_LeavesNothing()
    {
        using var store = fixture.Open();
        await store.PullAsync("toy", cancellationToken: Cancel);

        Assert.True(store.Remove("toy"));

        Assert.False(Directory.Exists(Path.Combine(fixture.Cache, "models--org--toy")));
        Assert.All(store.Find("toy").Files, f => Assert.Equal(StoredFileState.Missing, f.State));
        Assert.False(store.Remove("toy"));
    }

    [Fact]
    public async Task PullAsync_SeveralStoresAtOnce_FetchOnce()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => fixture.Open()).ToList();

        await Task.WhenAll(stores.Select(s => s.PullAsync("toy", cancellationToken: Cancel).AsTask()));

        Assert.Single(fixture.Hub.StorageRequests, r => r.Method == "GET");
        Assert.Empty(Directory.GetFiles(fixture.Cache, "*.incomplete*", SearchOption.AllDirectories));
        stores.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task PullAsync_Progress_EndsAtTheTotal()
    {
        var reports = new List<DownloadProgress>();
        using var store = fixture.Open();

        await store.PullAsync("toy", new Listener(reports.Add), Cancel);

        Assert.Equal(new DownloadProgress("toy", "onnx/weights.onnx", fixture.Weights.Length, fixture.Weights.Length), reports[^1]);
        Assert.All(reports, r => Assert.True(r.Received <= r.Total));
    }

    [Fact]
    public async Task PullAsync_Cancelled_KeepsThePart()
    {
        using var stop = new CancellationTokenSource();
        using var store = fixture.Open();
        var progress = new Listener(p =>
        {
            if (p.Received > 0 && p.File == "onnx/weights.onnx")
            {
                stop.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.PullAsync("toy", progress, stop.Token));

        Assert.True(new FileInfo(Directory.GetFiles(fixture.Cache, "*.incomplete", SearchOption.AllDirectories).Single()).Length > 0);
        Assert.True((await store.PullAsync("toy", cancellationToken: Cancel)).IsUsable);
    }

    [Fact]
    public void Constructor_WrongOptions_NamesEveryFault()
    {
        var options = fixture.Options() with { MaxAttempts = 0, StallTimeout = TimeSpan.Zero, HubEndpoint = "hub.example" };

        var error = Assert.Throws<ArgumentException>(() => new ModelStore(options));

        Assert.Equal(
            "The model store's options are wrong: StallTimeout is 0 seconds, must be above 0 seconds; MaxAttempts is 0, "
            + "must be at least 1; "
            + "HubEndpoint (HF_ENDPOINT) must be an address that begins with http:// or https://, not 'hub.example'.",
            error.Message);
    }

    private sealed class Listener(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }
}
