using System.Text.Json;

namespace Riveg.Networks.Checkpoints;

/// <summary>
/// A checkpoint in several files, as Hugging Face's libraries write it: an index <c>{"weight_map": {name: file}}</c> and the files (shards)
/// beside it, each safetensors or PyTorch's.
/// </summary>
internal static class ShardedFile
{
    private const string IndexEnding = ".index.json";
    private const int MaximumShards = 1000;

    /// <summary>Whether a file is named as an index is.</summary>
    public static bool IsIndex(string path) => path.EndsWith(IndexEnding, StringComparison.OrdinalIgnoreCase);

    /// <summary>The index beside a file that is one of several; null where the file's name does not say so, or there is none.</summary>
    public static string? IndexBeside(string path)
    {
        // model-00001-of-00002.safetensors
        var name = Path.GetFileName(path);
        var part = name.IndexOf("-of-", StringComparison.Ordinal);
        var start = part < 0 ? -1 : name.LastIndexOf('-', part - 1);
        if (start <= 0 || !name.AsSpan(start + 1, part - start - 1).ContainsOnlyDigits())
        {
            return null;
        }

        var index = Path.Combine(Path.GetDirectoryName(path) ?? "", $"{name[..start]}{Path.GetExtension(name)}{IndexEnding}");
        return File.Exists(index) ? index : null;
    }

    /// <summary>Every file of a checkpoint: the shards behind an index, or the file alone.</summary>
    /// <exception cref="CheckpointException">The index is wrong.</exception>
    public static IReadOnlyList<string> FilesOf(string path) => IsIndex(path)
        ? [path, .. ReadIndex(path).Values.Distinct().Order(StringComparer.Ordinal).Select(f => Beside(path, f))]
        : [path];

    public static Checkpoint Open(string path)
    {
        var index = ReadIndex(path);
        var shards = index.Values.Distinct().Order(StringComparer.Ordinal).ToList();
        if (shards.Where(s => !File.Exists(Beside(path, s))).ToList() is { Count: > 0 } missing)
        {
            throw new CheckpointException(
                $"{path}: {missing.Count} of its {shards.Count} files are not beside it: {string.Join(", ", missing.Take(10))}"
                + $"{(missing.Count > 10 ? ", ..." : "")}; fetch them into the same folder.");
        }

        var opened = new Shards();
        try
        {
            foreach (var shard in shards)
            {
                opened.Add(Checkpoint.Open(Beside(path, shard)));
            }

            return new Checkpoint(path, opened.Join(index, path), opened, opened.Opaque());
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static string Beside(string path, string shard) => Path.Combine(Path.GetDirectoryName(path) ?? "", shard);

    private static Dictionary<string, string> ReadIndex(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(
                SmallFile.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("weight_map", out var map) && map.ValueKind == JsonValueKind.Object)
            {
                var files = map.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "");
                RefuseOddFiles([.. files.Values.Distinct()], path);
                return files;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new CheckpointException($"{path}: cannot be read as the index of a checkpoint: {e.Message}", e);
        }

        throw new CheckpointException($"{path}: is no index of a checkpoint: it has no object \"weight_map\"; fetch the file again.");
    }

    /// <summary>A file of an index lies beside it. Names that lead elsewhere are not followed.</summary>
    private static void RefuseOddFiles(List<string> files, string path)
    {
        if (files.Count is 0 or > MaximumShards)
        {
            throw new CheckpointException($"{path}: names {files.Count} files; a checkpoint has 1 to {MaximumShards}.");
        }

        if (files.Find(f => f.Length == 0 || f is "." or ".." || f.AsSpan().IndexOfAny("/\\:") >= 0 || f.Any(char.IsControl) || IsIndex(f))
            is { } odd)
        {
            throw new CheckpointException($"{path}: names the file '{odd}', which is no name of a file beside it; the index is damaged.");
        }
    }

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>The opened files; they are closed together.</summary>
    private sealed class Shards : IDisposable
    {
        private readonly List<Checkpoint> files = [];

        public void Add(Checkpoint file) => files.Add(file);

        /// <summary>All weights, each once and from the file that the index names.</summary>
        public IReadOnlyList<CheckpointTensor> Join(IReadOnlyDictionary<string, string> index, string path)
        {
            var all = new Dictionary<string, CheckpointTensor>();
            foreach (var file in files)
            {
                foreach (var tensor in file.RawTensors)
                {
                    if (!all.TryAdd(tensor.Name, tensor))
                    {
                        throw new CheckpointException(
                            $"{path}: the weight '{tensor.Name}' lies in two of its files, the second is {Path.GetFileName(file.Path)}; "
                            + "fetch them again.");
                    }
                }
            }

            var missing = index.Keys.Where(n => !all.ContainsKey(n)).Take(3).ToList();
            return missing.Count == 0
                ? [.. all.Values]
                : throw new CheckpointException(
                    $"{path}: names weights that its files do not hold, such as {string.Join(", ", missing.Select(n => $"'{n}'"))}; "
                    + "fetch index and files again from one place.");
        }

        public Dictionary<string, string> Opaque()
        {
            var all = new Dictionary<string, string>();
            foreach (var (name, maker) in files.SelectMany(f => f.RawOpaque))
            {
                all.TryAdd(name, maker);
            }

            return all;
        }

        public void Dispose() => files.ForEach(f => f.Dispose());
    }
}
