using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Benchmarks;

/// <summary>Writes weights as safetensors in half precision; one weight is in memory at a time.</summary>
internal static class HalfPrecisionSafetensors
{
    public static void Write(string file, IReadOnlyList<Weight> weights)
    {
        var header = new JsonObject();
        var offset = 0L;
        foreach (var weight in weights)
        {
            var end = offset + (2 * weight.Shape.Aggregate(1L, (product, length) => product * length));
            header[weight.Name] = new JsonObject
            {
                ["dtype"] = "F16",
                ["shape"] = new JsonArray([.. weight.Shape.Select(l => (JsonNode)l)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        using var stream = File.Create(file);
        var text = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        stream.Write(length);
        stream.Write(text);
        foreach (var weight in weights)
        {
            var values = weight.Read();
            var halves = new Half[values.Length];
            TensorPrimitives.ConvertToHalf(values, halves);
            stream.Write(MemoryMarshal.AsBytes(halves.AsSpan()));
        }
    }
}
