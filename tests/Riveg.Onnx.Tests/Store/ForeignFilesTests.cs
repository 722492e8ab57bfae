using System.Diagnostics;
using Riveg.Onnx.Store;

namespace Riveg.Onnx.Tests.Store;

/// <summary>A cache in which others have put files and links, or which nobody may write.</summary>
public sealed class ForeignFilesTests : IAsyncLifetime
{
    private StoreFixture fixture = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Repository => Path.Combine(fixture.Cache, "models--org--toy");

    private string Snapshot => Path.Combine(Repository, "snapshots", LoopbackHub.Commit);

    private string Mine => Path.Combine(fixture.Folder, "mine");

    public async ValueTask InitializeAsync()
    {
        fixture = await StoreFixture.StartAsync();
        Directory.CreateDirectory(Path.Combine(Mine, "onnx"));
        await File.WriteAllBytesAsync(Path.Combine(Mine, "config.json"), fixture.Config, Cancel);
        await File.WriteAllBytesAsync(Path.Combine(Mine, "onnx", "weights.onnx"), fixture.Weights, Cancel);
        Directory.CreateDirectory(Path.Combine(Repository, "refs"));
        await File.WriteAllTextAsync(Path.Combine(Repository, "refs", "main"), LoopbackHub.Commit + "\n", Cancel);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public void Remove_LinksToOwnFiles_RemovesTheLinksAlone()
    {
        Directory.CreateDirectory(Path.Combine(Snapshot, "onnx"));
        File.CreateSymbolicLink(Path.Combine(Snapshot, "config.json"), Path.Combine(Mine, "config.json"));
        File.CreateSymbolicLink(Path.Combine(Snapshot, "onnx", "weights.onnx"), Path.Combine(Mine, "onnx", "weights.onnx"));

        AssertRemovedWithoutMine();
    }

    [Fact]
    public void Remove_SnapshotThatIsALink_RemovesTheLinkAlone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Snapshot)!);
        Directory.CreateSymbolicLink(Snapshot, Mine);

        AssertRemovedWithoutMine();
    }

    [Fact]
    public void Remove_FolderInASnapshotThatIsALink_RemovesTheLinkAlone()
    {
        Directory.CreateDirectory(Snapshot);
        File.Copy(Path.Combine(Mine, "config.json"), Path.Combine(Snapshot, "config.json"));
        Directory.CreateSymbolicLink(Path.Combine(Snapshot, "onnx"), Path.Combine(Mine, "onnx"));

        AssertRemovedWithoutMine();
    }

    [Fact]
    public void Remove_ModelFolderThatIsALink_RemovesTheLinkAlone()
    {
        Directory.Delete(Repository, recursive: true);
        var moved = Directory.CreateDirectory(Path.Combine(fixture.Folder, "moved", "snapshots", "main")).FullName;
        File.Copy(Path.Combine(Mine, "config.json"), Path.Combine(moved, "config.json"));
        Directory.CreateSymbolicLink(Repository, Path.Combine(fixture.Folder, "moved"));
        using var store = fixture.Open();

        Assert.True(store.Remove("toy"));

        Assert.False(Path.Exists(Repository));
        Assert.True(File.Exists(Path.Combine(moved, "config.json")));
    }

    [Fact]
    public void Remove_BlobThatIsALink_LeavesWhatItPointsTo()
    {
        Directory.CreateDirectory(Path.Combine(Repository, "blobs"));
        Directory.CreateDirectory(Snapshot);
        File.CreateSymbolicLink(Path.Combine(Repository, "blobs", "etag"), Path.Combine(Mine, "config.json"));
        File.CreateSymbolicLink(Path.Combine(Snapshot, "config.json"), Path.Combine("..", "..", "blobs", "etag"));

        AssertRemovedWithoutMine();
    }

    [Fact]
    public async Task Remove_OtherFilesInTheModelsFolder_StayThere()
    {
        using var store = fixture.Open();
        await store.PullAsync("toy", cancellationToken: Cancel);
        var note = Path.Combine(Snapshot, "note.txt");
        await File.WriteAllTextAsync(note, "mine", Cancel);
        await File.WriteAllTextAsync(Path.Combine(Repository, "README.md"), "mine", Cancel);

        Assert.True(store.Remove("toy"));
        Assert.True(File.Exists(note));

        File.Delete(note);
        await store.PullAsync("toy", cancellationToken: Cancel);
        Assert.True(store.Remove("toy"));
        Assert.Equal(["README.md"], Directory.GetFileSystemEntries(Repository).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Remove_BlobThatAnotherSnapshotUses_LeavesIt()
    {
        using var store = fixture.Open();
        await store.PullAsync("toy", cancellationToken: Cancel);
        var blob = StoreFixture.Sha256(fixture.Weights);
        var other = Directory.CreateDirectory(Path.Combine(Repository, "snapshots", "other")).FullName;
        File.CreateSymbolicLink(Path.Combine(other, "weights.onnx"), Path.Combine("..", "..", "blobs", blob));
        Directory.CreateSymbolicLink(Path.Combine(other, "loop"), Repository);

        Assert.True(store.Remove("toy"));

        Assert.Equal([blob], Directory.GetFiles(Path.Combine(Repository, "blobs")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task PullAsync_SnapshotThatIsALink_WritesNothingBehindIt()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Snapshot)!);
        Directory.CreateSymbolicLink(Snapshot, Mine);
        File.Delete(Path.Combine(Mine, "config.json"));
        using var store = fixture.Open();

        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));

        Assert.Equal(
            $"Model 'toy': {Snapshot} is a link that leads out of the store; remove it, then run 'riveg models pull toy'.", error.Message);
        Assert.False(File.Exists(Path.Combine(Mine, "config.json")));
    }

    /// <summary>A file stands where the folder of the records would be made: nobody can write there, root included.</summary>
    [Fact]
    public async Task ResolveAsync_NoPlaceForRecords_UsesWhatIsThere()
    {
        CopyMine();
        await File.WriteAllTextAsync(Path.Combine(fixture.Folder, "riveg"), "no folder", Cancel);
        using var store = fixture.Open();

        var model = await store.ResolveAsync("toy", Cancel);

        Assert.Equal(StoreFixture.Sha256(fixture.Config), model.Files[0].Sha256);
        Assert.True((await store.VerifyAsync("toy", Cancel)).IsUsable);
        Assert.True((await store.PullAsync("toy", cancellationToken: Cancel)).IsUsable);
    }

    [Fact]
    public async Task ResolveAsync_ReadOnlyDisk_UsesWhatIsThereAndPullSaysWhatToDo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Read-only mounts are made in Linux's way.");
        CopyMine();
        Directory.CreateDirectory(Path.Combine(fixture.Folder, "riveg", "hashes"));
        await File.WriteAllTextAsync(Path.Combine(fixture.Folder, "riveg", "hashes", "toy.json.lock"), "", Cancel);
        var disk = Directory.CreateTempSubdirectory("riveg-read-only-").FullName;
        Assert.SkipUnless(
            await MountAsync("--bind", fixture.Folder, disk) && await MountAsync("-o", "remount,ro,bind", disk), "No right to mount here.");
        try
        {
            using var store = fixture.Open(
                change: o => o with { HubCache = Path.Combine(disk, "hub"), Home = Path.Combine(disk, "riveg") });

            Assert.True((await store.ResolveAsync("toy", Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancel)).IsUsable);

            File.Delete(Path.Combine(Snapshot, "config.json"));
            var error = await Assert.ThrowsAsync<IOException>(
                async () => await store.PullAsync("toy", cancellationToken: Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancel));
            Assert.StartsWith("The model store cannot be written (", error.Message);
            Assert.Throws<IOException>(() => store.Remove("toy"));
        }
        finally
        {
            using var unmount = Process.Start("umount", [disk]);
            await unmount.WaitForExitAsync(Cancel);
            Directory.Delete(disk);
        }
    }

    [Fact]
    public async Task PullAsync_LockThatIsNeverLetGo_IsGivenUp()
    {
        var path = Path.Combine(fixture.Cache, ".locks", "models--org--toy", $"small200x{fixture.Config[0]}.lock");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var held = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        using var store = fixture.Open(change: o => o with { LockTimeout = TimeSpan.FromMilliseconds(200) });

        var error = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.PullAsync("toy", cancellationToken: Cancel));

        Assert.StartsWith($"Another process has held {path} for ", error.Message);
    }

    private static async Task<bool> MountAsync(params string[] arguments)
    {
        try
        {
            using var mount = Process.Start(
                new ProcessStartInfo("mount", arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            await mount.WaitForExitAsync(Cancel);
            return mount.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private void CopyMine()
    {
        Directory.CreateDirectory(Path.Combine(Snapshot, "onnx"));
        File.Copy(Path.Combine(Mine, "config.json"), Path.Combine(Snapshot, "config.json"));
        File.Copy(Path.Combine(Mine, "onnx", "weights.onnx"), Path.Combine(Snapshot, "onnx", "weights.onnx"));
    }

    private void AssertRemovedWithoutMine()
    {
        using var store = fixture.Open();

        Assert.True(store.Remove("toy"));

        Assert.All(store.Find("toy").Files, f => Assert.Equal(StoredFileState.Missing, f.State));
        Assert.Equal(fixture.Config, File.ReadAllBytes(Path.Combine(Mine, "config.json")));
        Assert.Equal(fixture.Weights, File.ReadAllBytes(Path.Combine(Mine, "onnx", "weights.onnx")));
        Assert.False(Path.Exists(Path.Combine(Repository, "blobs", "etag")));
        Assert.False(Directory.Exists(Path.Combine(Repository, "snapshots")));
    }
}
