using System.Buffers.Binary;

namespace Riveg.Networks.Checkpoints;

/// <summary>
/// What <c>torch.save</c> wrote before PyTorch 1.6: five pickles (magic number, version, machine, the object, the keys of the storages),
/// then for each key the count of its numbers and the numbers.
/// </summary>
internal static class TorchLegacyFile
{
    /// <summary>The lowest 64 bits of the format's magic number 0x1950a86a20f9469cfc6c.</summary>
    private const long Magic = unchecked((long)0xa86a20f9469cfc6c);

    private const long Version = 1001;

    public static Checkpoint Open(string path)
    {
        var stream = File.OpenRead(path);
        try
        {
            return ReadTensors(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static Checkpoint ReadTensors(FileStream stream, string path)
    {
        if (PickleReader.Read(stream, path).Root is not Magic || PickleReader.Read(stream, path).Root is not Version)
        {
            throw new CheckpointException($"{path}: is a Python pickle but no PyTorch checkpoint; give the model's checkpoint.");
        }

        if (PickleReader.Read(stream, path).Root is PickledDictionary machine
            && machine.Entries.GetValueOrDefault("little_endian") is false)
        {
            throw new CheckpointException($"{path}: was written on a big-endian machine; save it again on a little-endian one.");
        }

        var pickle = PickleReader.Read(stream, path);
        if (PickleReader.Read(stream, path).Root is not List<object?> keys)
        {
            throw new CheckpointException($"{path}: the list of its storages is missing; fetch the file again.");
        }

        var weights = StateDictionary.Find(pickle.Root, path);
        var storages = LocateStorages(stream, keys, pickle, path);
        return new Checkpoint(path, [.. weights.Tensors.Select(t => ToTensor(t.Name, t.Tensor))], stream, weights.Opaque);

        CheckpointTensor ToTensor(string name, PickledTensor tensor)
        {
            var bytes = storages.GetValueOrDefault(tensor.Storage.Key)
                ?? throw new CheckpointException($"{path}: the data of tensor '{name}' is missing; fetch the file again.");
            return CheckpointTensor.OverStorage(
                name,
                tensor.Storage.Type,
                tensor.Shape.AsSpan(),
                tensor.Strides.AsSpan(),
                tensor.Storage.Offset + tensor.Offset,
                bytes,
                path);
        }
    }

    private static Dictionary<string, FileStorage> LocateStorages(
        FileStream stream, List<object?> keys, Unpickled pickle, string path)
    {
        var located = new Dictionary<string, FileStorage>();
        var position = stream.Position;
        Span<byte> prefix = stackalloc byte[8];
        foreach (var key in keys)
        {
            if (key is not string name || SizeOf(name, pickle) is not { } size)
            {
                throw new CheckpointException($"{path}: lists the storage '{key}' that nothing refers to; the file is damaged.");
            }

            if (size == 0)
            {
                throw new CheckpointException(
                    $"{path}: storage '{name}' holds numbers of a type that Riveg does not know, so what lies behind it cannot be found; "
                    + "save only the state dictionary, or use a .safetensors file.");
            }

            new FileStorage(stream.SafeFileHandle, path, 0, stream.Length).Read(position, prefix);
            var count = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            if (count < 0 || count > (stream.Length - position - prefix.Length) / size)
            {
                throw new CheckpointException(
                    $"{path}: storage '{name}' claims {count} numbers, more than the file holds; fetch the file again.");
            }

            located[name] = new FileStorage(stream.SafeFileHandle, path, position + prefix.Length, count * size);
            position += prefix.Length + (count * size);
        }

        return located;
    }

    private static int? SizeOf(string key, Unpickled pickle) =>
        pickle.Storages.TryGetValue(key, out var storage) ? storage.Type.ByteSize()
        : pickle.UnreadStorages.TryGetValue(key, out var size) ? size
        : null;
}
