using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Tests.Checkpoints;

public sealed class HostilePickleTests
{
    /// <summary>A storage of 4 floats with the key 0, up to the arguments of the tensor over it.</summary>
    private const string Storage =
        "\u0080\u0002}U\u0001wctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpuK\u0004tQ";

    public static TheoryData<string, string, string> Pickles { get; } = new()
    {
        { "runs a command", "\u0080\u0002cos\nsystem\n(U\u0007echo hitR.", "'os.system'" },
        { "runs a command by its other name", "\u0080\u0002cposix\nsystem\n(U\u0004echotR.", "'posix.system'" },
        { "evaluates", "\u0080\u0002cbuiltins\neval\n(U\u00031+1tR.", "'builtins.eval'" },
        { "evaluates by a name from the stack", "\u0080\u0004\u008c\u0008builtins\u008c\u0004exec\u0093.", "'builtins.exec'" },
        { "walks to a function of an allowed module", "\u0080\u0002ctorch._utils\nimport_module\n.", "'torch._utils.import_module'" },
        { "uses an attribute path", "\u0080\u0004\u008c\u0005torch\u008c\u000chub.load_x_y\u0093.", "'torch.hub" },
        { "makes an instance in the oldest way", "\u0080\u0002(ios\nsystem\n.", "instruction 0x69" },
        { "makes an object in the oldest way", "\u0080\u0002(cos\nsystem\no.", "'os.system'" },
        { "makes an object of no type", "\u0080\u0002(o.", "an object of no type" },
        { "makes an object with words for its arguments", "\u0080\u0004cos\nsystem\n)}\u0092.", "'os.system'" },
        { "gives what it made attributes", "\u0080\u0002cos\nsystem\n)R}U\u0001aK\u0001sb.", "'os.system'" },
        { "gives what it made entries", "\u0080\u0002cos\nsystem\n)RU\u0001wK\u0001s.", "'os.system'" },
        { "gives what it made elements", "\u0080\u0002cos\nsystem\n)RK\u0001a.", "'os.system'" },
        { "calls what it made", "\u0080\u0002cbuiltins\ngetattr\n(cos\nos\nU\u0006systemtR(U\u0004echotR.", "'builtins.getattr'" },
        { "calls what it made with what it made", "\u0080\u0002cos\nsystem\n)R)Rcos\npopen\n)RR.", "'os.system'" },
        { "calls a number", "\u0080\u0002K\u0001)R.", "calls something that is no name" },
        { "calls a dictionary", "\u0080\u0002})R.", "calls something that is no name" },
        { "makes an object of a number", "\u0080\u0002K\u0001)\u0081.", "calls something that is no name" },
        { "hides the call below the weights' name", "\u0080\u0002}U\u0005modelcos\nsystem\n(U\u0004echotRs.", "'os.system'" },
        { "adds to something that is no set", "\u0080\u0004](K\u0001\u0090.", "no set" },
        { "makes a dictionary of a list that holds no pairs",
            "\u0080\u0002ccollections\nOrderedDict\n(](K\u0001K\u0002e" + "tR.", "no pairs" },
        { "uses the extension registry", "\u0080\u0002\u0082\u0001.", "instruction 0x82" },
        { "gives state to no dictionary", "\u0080\u0002K\u0001}b.", "gives attributes" },
        { "calls a storage type", "\u0080\u0002ctorch\nFloatStorage\n)R.", "'torch.FloatStorage'" },
        { "makes a tensor of a function's answer",
            "\u0080\u0002}U\u0001wctorch._utils\n_rebuild_tensor_v2\n(cos\nsystem\n)RK\u0000K\u0001\u0085K\u0001\u0085\u0089}tRs.",
            "'os.system'" },
        { "rebuilds by a rebuilder", "\u0080\u0002}U\u0001wctorch._tensor\n_rebuild_from_type_v2\n(" + string.Concat(
            Enumerable.Repeat("ctorch._tensor\n_rebuild_from_type_v2\nN(", 3)) + "tNtNtNtRs.", "_rebuild_from_type_v2'" },
        { "recalls what was never stored", "\u0080\u0002h\u0007.", "never stored" },
        { "stores nothing a thousand times over", "\u0080\u0002r\u00ff\u00ff\u00ff\u007f.", "more values than there are" },
        { "has no end", "\u0080\u0002}", "has no end" },
        { "has only an end", "\u0080\u0002.", "more values than there are" },
        { "claims a long text", "\u0080\u0002X\u00ff\u00ff\u00ff\u007f.", "ends in the middle" },
        { "claims a text of exabytes", "\u0080\u0004\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", "ends in the middle" },
        { "claims a text of negative length", "\u0080\u0002T\u00ff\u00ff\u00ff\u00ff.", "ends in the middle" },
        { "looks for a mark", "\u0080\u0002t.", "a mark" },
        { "pops past a mark", "\u0080\u0002K\u0001(0t.", "a mark" },
        { "holds no weights", "\u0080\u0002}.", "holds no weights" },
        { "is a number", "\u0080\u0002K\u0001.", "holds no weights" },
        { "wraps itself", "\u0080\u0002}q\u0000U\u0005modelh\u0000s.", "holds no weights" },
        { "has a tensor past its data", Storage + "K\u0000K\u0005\u0085K\u0001\u0085\u0089}tRs.", "does not lie inside" },
        { "has a tensor that starts past its data", Storage + "K\u0004K\u0001\u0085K\u0001\u0085\u0089}tRs.", "does not lie inside" },
        { "has a tensor before its data", Storage
            + "J\u00ff\u00ff\u00ff\u00ffK\u0001\u0085K\u0001\u0085\u0089}tRs.", "does not lie inside" },
        { "has a step that leaves its data", Storage + "K\u0000K\u0002\u0085K\u0009\u0085\u0089}tRs.", "does not lie inside" },
        { "repeats a number into a huge tensor", Storage
            + "K\u0000J\u00ff\u00ff\u00ff\u007fJ\u00ff\u00ff\u00ff\u007f\u0086K\u0000K\u0000\u0086\u0089}tRs.", "does not lie inside" },
        { "has a negative length", Storage + "K\u0000J\u00ff\u00ff\u00ff\u00ff\u0085K\u0001\u0085\u0089}tRs.", "does not lie inside" },
        { "has fewer steps than lengths", Storage + "K\u0000K\u0001K\u0001\u0086K\u0001\u0085\u0089}tRs.", "does not lie inside" },
        { "has a shape of text", Storage + "K\u0000U\u0001x\u0085K\u0001\u0085\u0089}tRs.", "no list of integers" },
    };

    [Theory]
    [MemberData(nameof(Pickles))]
    public void Open_OfAPickleThat_IsRefusedInOneLine(string what, string pickle, string message)
    {
        using var folder = new TemporaryFolder();
        WriteZip(folder["model.pth"], Bytes(pickle));

        var fault = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["model.pth"]));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.True(!fault.Message.Contains('\n', StringComparison.Ordinal), what);
    }

    [Fact]
    public void Open_OfTheUnharmedForm_GivesItsTensor()
    {
        using var folder = new TemporaryFolder();
        WriteZip(folder["model.pth"], Bytes(Storage + "K\u0001K\u0003\u0085K\u0001\u0085\u0089}tRs."));

        using var checkpoint = Checkpoint.Open(folder["model.pth"]);
        Assert.Equal([2f, 3f, 4f], checkpoint.Tensor("w").ReadSingles());
    }

    [Fact]
    public void Open_OfAMillionNestedLists_DoesNotExhaustTheStack()
    {
        using var folder = new TemporaryFolder();
        WriteZip(folder["model.pth"], [
            0x80, 2, .. Enumerable.Repeat((byte)']', 1_000_000), .. Enumerable.Repeat((byte)'a', 999_999), (byte)'.'
        ]);

        Assert.Contains(
            "holds no weights",
            Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["model.pth"])).Message,
            StringComparison.Ordinal);
    }

    /// <summary>
    /// Each list holds the one before it ten times: a billion values to whoever walks the tree, 90 lists to whoever does not.
    /// </summary>
    [Fact]
    public void Open_OfListsThatMultiply_StaysSmall()
    {
        using var folder = new TemporaryFolder();
        var pickle = new List<byte> { 0x80, 2, (byte)']', (byte)'q', 0 };
        for (byte level = 1; level < 90; level++)
        {
            pickle.AddRange([(byte)']', (byte)'(', .. Enumerable.Repeat(new[] { (byte)'h', (byte)(level - 1) }, 10)
                .SelectMany(b => b), (byte)'e', (byte)'q', level]);
        }

        WriteZip(folder["model.pth"], [.. pickle, (byte)'.']);
        Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["model.pth"]));
    }

    [Fact]
    public void Open_OfACompressedArchive_IsRefusedBeforeItIsUnpacked()
    {
        using var folder = new TemporaryFolder();
        WriteZip(folder["model.pth"], [0x80, 2, .. Enumerable.Repeat((byte)']', 1_000_000), (byte)'.'], CompressionLevel.SmallestSize);

        Assert.Contains(
            "is compressed",
            Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["model.pth"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfALegacyFileWhoseStorageLies_IsRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] count = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(count, long.MaxValue / 4);
        byte[] magic = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];
        byte[] version = [0x80, 2, (byte)'M', 0xe9, 3, (byte)'.'];
        File.WriteAllBytes(folder["model.pt"], [
            .. magic, .. version, .. Bytes("\u0080\u0002}."), .. Bytes(Storage + "K\u0000K\u0004\u0085K\u0001\u0085\u0089}tRs."),
            .. Bytes("\u0080\u0002]U\u00010a."), .. count]);

        Assert.Contains(
            "more than the file holds",
            Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["model.pt"])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("<!doctype html><html>log in</html>")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00")]
    [InlineData("PK\u0003\u0004cut short")]
    [InlineData("\u0080\u0002K\u0001.")]
    public void Open_OfNoCheckpoint_SaysSoInOneLine(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["model.bin"], Bytes(content));

        var fault = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["model.bin"]));

        Assert.StartsWith(folder["model.bin"], fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    /// <summary>Every cut of a real file is either refused at opening or when a tensor is read; nothing else is ever thrown.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_OfAFileCutShort_IsRefused(bool legacy)
    {
        using var folder = new TemporaryFolder();
        var pickle = Bytes(Storage + "K\u0000K\u0004\u0085K\u0001\u0085\u0089}tRs.");
        if (legacy)
        {
            byte[] magic = [
                0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.', 0x80, 2, (byte)'M', 0xe9, 3,
                (byte)'.'
            ];
            File.WriteAllBytes(folder["whole"], [.. magic, .. Bytes("\u0080\u0002}."), .. pickle, .. Bytes(
                "\u0080\u0002]U\u00010a."), 4, 0, 0, 0, 0, 0, 0, 0, .. new byte[16]]);
        }
        else
        {
            WriteZip(folder["whole"], pickle);
        }

        using (var whole = Checkpoint.Open(folder["whole"]))
        {
            Assert.Equal(4, whole.Tensor("w").ReadSingles().Length);
        }

        var bytes = File.ReadAllBytes(folder["whole"]);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(folder["cut"], bytes[..length]);
            Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["cut"]));
        }
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static void WriteZip(string path, byte[] pickle, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        Write("model/data.pkl", pickle);
        Write("model/data/0", [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40]);

        void Write(string name, byte[] content)
        {
            using var stream = archive.CreateEntry(name, level).Open();
            stream.Write(content);
        }
    }
}
