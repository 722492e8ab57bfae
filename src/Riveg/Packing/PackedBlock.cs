using System.IO.Compression;

namespace Riveg.Packing;

/// <summary>A part of a model's file that is packed by Brotli: its packed length, then the packed bytes.</summary>
internal static class PackedBlock
{
    private const int FirstPiece = 1 << 20;

    /// <summary>Packs what is written.</summary>
    public static void Write(BinaryWriter writer, Action<BinaryWriter> content)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        using (var inner = new BinaryWriter(brotli))
        {
            content(inner);
        }

        writer.Write((int)packed.Length);
        writer.Write(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    /// <summary>Reads the packed bytes and gives a reader of what was packed.</summary>
    /// <exception cref="EndOfStreamException">The block is cut off.</exception>
    /// <exception cref="InvalidDataException">Its length is negative.</exception>
    public static BinaryReader Read(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        if (length < 0)
        {
            throw new InvalidDataException("its numbers are out of range");
        }

        return new BinaryReader(new BrotliStream(new MemoryStream(ReadBytes(reader, length)), CompressionMode.Decompress));
    }

    /// <summary>Reads so many bytes; memory is taken as they come, so that a wrong count costs none.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static byte[] ReadBytes(BinaryReader block, int count)
    {
        var bytes = new byte[Math.Min(count, FirstPiece)];
        for (var at = 0; at < count;)
        {
            block.BaseStream.ReadExactly(bytes.AsSpan(at));
            at = bytes.Length;
            Array.Resize(ref bytes, (int)Math.Min(count, 2L * at));
        }

        return bytes;
    }
}
