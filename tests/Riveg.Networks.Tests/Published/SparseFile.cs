using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Tests.Published;

/// <summary>
/// Checkpoint files of real size whose numbers are all 0 and take no place on the disk: the file is made long and only its other parts are
/// written.
/// </summary>
internal static class SparseFile
{
    /// <summary>safetensors.</summary>
    public static void WriteSafetensors(string path, IReadOnlyList<PublishedWeight> weights)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            var start = 0L;
            foreach (var weight in weights)
            {
                json.WriteStartObject(weight.Name);
                json.WriteString("dtype", weight.Type switch { ElementType.Int64 => "I64", ElementType.Float16 => "F16", _ => "F32" });
                json.WritePropertyName("shape");
                JsonSerializer.Serialize(json, weight.Shape);
                json.WritePropertyName("data_offsets");
                JsonSerializer.Serialize(json, new[] { start, start + weight.Bytes });
                json.WriteEndObject();
                start += weight.Bytes;
            }

            json.WriteEndObject();
        }

        using var stream = Create(path);
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        stream.Write(prefix);
        stream.Write(header.ToArray());
        stream.SetLength(8 + header.Length + weights.Sum(w => w.Bytes));
    }

    /// <summary>
    /// What <c>torch.save(state_dict)</c> writes since PyTorch 1.6; what is around the state dictionary comes from the caller.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="before">Instructions before the state dictionary, protocol 2.</param>
    /// <param name="after">Instructions behind it.</param>
    public static void WriteTorch(string path, IReadOnlyList<PublishedWeight> weights, string before = "", string after = "")
    {
        using var stream = Create(path);
        var zip = new StoredZip(stream);
        zip.Add("archive/data.pkl", Pickle(weights, before, after));
        zip.Add("archive/byteorder", "little"u8);
        for (var i = 0; i < weights.Count; i++)
        {
            zip.AddZeros($"archive/data/{i}", weights[i].Bytes);
        }

        zip.Add("archive/version", "3\n"u8);
        zip.Finish();
    }

    /// <summary>Several files and their index, as <c>save_pretrained</c> writes them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="stem"><c>model</c> or <c>pytorch_model</c>.</param>
    /// <param name="ending"><c>safetensors</c> or <c>bin</c>.</param>
    /// <param name="shards">How many files.</param>
    /// <returns>The index.</returns>
    public static string WriteSharded(string folder, IReadOnlyList<PublishedWeight> weights, string stem, string ending, int shards)
    {
        var map = new Dictionary<string, string>();
        var size = (weights.Count + shards - 1) / shards;
        foreach (var (part, i) in weights.Chunk(size).Select((p, i) => (p, i)))
        {
            var name = $"{stem}-{i + 1:00000}-of-{shards:00000}.{ending}";
            if (ending == "bin")
            {
                WriteTorch(Path.Combine(folder, name), part);
            }
            else
            {
                WriteSafetensors(Path.Combine(folder, name), part);
            }

            foreach (var weight in part)
            {
                map.Add(weight.Name, name);
            }
        }

        var index = Path.Combine(folder, $"{stem}.{ending}.index.json");
        File.WriteAllText(
            index,
            JsonSerializer.Serialize(
                new Dictionary<string, object> { ["metadata"] = new { total_size = weights.Sum(w => w.Bytes) }, ["weight_map"] = map }));
        return index;
    }

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);

    private static byte[] Pickle(IReadOnlyList<PublishedWeight> weights, string before, string after)
    {
        using var stream = new MemoryStream();
        Write("\u0080\u0002" + before + "ccollections\nOrderedDict\n)R");
        for (var i = 0; i < weights.Count; i++)
        {
            var weight = weights[i];
            Text(weight.Name);
            Write("ctorch._utils\n_rebuild_tensor_v2\n((");
            Text("storage");
            Write($"ctorch\n{(weight.Type switch { ElementType.Int64 => "Long", ElementType.Float16 => "Half", _ => "Float" })}Storage\n");
            Text($"{i}");
            Text("cpu");
            Integer(weight.Count);
            Write("tQK\u0000(");
            Array.ForEach(weight.Shape, d => Integer(d));
            Write("t(");
            Array.ForEach(CheckpointTensor.RowMajorStrides(weight.Shape), Integer);
            Write("t\u0089ccollections\nOrderedDict\n)RtRs");
        }

        Write(after + ".");
        return stream.ToArray();

        void Write(string text) => stream.Write(Encoding.Latin1.GetBytes(text));

        void Text(string text)
        {
            stream.WriteByte((byte)'X');
            stream.Write(BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)));
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        void Integer(long value)
        {
            stream.WriteByte((byte)'J');
            stream.Write(BitConverter.GetBytes(checked((int)value)));
        }
    }

    /// <summary>A zip of stored entries, with 64-bit offsets where they are needed. Checksums are 0: nothing reads them.</summary>
    private sealed class StoredZip(Stream stream)
    {
        private readonly List<(string Name, long Length, long Offset)> entries = [];

        public void Add(string name, ReadOnlySpan<byte> content)
        {
            Header(name, content.Length);
            stream.Write(content);
        }

        public void AddZeros(string name, long length)
        {
            Header(name, length);
            stream.Seek(length, SeekOrigin.Current);
        }

        public void Finish()
        {
            var start = stream.Position;
            foreach (var (name, length, offset) in entries)
            {
                var isFar = offset >= uint.MaxValue;
                Bytes("PK\u0001\u0002"u8);
                Numbers16(45, 45, 0, 0, 0, 0);
                Numbers32(0, (uint)length, (uint)length);
                Numbers16((ushort)name.Length, isFar ? (ushort)12 : (ushort)0, 0, 0, 0);
                Numbers32(0, isFar ? uint.MaxValue : (uint)offset);
                Bytes(Encoding.ASCII.GetBytes(name));
                if (isFar)
                {
                    Numbers16(1, 8);
                    Bytes(BitConverter.GetBytes(offset));
                }
            }

            var size = stream.Position - start;
            Bytes("PK\u0006\u0006"u8);
            Bytes(BitConverter.GetBytes(44L));
            Numbers16(45, 45);
            Numbers32(0, 0);
            foreach (var number in new[] { entries.Count, entries.Count, size, start })
            {
                Bytes(BitConverter.GetBytes(number));
            }

            Bytes("PK\u0006\u0007"u8);
            Numbers32(0);
            Bytes(BitConverter.GetBytes(start + size));
            Numbers32(1);
            Bytes("PK\u0005\u0006"u8);
            Numbers16(0, 0, ushort.MaxValue, ushort.MaxValue);
            Numbers32(uint.MaxValue, uint.MaxValue);
            Numbers16(0);
        }

        private void Header(string name, long length)
        {
            entries.Add((name, length, stream.Position));
            Bytes("PK\u0003\u0004"u8);
            Numbers16(45, 0, 0, 0, 0);
            Numbers32(0, checked((uint)length), checked((uint)length));
            Numbers16((ushort)name.Length, 0);
            Bytes(Encoding.ASCII.GetBytes(name));
        }

        private void Bytes(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

        private void Numbers16(params ReadOnlySpan<ushort> numbers)
        {
            foreach (var number in numbers)
            {
                Bytes(BitConverter.GetBytes(number));
            }
        }

        private void Numbers32(params ReadOnlySpan<uint> numbers)
        {
            foreach (var number in numbers)
            {
                Bytes(BitConverter.GetBytes(number));
            }
        }
    }
}
