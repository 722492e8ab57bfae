using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Riveg.Hostility.Files;

/// <summary>Small checkpoints: a whole encoder as safetensors, and a zip with a pickle.</summary>
internal static class SeedCheckpoints
{
    private const int Width = 8;

    public const string Config =
        """{"num_attention_heads": 2, "id_to_label": ["O","B-PER","I-PER"], "layer_norm_eps": 1e-12, "max_position_embeddings": 16}""";

    public const string Vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nadele\nsings\nin\nparis\n##s\n";

    /// <summary>A BERT of one layer.</summary>
    public static byte[] Safetensors()
    {
        var header = new Dictionary<string, object>();
        var end = 0;
        foreach (var (name, shape) in Shapes())
        {
            var length = 4 * shape.Aggregate(1, (a, b) => a * b);
            header[name] = new { dtype = "F32", shape, data_offsets = new[] { end, end + length } };
            end += length;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var file = new byte[8 + json.Length + end];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, 8);
        for (var i = 8 + json.Length; i < file.Length; i += 4)
        {
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(i), (i % 17 * 0.01f) - 0.08f);
        }

        return file;
    }

    /// <summary>A zip as PyTorch writes it, with a pickle that may be spoiled before it is packed.</summary>
    public static byte[] Zip(Func<byte[], byte[]> spoil)
    {
        // A dictionary of one tensor, "w", of three floats.
        const string Pickle =
            "\u0080\u0002}U\u0001wctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpuK\u0004tQK\u0001K\u0003\u0085K\u0001\u0085\u0089}tRs.";
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "model/data.pkl", spoil(Encoding.Latin1.GetBytes(Pickle)));
            Add(archive, "model/data/0", new byte[16]);
            Add(archive, "model/version", "3\n"u8.ToArray());
        }

        return packed.ToArray();
    }

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        using var stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(content);
    }

    private static IEnumerable<(string Name, int[] Shape)> Shapes()
    {
        yield return ("embeddings.word_embeddings.weight", [10, Width]);
        yield return ("embeddings.position_embeddings.weight", [16, Width]);
        yield return ("embeddings.token_type_embeddings.weight", [2, Width]);
        foreach (var shape in Pair("embeddings.LayerNorm", [Width]))
        {
            yield return shape;
        }

        foreach (var (name, rows, columns) in new[]
        {
            ("attention.self.query", Width, Width), ("attention.self.key", Width, Width), ("attention.self.value", Width, Width),
            ("attention.output.dense", Width, Width),
            ("intermediate.dense", 2 * Width, Width), ("output.dense", Width, 2 * Width),
        })
        {
            foreach (var shape in Pair($"encoder.layer.0.{name}", [rows, columns]))
            {
                yield return shape;
            }
        }

        foreach (var shape in Pair("encoder.layer.0.attention.output.LayerNorm", [Width]).Concat(
            Pair("encoder.layer.0.output.LayerNorm", [Width])))
        {
            yield return shape;
        }
    }

    private static IEnumerable<(string Name, int[] Shape)> Pair(string name, int[] shape) =>
        [($"{name}.weight", shape), ($"{name}.bias", [shape[0]])];
}
