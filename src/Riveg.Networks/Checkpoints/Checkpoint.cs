using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Riveg.Networks.Checkpoints;

/// <summary>
/// A file of named weights: safetensors, or what <c>torch.save</c> wrote (zip form since PyTorch 1.6, or the older form).
/// Weights are read when they are asked for. No code of a pickle is ever run. Thread-safe until it is disposed.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private readonly FrozenDictionary<string, CheckpointTensor> byName;
    private readonly IReadOnlyDictionary<string, string> opaque;
    private readonly IDisposable file;

    /// <param name="path">The file.</param>
    /// <param name="tensors">The weights, by the names in the file.</param>
    /// <param name="file">What is closed with the checkpoint.</param>
    /// <param name="opaque">Names of the state dictionary that hold no tensor, with what makes their value; null for none.</param>
    internal Checkpoint(
        string path, IReadOnlyList<CheckpointTensor> tensors, IDisposable file, IReadOnlyDictionary<string, string>? opaque = null)
    {
        var prefix = TrainerPrefix.Of(tensors.Select(t => t.Name));
        Path = path;
        RawTensors = tensors;
        RawOpaque = opaque ?? FrozenDictionary<string, string>.Empty;
        Tensors = prefix.Length == 0 ? tensors : [.. tensors.Select(t => t.Named(t.Name[prefix.Length..]))];
        byName = Tensors.ToFrozenDictionary(t => t.Name);
        this.opaque = RawOpaque
            .Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(o => o.Key[prefix.Length..], o => o.Value);
        this.file = file;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>
    /// The weights in the order of the file. What trainers put before all names (<c>module.</c>, <c>_orig_mod.</c>, <c>model.</c>) is taken
    /// off.
    /// </summary>
    public IReadOnlyList<CheckpointTensor> Tensors { get; }

    /// <summary>Opens a checkpoint whatever its form, told by its first bytes and not by its name.</summary>
    /// <param name="path">The file; of a checkpoint in several files (shards) their index, <c>*.index.json</c>.</param>
    /// <exception cref="CheckpointException">The file is missing, is no checkpoint, is damaged, or holds no weights.</exception>
    public static Checkpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new CheckpointException(
                Directory.Exists(path) ? $"{path}: is a folder; give the checkpoint file in it." : $"{path}: there is no such file.");
        }

        if (!SmallFile.HasLength(path))
        {
            throw new CheckpointException($"{path}: is empty, or a device or a pipe; give the checkpoint's file, fetched whole.");
        }

        return ReadStart(path) switch
        {
            [(byte)'P', (byte)'K', 3, 4, ..] => TorchZipFile.Open(path),
            [0x80, >= 2 and <= 5, ..] => TorchLegacyFile.Open(path),
            [_, _, _, _, _, 0, 0, 0, (byte)'{' or (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r', ..] => SafetensorsFile.Open(path),
            [(byte)'{' or (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r', ..] when ShardedFile.IsIndex(path) => ShardedFile.Open(path),
            var start when start.AsSpan().StartsWith("version https://git-lfs"u8) =>
                throw new CheckpointException($"{path}: is a Git LFS pointer, not the weights; run `git lfs pull` where it came from."),
            _ => throw new CheckpointException(
                $"{path}: is not a checkpoint; give a .safetensors file or a .pt, .pth or .bin file written by PyTorch."),
        };
    }

    /// <summary>Finds a weight by its name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out CheckpointTensor? tensor) => byName.TryGetValue(name, out tensor);

    /// <summary>The weights by the names in the file.</summary>
    internal IReadOnlyList<CheckpointTensor> RawTensors { get; }

    /// <summary>The names that hold no tensor, as they are in the file, with what makes their value.</summary>
    internal IReadOnlyDictionary<string, string> RawOpaque { get; }

    /// <summary>What makes the value of a name of the state dictionary that holds no tensor; null where there is no such name.</summary>
    internal string? MakerOf(string name) => opaque.GetValueOrDefault(name);

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    private static byte[] ReadStart(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var start = new byte[64];
            return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (FileNotFoundException e)
        {
            // A link is there, what it leads to is not.
            throw new CheckpointException(
                $"{path}: is a link to {new FileInfo(path).LinkTarget}, which is not there; fetch the file again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: cannot be read: {e.Message}", e);
        }
    }
}
