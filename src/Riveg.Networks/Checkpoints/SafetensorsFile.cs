using System.Buffers.Binary;
using System.Text.Json;

namespace Riveg.Networks.Checkpoints;

/// <summary>
/// The safetensors form: 8 bytes of header length, a JSON header <c>{name: {dtype, shape, data_offsets}}</c>, then the numbers.
/// Everything that the header claims is checked before any of it is used.
/// </summary>
internal static class SafetensorsFile
{
    /// <summary>
    /// Names, types and shapes of a hundred thousand tensors. The format's own limit, 100 MB, would take a gigabyte to read.
    /// </summary>
    private const long MaximumHeaderLength = 16L << 20;

    public static Checkpoint Open(string path)
    {
        var file = File.OpenHandle(path);
        try
        {
            var length = RandomAccess.GetLength(file);
            var header = ReadHeader(new FileStorage(file, path, 0, length), path);
            var dataStart = 8L + header.Length;
            var tensors = Parse(header, new FileStorage(file, path, dataStart, length - dataStart), path);
            return new Checkpoint(path, tensors, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static byte[] ReadHeader(FileStorage file, string path)
    {
        Span<byte> prefix = stackalloc byte[8];
        file.Read(0, prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumHeaderLength && (long)length <= file.Length - 8)
        {
            throw new CheckpointException(
                $"{path}: its header takes {length} bytes, more than the {MaximumHeaderLength} that any checkpoint needs; "
                + "the file is damaged.");
        }

        if (length > MaximumHeaderLength || (long)length > file.Length - 8)
        {
            throw new CheckpointException(
                $"{path}: claims a header of {length} bytes but the file has {file.Length - 8} after its first 8; "
                + "it is damaged or cut short, fetch it again.");
        }

        var header = new byte[length];
        file.Read(8, header);
        return header;
    }

    private static List<CheckpointTensor> Parse(byte[] header, FileStorage data, string path)
    {
        var tensors = new List<CheckpointTensor>();
        var ranges = new List<(long Start, long End, string Name)>();
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            foreach (var property in document.RootElement.EnumerateObject().Where(p => p.Name != "__metadata__"))
            {
                var (tensor, start, end) = ParseTensor(property.Name, property.Value, data, path);
                tensors.Add(tensor);
                ranges.Add((start, end, property.Name));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new CheckpointException($"{path}: its header is not that of a safetensors file: {e.Message}", e);
        }

        RefuseOverlapsAndGaps(ranges, data.Length, path);
        return tensors;
    }

    private static (CheckpointTensor Tensor, long Start, long End) ParseTensor(
        string name, JsonElement entry, FileStorage data, string path)
    {
        var type = ParseType(entry.GetProperty("dtype").GetString(), name, path);
        var shape = entry.GetProperty("shape").EnumerateArray().Take(CheckpointTensor.MaximumRank + 1).Select(d => d.GetInt64()).ToArray();
        var offsets = entry.GetProperty("data_offsets").EnumerateArray().Take(3).Select(o => o.GetInt64()).ToArray();
        if (offsets is not [>= 0 and var start, var end] || end < start || end > data.Length)
        {
            throw new CheckpointException(
                $"{path}: tensor '{name}' claims bytes {string.Join("..", offsets)} of {data.Length}; the file is damaged or cut short, "
                + "fetch it again.");
        }

        if (Array.Exists(shape, d => d is < 0 or > int.MaxValue))
        {
            throw new CheckpointException($"{path}: tensor '{name}' has shape [{string.Join(", ", shape)}], which is impossible.");
        }

        var strides = CheckpointTensor.RowMajorStrides([.. shape.Select(d => (int)d)]);
        var tensor = CheckpointTensor.OverStorage(name, type, shape, strides, 0, data.Part(start, end - start), path);
        if ((long)tensor.Count * type.ByteSize() != end - start)
        {
            throw new CheckpointException(
                $"{path}: tensor '{name}' of shape [{string.Join(", ", shape)}] and type {type} cannot take {end - start} bytes; "
                + "the header lies.");
        }

        return (tensor, start, end);
    }

    private static ElementType ParseType(string? text, string name, string path) => text switch
    {
        "F32" => ElementType.Float32,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "F64" => ElementType.Float64,
        "I64" => ElementType.Int64,
        "I32" => ElementType.Int32,
        "I16" => ElementType.Int16,
        "I8" => ElementType.Int8,
        "U8" => ElementType.UInt8,
        "BOOL" => ElementType.Boolean,
        _ => throw new CheckpointException(
            $"{path}: tensor '{name}' has the type '{text}', which Riveg does not read; save it as float32 or float16."),
    };

    private static void RefuseOverlapsAndGaps(List<(long Start, long End, string Name)> ranges, long length, string path)
    {
        ranges.Sort();
        var end = 0L;
        foreach (var range in ranges)
        {
            if (range.Start != end)
            {
                throw new CheckpointException(
                    $"{path}: tensor '{range.Name}' starts at byte {range.Start} where {end} is due; tensors overlap or leave a gap, "
                    + "the file is damaged.");
            }

            end = range.End;
        }

        if (end != length)
        {
            throw new CheckpointException(
                $"{path}: has {length} bytes of data but its tensors take {end}; the file is damaged, fetch it again.");
        }
    }
}
