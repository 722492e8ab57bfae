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
    private readonly IDisposable file;

    internal Checkpoint(string path, IReadOnlyList<CheckpointTensor> tensors, IDisposable file)
    {
        Path = path;
        Tensors = tensors;
        byName = tensors.ToFrozenDictionary(t => t.Name);
        this.file = file;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The weights in the order of the file.</summary>
    public IReadOnlyList<CheckpointTensor> Tensors { get; }

    /// <summary>Opens a checkpoint whatever its form, told by its first bytes and not by its name.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing, is no checkpoint, is damaged, or asks for code to be run.</exception>
    public static Checkpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new CheckpointException(
                Directory.Exists(path) ? $"{path}: is a folder; give the checkpoint file in it." : $"{path}: there is no such file.");
        }

        return ReadStart(path) switch
        {
            [(byte)'P', (byte)'K', 3, 4, ..] => TorchZipFile.Open(path),
            [0x80, >= 2 and <= 5, ..] => TorchLegacyFile.Open(path),
            [_, _, _, _, _, 0, 0, 0, (byte)'{', ..] => SafetensorsFile.Open(path),
            [] => throw new CheckpointException($"{path}: is empty; fetch the file again."),
            var start when start.AsSpan().StartsWith("version https://git-lfs"u8) =>
                throw new CheckpointException($"{path}: is a Git LFS pointer, not the weights; run `git lfs pull` where it came from."),
            _ => throw new CheckpointException(
                $"{path}: is not a checkpoint; give a .safetensors file or a .pt, .pth or .bin file written by PyTorch."),
        };
    }

    /// <summary>Finds a weight by its name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out CheckpointTensor? tensor) => byName.TryGetValue(name, out tensor);

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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: cannot be read: {e.Message}", e);
        }
    }
}
