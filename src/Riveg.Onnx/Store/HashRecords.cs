using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace Riveg.Onnx.Store;

/// <summary>
/// The hashes of a model's files as they were first seen (or last computed), with size and time, so that an unchanged file of gigabytes is
/// not read again at every start. One JSON file for each model.
/// </summary>
internal sealed class HashRecords
{
    /// <summary>Records are written in moments; who holds the lock longer hangs.</summary>
    private static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(1);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string path;

    public HashRecords(ModelStoreOptions options, ModelEntry model) => path = Path.Combine(options.Home, "hashes", model.Name + ".json");

    /// <summary>The hash recorded for a file; null where none is.</summary>
    public string? Recorded(ModelFile file) => Read().GetValueOrDefault(file.Path)?.Sha256;

    /// <summary>
    /// The hash of a file: the recorded one where size and time are unchanged, else computed and, where none was recorded, recorded.
    /// </summary>
    public async Task<string> HashAsync(ModelFile file, string filePath, CancellationToken cancellationToken)
    {
        var stamp = Stamp(filePath);
        var record = Read().GetValueOrDefault(file.Path);
        if (record is not null && record.Size == stamp.Size && record.ModifiedTicks == stamp.ModifiedTicks)
        {
            return record.Sha256;
        }

        return await RehashAsync(file, filePath, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The hash of a file, computed anew; recorded where it is the first one or confirms the record. A place that cannot be written takes
    /// no record, and the file is read again next time.
    /// </summary>
    public async Task<string> RehashAsync(ModelFile file, string filePath, CancellationToken cancellationToken)
    {
        var record = Read().GetValueOrDefault(file.Path);
        var hash = await ComputeAsync(filePath, cancellationToken).ConfigureAwait(false);
        if (record is null || string.Equals(record.Sha256, hash, StringComparison.Ordinal))
        {
            try
            {
                await RecordAsync(file, filePath, hash, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A read-only store serves all the same.
            }
        }

        return hash;
    }

    /// <summary>Records a hash that was just computed.</summary>
    public async Task RecordAsync(ModelFile file, string filePath, string hash, CancellationToken cancellationToken)
    {
        using var guard = await FileLock.AcquireAsync(path + ".lock", LockLimit, cancellationToken).ConfigureAwait(false);
        var records = Read();
        records[file.Path] = Stamp(filePath) with { Sha256 = hash };
        Write(records);
    }

    /// <summary>Forgets all hashes of the model.</summary>
    public void Clear()
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Reads, and says how: from start to end.")]
    public static async Task<string> ComputeAsync(string filePath, CancellationToken cancellationToken)
    {
        using var stream = new FileStream(
            filePath, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan | FileOptions.Asynchronous);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }

    private static HashRecord Stamp(string filePath)
    {
        var file = new FileInfo(filePath);
        if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
        {
            file = target;
        }

        return new HashRecord("", file.Length, file.LastWriteTimeUtc.Ticks);
    }

    private Dictionary<string, HashRecord> Read()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, HashRecord>>(File.ReadAllText(path), Json) ?? [];
        }
        catch (JsonException e)
        {
            throw new ModelStoreException(
                $"The recorded hashes in {path} are broken ({e.Message}); delete the file to record them anew.", e);
        }
    }

    private void Write(Dictionary<string, HashRecord> records) =>
        ModelCache.WriteAtomically(
            path, JsonSerializer.Serialize(new SortedDictionary<string, HashRecord>(records, StringComparer.Ordinal), Json));

    private sealed record HashRecord(string Sha256, long Size, long ModifiedTicks);
}
