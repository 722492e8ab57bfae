using Riveg.Faults;

namespace Riveg.Onnx.Store;

/// <summary>
/// Finds, fetches, checks and removes the models of a manifest. Files lie as Python's hub client lays them, so what either has fetched
/// serves both. Thread-safe; several processes may use one store at once.
/// </summary>
public sealed class ModelStore : IDisposable
{
    private const int HastyAttempts = 2;

    // How the host of ModelStoreOptions.Mirror is called among those of the manifest.
    private const string OwnMirror = "RIVEG_MODEL_MIRROR";

    private readonly ModelStoreOptions options;
    private readonly HubClient client;
    private readonly HubClient hasty;

    /// <summary>Opens a store; nothing is read or fetched yet.</summary>
    /// <param name="options">Where it is; from the environment if null.</param>
    /// <param name="manifest">The models; those of the package if null.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names every fault.</exception>
    public ModelStore(ModelStoreOptions? options = null, ModelManifest? manifest = null)
        : this(options ?? ModelStoreOptions.FromEnvironment(), manifest ?? ModelManifest.BuiltIn, TimeProvider.System)
    {
    }

    internal ModelStore(ModelStoreOptions options, ModelManifest manifest, TimeProvider time)
    {
        options.Validate();
        this.options = options;
        Manifest = manifest;
        var hosts = options.Mirror is { } mirror ? manifest.With(OwnMirror, new ModelHost(ModelHostKind.Web, mirror)) : manifest;
        client = new HubClient(options, hosts, time);

        // Where there is another source, a dead one is left sooner.
        hasty = new HubClient(options with { MaxAttempts = Math.Min(options.MaxAttempts, HastyAttempts) }, hosts, time);
    }

    /// <summary>The models that the store knows.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Whether nothing may be fetched.</summary>
    internal bool IsOffline => options.Offline;

    /// <summary>Where profiles look for a converted model of that name: <c>-o</c> of <c>riveg models convert</c> may point there.</summary>
    public string ConvertedFolder(string name) => Path.Combine(options.Home, "converted", name);

    /// <summary>What the store has of each model of the manifest, without reading the files.</summary>
    public IReadOnlyList<StoredModel> List() => [.. Manifest.Models.Select(Look)];

    /// <summary>What the store has of a model, without reading its files.</summary>
    /// <exception cref="ArgumentException">No model has that name.</exception>
    public StoredModel Find(string name) => Look(Manifest.Get(name));

    /// <summary>
    /// A model for use: every file there, and unchanged. Files whose size and time are as recorded are not read again; a hash that is not
    /// known is recorded now.
    /// </summary>
    /// <exception cref="ArgumentException">No model has that name.</exception>
    /// <exception cref="StageUnavailableException">A file is missing; the message names the command that brings it.</exception>
    /// <exception cref="ModelStoreException">A file is damaged.</exception>
    public async ValueTask<StoredModel> ResolveAsync(string name, CancellationToken cancellationToken = default)
    {
        var entry = Manifest.Get(name);
        var model = await CheckAsync(entry, cancellationToken).ConfigureAwait(false);
        if (model.Files.FirstOrDefault(f => f.State == StoredFileState.Missing) is { } missing)
        {
            throw new StageUnavailableException(
                $"Model '{entry.Name}' is not in the store ({missing.File.Path} is missing); run 'riveg models pull {entry.Name}'.");
        }

        return model.Files.FirstOrDefault(f => f.State == StoredFileState.Damaged) is { } damaged ? throw Damaged(entry, damaged) : model;
    }

    /// <summary>Fetches what is missing or damaged of a model, and checks it.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="progress">Told after every piece; null for none.</param>
    /// <param name="cancellationToken">Ends the download; what has come stays, and the next call goes on from there.</param>
    /// <exception cref="ArgumentException">No model has that name.</exception>
    /// <exception cref="ModelStoreException">The model cannot be fetched, or what came is not what it should be.</exception>
    public async ValueTask<StoredModel> PullAsync(
        string name, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var entry = Manifest.Get(name);
        var model = await CheckAsync(entry, cancellationToken).ConfigureAwait(false);
        if (model.Files.FirstOrDefault(f => f.State != StoredFileState.Verified) is not { } file)
        {
            return model;
        }

        if (options.Offline)
        {
                throw new ModelStoreException(
                    $"Model '{entry.Name}', file {file.File.Path} is {(file.State == StoredFileState.Missing ? "missing" : "damaged")}, "
                    + $"and HF_HUB_OFFLINE forbids fetching it; unset it, or run 'riveg models pull {entry.Name} --from DIR'.");
        }

        await WriteAsync(() => FetchAsync(entry, model, progress, cancellationToken)).ConfigureAwait(false);

        return await ResolveAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fills the store from files that were brought by other means.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="folder">
    /// Holds the files, anywhere below: under their names, or under any where the manifest knows size and hash.
    /// </param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentException">No model has that name.</exception>
    /// <exception cref="ModelStoreException">A file is missing from the folder, or is not what it should be.</exception>
    public async ValueTask<StoredModel> ImportAsync(string name, string folder, CancellationToken cancellationToken = default)
    {
        var entry = Manifest.Get(name);
        var found = new FoundFiles(folder);
        var sources = new List<(ModelFile File, string? Source)>();
        foreach (var file in entry.Files)
        {
            sources.Add((file, await found.FindAsync(file, cancellationToken).ConfigureAwait(false)));
        }

        if (sources.Where(s => s.Source is null).Select(s => s.File.Path).ToList() is { Count: > 0 } missing)
        {
            throw new ModelStoreException(
                $"Model '{entry.Name}': {folder} has no {string.Join(", no ", missing)}; put the files there under these names.");
        }

        await WriteAsync(() => CopyAsync(entry, [.. sources.Select(s => (s.File, s.Source!))], cancellationToken)).ConfigureAwait(false);
        return await ResolveAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads every file of a model and compares its hash with the known or the recorded one.</summary>
    /// <exception cref="ArgumentException">No model has that name.</exception>
    public async ValueTask<StoredModel> VerifyAsync(string name, CancellationToken cancellationToken = default)
    {
        var entry = Manifest.Get(name);
        var records = new HashRecords(options, entry);
        var isPacked = IsPacked(entry);
        return await StatesAsync(
            entry,
            records,
            (file, path) => isPacked
                ? HashRecords.ComputeAsync(path, cancellationToken)
                : records.RehashAsync(file, path, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the store has of a model, with hashes that are known or recorded; nothing is refused.</summary>
    /// <exception cref="ArgumentException">No model has that name.</exception>
    internal Task<StoredModel> CheckAsync(string name, CancellationToken cancellationToken) =>
        CheckAsync(Manifest.Get(name), cancellationToken);

    /// <summary>Removes a model's files and their recorded hashes. Files that other models or revisions use stay.</summary>
    /// <returns>Whether there was anything to remove.</returns>
    /// <exception cref="ArgumentException">No model has that name.</exception>
    public bool Remove(string name)
    {
        var entry = Manifest.Get(name);
        new HashRecords(options, entry).Clear();
        return CacheOf(entry).Remove();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        client.Dispose();
        hasty.Dispose();
    }

    private ModelStoreException Damaged(ModelEntry entry, StoredFile file) => new(IsPacked(entry)
        ? $"Model '{entry.Name}', file {file.Path} beside the program has the SHA-256 {file.Sha256}, not the expected one; "
            + $"take a package of models of this version ('riveg models pack PROFILE -o DIR'), "
            + $"or remove the folder {options.ProgramModels}."
        : $"Model '{entry.Name}', file {file.Path} has the SHA-256 {file.Sha256}, not the expected one; "
        + $"run 'riveg models remove {entry.Name}' and then 'riveg models pull {entry.Name}'.");

    private static void Refuse(ModelEntry entry, ModelFile file, string? expected, string actual, string where)
    {
        if (expected is not null && !string.Equals(expected, actual, StringComparison.Ordinal))
        {
            throw new ModelStoreException(
                $"Model '{entry.Name}', file {file.Path}: {where} has the SHA-256 {actual}, expected is {expected}; the file is refused.");
        }
    }

    // What lies beside the program is what it was packed with, so it comes first; half of a model is none.
    private bool IsPacked(ModelEntry entry) =>
        options.ProgramModels is not null && entry.Files.All(f => f.Sha256 is not null && File.Exists(PackedPath(entry, f)));

    private string PackedPath(ModelEntry entry, ModelFile file) =>
        Path.Combine(options.ProgramModels!, entry.Name, file.Path.Replace('/', Path.DirectorySeparatorChar));

    private ModelCache CacheOf(ModelEntry entry) => new(options, Manifest, entry);

    private StoredModel Look(ModelEntry entry)
    {
        var cache = CacheOf(entry);
        var isPacked = IsPacked(entry);
        return new StoredModel(entry, [.. entry.Files.Select(f => (isPacked ? PackedPath(entry, f) : cache.Find(f)) is { } path
            ? new StoredFile(f, StoredFileState.Present, path, null)
            : new StoredFile(f, StoredFileState.Missing, null, null))]);
    }

    private Task<StoredModel> CheckAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        var records = new HashRecords(options, entry);
        var isPacked = IsPacked(entry);
        return StatesAsync(
            entry,
            records,
            (file, path) => isPacked
                ? HashRecords.ComputeAsync(path, cancellationToken)
                : records.HashAsync(file, path, cancellationToken),
            cancellationToken);
    }

    private async Task<StoredModel> StatesAsync(
        ModelEntry entry, HashRecords records, Func<ModelFile, string, Task<string>> hashOf, CancellationToken cancellationToken)
    {
        var files = new List<StoredFile>();
        foreach (var file in Look(entry).Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.Path is null)
            {
                files.Add(file);
                continue;
            }

            var hash = await hashOf(file.File, file.Path).ConfigureAwait(false);
            var expected = file.File.Sha256 ?? records.Recorded(file.File);
            var state = expected is null || string.Equals(expected, hash, StringComparison.Ordinal)
                ? StoredFileState.Verified
                : StoredFileState.Damaged;
            files.Add(file with { State = state, Sha256 = hash });
        }

        return new StoredModel(entry, files);
    }

    /// <summary>Says of a place that cannot be written what to do about it.</summary>
    private async Task WriteAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The model store cannot be written ({e.Message}); set HF_HUB_CACHE and RIVEG_HOME to folders that can, "
                + $"or free space on {options.HubCache}.",
                e);
        }
    }

    /// <summary>Fetches from the mirror of the options, the model's own place, and its mirrors, until one gives it.</summary>
    private async Task FetchAsync(
        ModelEntry entry, StoredModel model, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var sources = SourcesOf(entry);
        var faults = new List<ModelStoreException>();
        foreach (var source in sources)
        {
            try
            {
                var from = source == sources[^1] ? client : hasty;
                await FetchAsync(entry, model, source, from, progress, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ModelStoreException e) when (sources.Count > 1)
            {
                faults.Add(e);
            }
        }

        if (UnreachableHosts.Join([.. faults.Select(f => f.Unreachable)]) is { } unreachable)
        {
            throw new ModelStoreException(
                $"Model '{entry.Name}': {unreachable}; check the network or the proxy, "
                + $"or run 'riveg models pull {entry.Name} --from DIR'.")
            {
                Unreachable = unreachable,
            };
        }

        throw new ModelStoreException(
            $"None of the {sources.Count} sources of model '{entry.Name}' gives it: "
            + string.Join(" ", faults.Select(f => f.Message).Distinct()));
    }

    private List<ModelSource> SourcesOf(ModelEntry entry)
    {
        var sources = new List<ModelSource> { new(entry, f => f, IsMirror: false) };
        sources.AddRange(entry.Mirrors.Select(m => new ModelSource(m.Of(entry), m.Of, IsMirror: true)));
        if (options.Mirror is not null && entry.Files.All(f => f.Sha256 is not null))
        {
            sources.Insert(0, new(entry with { Host = OwnMirror, Repository = entry.Name }, f => f, IsMirror: true));
        }

        return sources;
    }

    /// <summary>
    /// Fetches one snapshot: the commit that the revision stands at is asked for once, every file is fetched at that commit, and none is
    /// visible before all are there.
    /// </summary>
    private async Task FetchAsync(
        ModelEntry entry,
        StoredModel model,
        ModelSource source,
        HubClient from,
        IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        var cache = CacheOf(entry);
        var records = new HashRecords(options, entry);
        var wanted = model.Files.Where(f => f.State != StoredFileState.Verified).Select(f => f.File).ToList();
        var described = await from.DescribeAsync(source.Model, source.FileOf(wanted[0]), commit: null, cancellationToken)
            .ConfigureAwait(false);

        // A mirror's commits are not the model's.
        var commit = (source.IsMirror ? cache.Commit : described.Commit) ?? entry.Revision;
        if (cache.Commit is { } present && present != commit)
        {
            // The revision has moved on; of its new snapshot nothing is there but the blobs that did not change.
            wanted = [wanted[0], .. entry.Files.Where(f => f != wanted[0])];
        }

        var blobs = new List<(ModelFile File, string ETag, string Hash)>();
        foreach (var file in wanted)
        {
            var asked = source.FileOf(file);
            var remote = file == wanted[0]
                ? described
                : await from.DescribeAsync(source.Model, asked, described.Commit, cancellationToken).ConfigureAwait(false);
            var expected = file.Sha256 ?? records.Recorded(file) ?? remote.Sha256;
            var hash = await FetchBlobAsync(
                cache,
                expected,
                partial => from.DownloadAsync(source.Model, asked, remote, partial, progress, cancellationToken),
                (actual, where) => Refuse(entry, file, expected, actual, where),
                remote.ETag,
                cancellationToken).ConfigureAwait(false);
            if (blobs.FirstOrDefault(b => b.ETag == remote.ETag && b.Hash != hash).File is { } other)
            {
                throw new ModelStoreException(
                    $"Model '{entry.Name}': the server gives {file.Path} and {other.Path} one ETag but two contents; "
                    + "nothing was installed.");
            }

            blobs.Add((file, remote.ETag, hash));
        }

        cache.Publish([.. blobs.Select(b => (b.File, b.ETag))], commit);
        foreach (var (file, _, hash) in blobs)
        {
            await records.RecordAsync(file, cache.PathOf(file, commit), hash, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>The hash of the blob, which is the expected one where one is expected.</returns>
    private async Task<string> FetchBlobAsync(
        ModelCache cache,
        string? expected,
        Func<string, Task> download,
        Action<string, string> refuse,
        string etag,
        CancellationToken cancellationToken)
    {
        var blob = cache.BlobPath(etag);
        using var guard = await FileLock.AcquireAsync(cache.LockPath(etag), options.LockTimeout, cancellationToken).ConfigureAwait(false);
        var hash = File.Exists(blob) ? await HashRecords.ComputeAsync(blob, cancellationToken).ConfigureAwait(false) : null;
        if (hash is not null && (expected is null || hash == expected))
        {
            return hash;
        }

        var partial = blob + ".incomplete";
        await download(partial).ConfigureAwait(false);
        hash = await HashRecords.ComputeAsync(partial, cancellationToken).ConfigureAwait(false);
        if (expected is not null && hash != expected)
        {
            new PartialDownload(partial).Restart();
            refuse(hash, "what the server sent");
        }

        new PartialDownload(partial).MoveTo(blob);
        return hash;
    }

    /// <summary>Copies files into the store; none is visible before all are checked.</summary>
    private async Task CopyAsync(
        ModelEntry entry, IReadOnlyList<(ModelFile File, string Source)> sources, CancellationToken cancellationToken)
    {
        var cache = CacheOf(entry);
        var records = new HashRecords(options, entry);
        var blobs = new List<(ModelFile File, string Hash)>();
        foreach (var (file, source) in sources)
        {
            var temporary = cache.BlobPath($"{Guid.NewGuid():n}.tmp");
            Directory.CreateDirectory(Path.GetDirectoryName(temporary)!);
            try
            {
                // The copy is what is checked: the source may change at any time.
                File.Copy(source, temporary);
                var hash = await HashRecords.ComputeAsync(temporary, cancellationToken).ConfigureAwait(false);
                Refuse(entry, file, file.Sha256 ?? records.Recorded(file), hash, source);
                using var guard = await FileLock.AcquireAsync(cache.LockPath(hash), options.LockTimeout, cancellationToken)
                    .ConfigureAwait(false);
                File.Move(temporary, cache.BlobPath(hash), overwrite: true);
                blobs.Add((file, hash));
            }
            finally
            {
                File.Delete(temporary);
            }
        }

        var commit = cache.Commit ?? entry.Revision;
        cache.Publish([.. blobs.Select(b => (b.File, b.Hash))], commit);
        foreach (var (file, hash) in blobs)
        {
            await records.RecordAsync(file, cache.PathOf(file, commit), hash, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Where a model's files are asked for.</summary>
    /// <param name="Model">As the source has it.</param>
    /// <param name="FileOf">The file as the source has it.</param>
    /// <param name="IsMirror">Whether it is another place than the model's own.</param>
    private sealed record ModelSource(ModelEntry Model, Func<ModelFile, ModelFile> FileOf, bool IsMirror);
}
