using System.Buffers.Binary;
using System.IO.Compression;

namespace Riveg.Networks.Checkpoints;

/// <summary>
/// What <c>torch.save</c> writes since PyTorch 1.6: a zip with <c>X/data.pkl</c> and one entry <c>X/data/KEY</c> for each storage.
/// </summary>
internal static class TorchZipFile
{
    /// <summary>The list of a hundred thousand entries.</summary>
    private const long MaximumDirectory = 16L << 20;

    public static Checkpoint Open(string path)
    {
        ZipArchive? archive = null;
        try
        {
            RefuseHugeDirectory(path);
            archive = ZipFile.OpenRead(path);
            return ReadTensors(archive, path);
        }
        catch (InvalidDataException e)
        {
            archive?.Dispose();
            throw new CheckpointException($"{path}: is a damaged or cut short zip; fetch the file again.", e);
        }
        catch
        {
            archive?.Dispose();
            throw;
        }
    }

    private static Checkpoint ReadTensors(ZipArchive archive, string path)
    {
        var pickle = archive.Entries.FirstOrDefault(e => e.FullName.EndsWith("/data.pkl", StringComparison.Ordinal))
            ?? throw new CheckpointException(
                $"{path}: is a zip but not one that PyTorch wrote (it has no data.pkl); give the model's checkpoint.");
        var folder = pickle.FullName[..^"data.pkl".Length];
        RefuseBigEndian(archive, folder, path);

        var archiveLock = new Lock();
        var storages = new Dictionary<string, ZipEntryStorage>();
        var weights = StateDictionary.Find(Unpickle(pickle, path), path);
        return new Checkpoint(path, [.. weights.Tensors.Select(t => ToTensor(t.Name, t.Tensor))], archive, weights.Opaque);

        CheckpointTensor ToTensor(string name, PickledTensor tensor)
        {
            var (storage, offset, shape, strides) = tensor;
            if (!storages.TryGetValue(storage.Key, out var bytes))
            {
                var entry = archive.GetEntry($"{folder}data/{storage.Key}")
                    ?? throw new CheckpointException($"{path}: the data of tensor '{name}' is missing; fetch the file again.");
                RefuseCompression(entry, path);
                storages.Add(storage.Key, bytes = new ZipEntryStorage(entry, archiveLock, path));
            }

            return CheckpointTensor.OverStorage(name, storage.Type, shape.AsSpan(), strides.AsSpan(), storage.Offset + offset, bytes, path);
        }
    }

    private static object? Unpickle(ZipArchiveEntry entry, string path)
    {
        RefuseCompression(entry, path);
        if (entry.Length > PickleBudget.MaximumLength)
        {
            throw new CheckpointException(
                $"{path}: its data.pkl claims {entry.Length} bytes, which no checkpoint needs; the file is damaged.");
        }

        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException e)
        {
            throw new CheckpointException($"{path}: its data.pkl is cut short; fetch the file again.", e);
        }

        return PickleReader.Read(new MemoryStream(bytes), path).Root;
    }

    /// <summary>
    /// PyTorch stores entries as they are. Their length then cannot exceed the file's, which bounds what a lying entry makes us allocate.
    /// </summary>
    private static void RefuseCompression(ZipArchiveEntry entry, string path)
    {
        if (entry.CompressedLength != entry.Length || entry.Length > new FileInfo(path).Length)
        {
            throw new CheckpointException(
                $"{path}: entry '{entry.FullName}' is compressed or claims too many bytes, which PyTorch's files never do; "
                + "fetch the file again.");
        }
    }

    private static void RefuseBigEndian(ZipArchive archive, string folder, string path)
    {
        if (archive.GetEntry($"{folder}byteorder") is not { Length: 3 } entry)
        {
            return;
        }

        RefuseCompression(entry, path);
        using var stream = entry.Open();
        Span<byte> order = stackalloc byte[3];
        if (stream.ReadAtLeast(order, order.Length, throwOnEndOfStream: false) == order.Length && order.SequenceEqual("big"u8))
        {
            throw new CheckpointException($"{path}: was written on a big-endian machine; save it again on a little-endian one.");
        }
    }

    /// <summary>
    /// The list of entries stands at a zip's end and is read whole. What it may take is told beforehand by its own end record, or by that
    /// of large zips in front of it.
    /// </summary>
    private static void RefuseHugeDirectory(string path)
    {
        const int EndLength = 22, LargeEndLength = 56, LongestComment = ushort.MaxValue;
        using var stream = File.OpenRead(path);
        var tail = new byte[Math.Min(stream.Length, EndLength + LongestComment + LargeEndLength + 20)];
        stream.Seek(-tail.Length, SeekOrigin.End);
        stream.ReadExactly(tail);
        var end = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || end + EndLength > tail.Length)
        {
            return;
        }

        long start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        var largeEnd = tail.AsSpan(0, end).LastIndexOf("PK\u0006\u0006"u8);
        if (start == uint.MaxValue && largeEnd >= 0 && largeEnd + LargeEndLength <= tail.Length)
        {
            start = BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(largeEnd + 48));
        }

        if (start >= 0 && stream.Length - start > MaximumDirectory)
        {
            throw new CheckpointException(
                $"{path}: its list of entries takes {stream.Length - start} bytes, which no checkpoint needs; the file is damaged.");
        }
    }
}
