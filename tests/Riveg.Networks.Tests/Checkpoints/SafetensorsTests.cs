using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Tests.Checkpoints;

public sealed class SafetensorsTests
{
    private static readonly Gen<CheckpointTensor> Tensors =
        from name in Gen.String[Gen.Char['a', 'z'], 1, 8]
        from shape in Gen.Int[0, 4].Array[0, 3]
        from values in Gen.Float.Array[shape.Aggregate(1, (a, b) => a * b)]
        select CheckpointTensor.FromValues(name, [.. shape], values);

    public static TheoryData<string, int, string> Headers { get; } = new()
    {
        { """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}""", 7, "cut short" },
        { """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}""", 9, "its tensors take 8" },
        { """{"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}}""", 8, "does not lie inside" },
        { """{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 8]}}""", 8, "the header lies" },
        { """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}}""", 8, "claims bytes" },
        { """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [-8, 0]}}""", 8, "claims bytes" },
        { """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0]}}""", 8, "claims bytes" },
        { """{"a": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}}""", 8, "impossible" },
        { """{"a": {"dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 8]}}""", 8, "impossible" },
        { """{"a": {"dtype": "F32", "shape": [2147483647, 2147483647, 2147483647], "data_offsets": [0, 8]}}""", 8, "does not lie inside" },
        { """{"a": {"dtype": "F32", "shape": [1.5], "data_offsets": [0, 8]}}""", 8, "header" },
        { """{"a": {"dtype": "F8_E4M3", "shape": [8], "data_offsets": [0, 8]}}""", 8, "does not read" },
        { """{"a": {"dtype": 1, "shape": [2], "data_offsets": [0, 8]}}""", 8, "header" },
        { """{"a": {"shape": [2], "data_offsets": [0, 8]}}""", 8, "header" },
        { """{"a": 1}""", 8, "header" },
        { """{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "b": {"dtype": "F32", "shape": [1],"""
            + """ "data_offsets": [0, 4]}}""", 4, "overlap" },
        { """{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "b": {"dtype": "F32", "shape": [1], "data_offsets":"""
            + """ [8, 12]}}""", 12, "gap" },
        { """{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "a": {"dtype": "F32", "shape": [1],"""
            + """ "data_offsets": [4, 8]}}""", 8, "header" },
        { """{"a": """, 0, "header" },
        { "{" + "\"a\":{".PadRight(20, '[') + "}", 0, "header" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Open_OfAHeaderThatLies_IsRefusedInOneLine(string header, int dataLength, string message)
    {
        using var folder = new TemporaryFolder();
        Write(folder["x.safetensors"], header, Encoding.UTF8.GetByteCount(header), dataLength);

        var fault = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["x.safetensors"]));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    /// <summary>
    /// The reference reader hands header and padding to its JSON reader, which takes white space on both sides (huggingface/safetensors,
    /// safetensors/src/tensor.rs, <c>read_metadata</c>: the check for the first brace stands there as a comment).
    /// </summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("", "    ")]
    [InlineData(" ", "")]
    [InlineData("     ", "   ")]
    [InlineData("\t\n", "\r \t\n")]
    [InlineData("\r\n", "")]
    public void Open_OfAPaddedHeader_ReadsTheTensors(string before, string after)
    {
        using var folder = new TemporaryFolder();
        var header = before + """{"a": {"dtype": "U8", "shape": [2], "data_offsets": [0, 2]}}""" + after;
        Write(folder["x.safetensors"], header, header.Length, 2);

        using var checkpoint = Checkpoint.Open(folder["x.safetensors"]);
        Assert.Equal([0, 0], checkpoint.Tensor("a").ReadBytes());
    }

    /// <summary>Every header that lies does so behind padding too.</summary>
    [Theory]
    [MemberData(nameof(Headers))]
    public void Open_OfAPaddedHeaderThatLies_IsRefusedInOneLine(string header, int dataLength, string message)
    {
        using var folder = new TemporaryFolder();
        Write(folder["x.safetensors"], $"  \n{header}\t ", Encoding.UTF8.GetByteCount(header) + 5, dataLength);

        var fault = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["x.safetensors"]));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Theory]
    [InlineData("   ")]
    [InlineData(" [] ")]
    [InlineData(" 1")]
    [InlineData(" {} {}")]
    [InlineData("\0{}")]
    [InlineData("\u00a0{}")]
    [InlineData("\ufeff{}")]
    [InlineData("//\n{}")]
    [InlineData(" {},")]
    public void Open_OfAPaddedHeaderThatIsNone_IsRefusedInOneLine(string header)
    {
        using var folder = new TemporaryFolder();
        Write(folder["x.safetensors"], header, Encoding.UTF8.GetByteCount(header), 0);

        Assert.DoesNotContain(
            '\n', Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["x.safetensors"])).Message);
    }

    [Theory]
    [InlineData(3000)]
    [InlineData(0x7fff_ffff)]
    public void Open_OfAHeaderLongerThanTheFile_IsRefused(long claimed)
    {
        using var folder = new TemporaryFolder();
        Write(folder["x.safetensors"], "{}", claimed, 10);

        Assert.Contains(
            $"claims a header of {claimed} bytes",
            Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["x.safetensors"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AfterWrite_GivesTheTensorsBack() => Tensors.Array[0, 5].Sample(drawn =>
    {
        var tensors = drawn.DistinctBy(t => t.Name).ToList();
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder["x.safetensors"], tensors);
        using var read = Checkpoint.Open(folder["x.safetensors"]);
        return read.Tensors.Count == tensors.Count && tensors.TrueForAll(t =>
            read.TryGet(t.Name, out var same)
                && same.Shape.SequenceEqual(t.Shape)
                && same.ReadBytes().AsSpan().SequenceEqual(t.ReadBytes()));
    }, iter: 50);

    [Fact]
    public void Write_OfTwoWeightsWithOneName_IsRefused()
    {
        using var folder = new TemporaryFolder();
        ImmutableArray<int> shape = [1];
        CheckpointTensor[] twins = [CheckpointTensor.FromValues("a", shape, [1]), CheckpointTensor.FromValues("a", shape, [2])];

        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(folder["x.safetensors"], twins));
    }

    private static void Write(string path, string header, long claimed, int dataLength)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, claimed);
        File.WriteAllBytes(path, [.. prefix, .. Encoding.UTF8.GetBytes(header), .. new byte[dataLength]]);
    }
}
