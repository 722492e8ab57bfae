using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Tests.Checkpoints;

/// <summary>
/// Files that would be much larger in memory than on disk: each is refused in one line, soon, and with a bounded use of memory.
/// </summary>
[Collection<CheckpointBombTests.Alone>]
public sealed class CheckpointBombTests : IDisposable
{
    /// <summary>What reading may leave allocated at its peak. The faults that these tests were written for took gigabytes.</summary>
    private const long MostMemory = 700L << 20;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Pickles { get; } =
    [
        "empty dictionaries", "empty lists", "empty tuples", "tuples in tuples", "none", "copies of the top", "recalled values", "memories",
        "memories far apart", "marks", "small integers", "empty texts",
        "other names", "calls of other names", "objects of other names", "sets", "bytes",
        "texts", "one long text", "one long text many times", "names", "a name without an end", "dictionaries of one entry",
        "one tuple appended again and again", "lists in lists",
        "frames", "storages", "tensors of a long shape",
        "stack names of a long module", "stack names of a long name", "stack names of a module of a thousand characters",
        "a stack name of a thousand characters", "entries of a long key", "pairs of a long key", "storages of a long key",
        "unread storages of a long key", "a dictionary of many pairs again and again",
    ];

    public static TheoryData<string, string> Instructions { get; } = new()
    {
        { "\u0080\u0002\u008b\u00ff\u00ff\u00ff\u007f.", "ends in the middle" },
        { "\u0080\u0002\u008a\u00ff.", "ends in the middle" },
        { "\u0080\u0004\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.", "takes more values than there are" },
        { "\u0080\u0004\u0095\u0001.", "ends in the middle" },
        { "\u0080\u0005\u0096\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", "ends in the middle" },
        { "\u0080\u0004\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", "ends in the middle" },
        { "\u0080\u0002B\u00ff\u00ff\u00ff\u007f.", "ends in the middle" },
        { "\u0080\u0002]r\u00ff\u00ff\u00ff\u007f0j\u00ff\u00ff\u00ff\u007f.", "holds no weights" },
        { "\u0080\u0002]r\u0000\u0000\u0000\u00800j\u0000\u0000\u0000\u0080.", "holds no weights" },
        { "\u0080\u0002]j\u00ff\u00ff\u00ff\u00ff.", "never stored" },
        { "\u0080\u0002cos\u001b[31m\nsystem\n.", "'os?[31m.system'" },
        { "\u0080\u0004\u008c\u0005a\nb\rc\u008c\u0001d\u0093.", "'a?b?c.d'" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Pickles))]
    public void Open_MegabytesOf_AreRefusedInOneLine(string what)
    {
        WriteZip("model.pth", Pickle(what));

        var message = Refuse("model.pth");

        Assert.Contains(
            what switch
            {
                "a name without an end" => "a name without an end",
                "tensors of a long shape" => "a shape of 1000 lengths",
                "texts" or "one long text" => "holds no weights",
                "stack names of a long module" or "stack names of a long name" => "names something of 1048577 characters",
                "stack names of a module of a thousand characters" or "a stack name of a thousand characters" or "entries of a long key"
                    or "pairs of a long key" or "storages of a long key" or "unread storages of a long key" =>
                    "its pickle compares more than 33554432 characters",
                _ => "its pickle makes more than 2000000 values",
            },
            message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Instructions))]
    public void Open_PickleThatClaimsTooMuch_IsRefusedInOneLine(string pickle, string expected)
    {
        WriteZip("model.pth", Encoding.Latin1.GetBytes(pickle));

        Assert.Contains(expected, Refuse("model.pth"), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_LegacyFileOfEmptyDictionaries_IsRefusedAtItsBudget()
    {
        File.WriteAllBytes(folder["model.pt"], Pickle("empty dictionaries"));

        Assert.Contains("its pickle makes more than 2000000 values", Refuse("model.pt"), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NumberRepeatedIntoATensorOfGigabytes_IsRefused()
    {
        const string Storage =
            "\u0080\u0002}U\u0001wctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpuK\u0004tQ";
        WriteZip("model.pth", Encoding.Latin1.GetBytes(Storage + "K\u0000J\u0000\u0065\u00cd\u001d\u0085K\u0000\u0085\u0089}tRs."));

        Assert.Contains("tensor 'w' of shape [500000000] does not lie inside its data", Refuse("model.pth"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(60_000_000)]
    public void Open_DataThatUnpackToMuchMore_IsRefusedBeforeTheyAre(int length)
    {
        using (var archive = ZipFile.Open(folder["model.pth"], ZipArchiveMode.Create))
        {
            using var stream = archive.CreateEntry("model/data.pkl", CompressionLevel.SmallestSize).Open();
            stream.Write(new byte[length]);
        }

        Assert.Contains("is compressed or claims too many bytes", Refuse("model.pth"), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ByteOrderThatIsCompressed_IsRefused()
    {
        using (var archive = ZipFile.Open(folder["model.pth"], ZipArchiveMode.Create))
        {
            using (var pickle = archive.CreateEntry("model/data.pkl", CompressionLevel.NoCompression).Open())
            {
                pickle.Write("\u0080\u0002}."u8[1..]);
            }

            using var order = archive.CreateEntry("model/byteorder", CompressionLevel.SmallestSize).Open();
            order.Write("big"u8);
        }

        Assert.Contains("byteorder' is compressed", Refuse("model.pth"), StringComparison.Ordinal);
    }

    /// <summary>The sizes in the list of entries and before the entry lie in every way.</summary>
    [Theory]
    [InlineData(20, uint.MaxValue - 1)]
    [InlineData(24, uint.MaxValue - 1)]
    [InlineData(20, 0u)]
    [InlineData(24, 0u)]
    [InlineData(42, 0x7fffffffu)]
    public void Open_EntryWhoseSizesLie_IsRefusedInOneLine(int field, uint value)
    {
        WriteZip("model.pth", Encoding.Latin1.GetBytes("\u0080\u0002}."));
        var bytes = File.ReadAllBytes(folder["model.pth"]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.AsSpan().IndexOf("PK\u0001\u0002"u8) + field), value);
        File.WriteAllBytes(folder["model.pth"], bytes);

        Refuse("model.pth");
    }

    [Fact]
    public void Open_ZipOfMillionsOfEntries_IsRefusedBeforeTheyAreListed()
    {
        using (var stream = File.Create(folder["model.pth"]))
        {
            byte[] entry = [.. "PK\u0001\u0002"u8, .. new byte[42]];
            stream.Write("PK\u0003\u0004"u8);
            stream.Write(new byte[26]);
            var start = (uint)stream.Position;
            for (var i = 0; i < 500_000; i++)
            {
                stream.Write(entry);
            }

            var end = new byte[22];
            "PK\u0005\u0006"u8.CopyTo(end);
            BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), 1);
            BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), 1);
            BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), 46);
            BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), start);
            stream.Write(end);
        }

        Assert.Contains("its list of entries takes 23000022 bytes", Refuse("model.pth"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("length of all", "claims a header of")]
    [InlineData("length past the end", "claims a header of")]
    [InlineData("long header", "its header takes 40000000 bytes, more than the 16777216")]
    [InlineData("long shape", "cannot take|does not lie inside")]
    [InlineData("many offsets", "claims bytes 0..4..0")]
    [InlineData("deep", "is not that of a safetensors file")]
    [InlineData("deep metadata", "is not that of a safetensors file")]
    [InlineData("doubled names", "is not that of a safetensors file")]
    [InlineData("doubled fields", "is not that of a safetensors file")]
    [InlineData("overlap", "overlap or leave a gap")]
    [InlineData("gap", "overlap or leave a gap")]
    [InlineData("data behind", "its tensors take 4")]
    [InlineData("reversed", "claims bytes 4..0")]
    [InlineData("product beyond 64 bits", "does not lie inside")]
    [InlineData("fraction", "is not that of a safetensors file")]
    [InlineData("no object", "is not that of a safetensors file")]
    [InlineData("name of lines", "tensor 'a?b?' claims")]
    [InlineData("name of megabytes", " ... ")]
    public void Open_SafetensorsHeaderThatLies_IsRefusedInOneLine(string how, string expected)
    {
        const string Good = """ "dtype":"F32","shape":[1],"data_offsets":[0,4] """;
        var header = how switch
        {
            "long header" => "{" + new string(' ', 39_999_998) + "}",
            "long shape" => "{\"w\":{\"dtype\":\"F32\",\"shape\":["
                + string.Join(',', Enumerable.Repeat("1", 5_000_000))
                + "],\"data_offsets\":[0,4]}}",
            "many offsets" =>
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4" + string.Concat(Enumerable.Repeat(",0", 5_000_000)) + "]}}",
            "deep" => "{\"w\":" + new string('[', 5_000_000),
            "deep metadata" => "{\"__metadata__\":" + new string('[', 5_000_000) + new string(']', 5_000_000) + "}",
            "doubled names" => "{\"w\":{" + Good + "},\"w\":{" + Good + "}}",
            "doubled fields" => "{\"w\":{" + Good + ",\"dtype\":\"F64\"}}",
            "overlap" => "{\"w\":{" + Good + "},\"v\":{" + Good + "}}",
            "gap" => """{"w":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""",
            "data behind" => "{\"w\":{" + Good + "}}",
            "reversed" => """{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""",
            "product beyond 64 bits" => """{"w":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""",
            "fraction" => """{"w":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""",
            "name of lines" => """{"a\nb\u001b":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""",
            "name of megabytes" => "{\"" + new string('n', 5_000_000) + "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
            _ => "{}[",
        };
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, how switch
        {
            "length of all" => 0xffffffffff,
            "length past the end" => (ulong)header.Length + 9,
            _ => (ulong)header.Length,
        });
        File.WriteAllBytes(
            folder["model.safetensors"], [.. prefix, .. Encoding.UTF8.GetBytes(header), .. new byte[how == "data behind" ? 8 : 4]]);

        Assert.Matches(expected.Replace("?", "\\?", StringComparison.Ordinal), Refuse("model.safetensors"));
    }

    private static byte[] Pickle(string what)
    {
        var length = what switch { "empty dictionaries" or "other names" => 40_000_000, "names" => 26_000_000, _ => 20_000_000 };
        static byte[] Of(string text) => Encoding.Latin1.GetBytes(text);
        const string Storage = "U\u0007storageq\u0001ctorch\n{0}\nq\u0002";
        const string Thousand = "X\u00e8\u0003\u0000\u0000";
        byte[] megabyte = [(byte)'X', 0, 0, 16, 0, .. new byte[1 << 20], (byte)'q', 0];
        byte[] thousand = [.. Of(Thousand), .. new byte[1000], (byte)'q', 0];
        var (head, part) = what switch
        {
            "empty dictionaries" => (Of(""), Of("}")),
            "empty lists" => (Of(""), Of("]")),
            "empty tuples" => (Of(""), Of(")")),
            "tuples in tuples" => (Of(")"), Of("\u0085")),
            "none" => (Of(""), Of("N")),
            "copies of the top" => (Of("}"), Of("2")),
            "recalled values" => (Of("}q\u0000"), Of("h\u0000")),
            "memories" => (Of("}"), Of("\u0094")),
            "memories far apart" => (Of("}"), []),
            "marks" => (Of(""), Of("(")),
            "small integers" => (Of(""), Of("K\u0001")),
            "empty texts" => (Of(""), Of("U\u0000")),
            "texts" => (Of(""), [(byte)'U', 255, .. new byte[255]]),
            "one long text" => (Of(""), [(byte)'X', 0, 0, 0, 2, .. new byte[1 << 25]]),
            "one long text many times" => ([(byte)'X', 0, 0, 64, 0, .. new byte[1 << 22], (byte)'q', 0], Of("h\u0000")),
            "names" => (Of(""), Of("ctorch\nSize\n")),
            "calls of other names" => (Of("cos\nsystem\n"), Of(")R")),
            "objects of other names" => (Of("cos\nsystem\n"), Of("2)\u0081")),
            "sets" => (Of(""), Of("\u008f")),
            "bytes" => (Of(""), Of("C\u0000")),
            "other names" => (Of(""), []),
            "a name without an end" => (Of("c"), Of("x")),
            "dictionaries of one entry" => (Of("U\u0001kq\u0000"), Of("}h\u0000Ns")),
            "one tuple appended again and again" =>
                (Of("(" + string.Concat(Enumerable.Repeat("N", 100_000)) + "tq\u0000]"), Of("(h\u0000e")),
            "lists in lists" => (Of(""), Of("]]a")),
            "frames" => (Of(""), [0x95, .. new byte[8]]),
            "storages" =>
                (Of("U\u0007storageq\u0000ctorch\nFloatStorage\nq\u0001U\u0001kq\u0002"), Of("(h\u0000h\u0001h\u0002h\u0002K\u0001tQ")),
            "stack names of a long module" =>
                (Of("X\u0001\u0000\u0010\u0000" + new string('m', (1 << 20) + 1) + "q\u0000"), []),
            "stack names of a long name" =>
                (Of("X\u0001\u0000\u0010\u0000" + new string('n', (1 << 20) + 1) + "q\u0000"), []),
            "stack names of a module of a thousand characters" => (thousand, []),
            "a stack name of a thousand characters" => (thousand, Of("h\u0000h\u0000\u00930")),
            "entries of a long key" => ([.. megabyte, (byte)'}'], Of("h\u0000Ns")),
            "pairs of a long key" => (
                [
                    .. megabyte,
                    .. Of("]q\u0001(" + string.Concat(Enumerable.Repeat("h\u0000N\u0086", 1000)) + "eccollections\nOrderedDict\nq\u0002"),
                ],
                Of("h\u0002h\u0001\u0085R0")),
            "storages of a long key" => (
                [.. megabyte, .. Of(string.Format(CultureInfo.InvariantCulture, Storage, "FloatStorage"))],
                Of("(h\u0001h\u0002h\u0000h\u0000K\u0001tQ")),
            "unread storages of a long key" => (
                [.. megabyte, .. Of(string.Format(CultureInfo.InvariantCulture, Storage, "QInt8Storage"))],
                Of("(h\u0001h\u0002h\u0000h\u0000K\u0001tQ")),
            "a dictionary of many pairs again and again" => (
                Of("U\u0001kN\u0086q\u0000]q\u0001(" + string.Concat(Enumerable.Repeat("h\u0000", 450_000))
                    + "eccollections\nOrderedDict\nq\u0002"),
                Of("h\u0002h\u0001\u0085R0")),
            _ => (Of("("
                + string.Concat(Enumerable.Repeat("K\u0001", 1000))
                + "tq\u0000ctorch._utils\n_rebuild_tensor_v2\nq\u0001(U\u0007storagectorch\nFloatStorage\nU\u0001kh\u0001K\u0001tQq\u0002"), Of(
                    "h\u0001(h\u0002K\u0000h\u0000h\u0000tR")),
        };
        using var stream = new MemoryStream(length + (1 << 25));
        stream.Write([0x80, 4]);
        stream.Write(head);
        part = part.Length is > 0 and < 1000 ? [.. Enumerable.Repeat(part, 1000).SelectMany(b => b)] : part;
        for (var i = 0; stream.Length < length; i++)
        {
            // Every put of a value under a new number is one more memory of it.
            stream.Write(what switch
            {
                "memories far apart" => [(byte)'r', .. BitConverter.GetBytes(i * 613)],
                "other names" => Of($"cm\nn{i}\n"),
                "stack names of a long module" or "stack names of a module of a thousand characters" =>
                    Of($"h\u0000U\u0008{i:d8}\u00930"),
                "stack names of a long name" => Of($"U\u0008{i:d8}h\u0000\u00930"),
                _ => part,
            });
        }

        stream.Write(Of("."));
        return stream.ToArray();
    }

    /// <summary>Memory is measured for the whole process, so nothing else may run.</summary>
    [CollectionDefinition(DisableParallelization = true)]
    public sealed class Alone;

    private string Refuse(string name)
    {
        GC.Collect();
        var most = 0L;
        var stop = false;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
                Thread.Sleep(1);
            }
        });
        watch.Start();
        var clock = Stopwatch.StartNew();
        var fault = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder[name]));
        clock.Stop();
        Volatile.Write(ref stop, true);
        watch.Join();

        Assert.StartsWith(folder[name], fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(fault.Message, char.IsControl);
        Assert.InRange(fault.Message.Length, 1, 1000);
        Assert.InRange(most, 0, MostMemory);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, MostTime);
        return fault.Message;
    }

    private void WriteZip(string name, byte[] pickle)
    {
        using var archive = ZipFile.Open(folder[name], ZipArchiveMode.Create);
        Write("model/data.pkl", pickle);
        Write("model/data/0", new byte[16]);

        void Write(string entry, byte[] content)
        {
            using var stream = archive.CreateEntry(entry, CompressionLevel.NoCompression).Open();
            stream.Write(content);
        }
    }
}
