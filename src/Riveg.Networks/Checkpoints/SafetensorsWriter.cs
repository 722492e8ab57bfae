using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Riveg.Networks.Checkpoints;

/// <summary>Writes weights in the safetensors form, row-major, each in its own type.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes the file, one tensor at a time in memory.</summary>
    /// <param name="path">The file, replaced where it exists.</param>
    /// <param name="tensors">The weights; names must differ.</param>
    /// <exception cref="ArgumentException">Two weights have one name.</exception>
    public static void Write(string path, IReadOnlyCollection<CheckpointTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.CountBy(t => t.Name).FirstOrDefault(c => c.Value > 1).Key is { } name)
        {
            throw new ArgumentException($"Two weights are named '{name}'.", nameof(tensors));
        }

        // Wide types first: every tensor then starts at a multiple of its element size, so that readers can map it.
        var ordered = tensors.OrderByDescending(t => t.Type.ByteSize()).ToList();
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            WriteAll(temporary, ordered);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Beside its target, over which it is moved.")]
    private static void WriteAll(string path, List<CheckpointTensor> tensors)
    {
        using var stream = File.Create(path);
        WriteHeader(stream, tensors);
        foreach (var tensor in tensors)
        {
            stream.Write(tensor.ReadBytes());
        }
    }

    private static void WriteHeader(FileStream stream, List<CheckpointTensor> tensors)
    {
        var header = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            var start = 0L;
            foreach (var tensor in tensors)
            {
                var end = start + ((long)tensor.Count * tensor.Type.ByteSize());
                WriteEntry(json, tensor, start, end);
                start = end;
            }

            json.WriteEndObject();
        }

        Span<byte> prefix = stackalloc byte[8];
        var padding = (8 - (header.WrittenCount % 8)) % 8;
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.WrittenCount + padding);
        stream.Write(prefix);
        stream.Write(header.WrittenSpan);
        stream.Write("       "u8[..padding]);
    }

    private static void WriteEntry(Utf8JsonWriter json, CheckpointTensor tensor, long start, long end)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", TypeName(tensor.Type));
        json.WriteStartArray("shape");
        foreach (var length in tensor.Shape)
        {
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(start);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string TypeName(ElementType type) => type switch
    {
        ElementType.Float32 => "F32",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Float64 => "F64",
        ElementType.Int64 => "I64",
        ElementType.Int32 => "I32",
        ElementType.Int16 => "I16",
        ElementType.Int8 => "I8",
        ElementType.UInt8 => "U8",
        _ => "BOOL",
    };
}
