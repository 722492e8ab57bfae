using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Riveg.Networks.Checkpoints;

/// <summary>
/// The bytes that one or several tensors are views of. Read on demand, so that opening a checkpoint of gigabytes costs nothing.
/// Thread-safe.
/// </summary>
internal abstract class TensorStorage
{
    /// <summary>The number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Fills <paramref name="destination"/> from byte <paramref name="offset"/> on.</summary>
    public abstract void Read(long offset, Span<byte> destination);
}

/// <summary>
/// A part of a file. Reads by position rather than by mapping, so that a file cut short meanwhile is an exception and no crash.
/// </summary>
internal sealed class FileStorage(SafeFileHandle file, string path, long start, long length) : TensorStorage
{
    public override long Length => length;

    /// <summary>A part of this part.</summary>
    public FileStorage Part(long offset, long count) => new(file, path, start + offset, count);

    public override void Read(long offset, Span<byte> destination)
    {
        var position = start + offset;
        while (!destination.IsEmpty)
        {
            var count = RandomAccess.Read(file, destination, position);
            if (count == 0)
            {
                throw new CheckpointException($"{path}: ends at byte {position}, before its tensors do; fetch the file again.");
            }

            position += count;
            destination = destination[count..];
        }
    }
}

/// <summary>An entry of a zip file, as <c>torch.save</c> writes one for each storage.</summary>
internal sealed class ZipEntryStorage(ZipArchiveEntry entry, Lock archiveLock, string path) : TensorStorage
{
    public override long Length => entry.Length;

    public override void Read(long offset, Span<byte> destination)
    {
        lock (archiveLock)
        {
            try
            {
                using var stream = entry.Open();
                Skip(stream, offset);
                stream.ReadExactly(destination);
            }
            catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
            {
                throw new CheckpointException($"{path}: entry '{entry.FullName}' is damaged or cut short; fetch the file again.", e);
            }
        }
    }

    private static void Skip(Stream stream, long count)
    {
        if (stream.CanSeek)
        {
            stream.Seek(count, SeekOrigin.Begin);
            return;
        }

        Span<byte> discarded = stackalloc byte[4096];
        while (count > 0)
        {
            var part = discarded[..(int)Math.Min(count, discarded.Length)];
            stream.ReadExactly(part);
            count -= part.Length;
        }
    }
}

/// <summary>Bytes in memory.</summary>
internal sealed class MemoryStorage(ReadOnlyMemory<byte> bytes) : TensorStorage
{
    public override long Length => bytes.Length;

    public override void Read(long offset, Span<byte> destination) => bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
}
