using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Tests.Checkpoints;

/// <summary>
/// What trainers put beside the weights. Each value is written here instruction by instruction, as Python's pickler writes it at the
/// protocol that <c>torch.save</c> takes by default (2) unless it says another one.
/// </summary>
public sealed class OpaquePickleTests
{
    /// <summary>The name of a value and its instructions; each leaves one value on the stack.</summary>
    public static TheoryData<string, string> Extras { get; } = new()
    {
        { "argparse.Namespace", "cargparse\nNamespace\n)\u0081}"
            + "(U\u0002lrG\u003f\u00f0\u0000\u0000\u0000\u0000\u0000\u0000U\u0004archU\u0003ofaub" },
        { "numpy's random state", NumpyRandomState },
        { "a numpy number", "cnumpy.core.multiarray\nscalar\n"
            + NumpyDtype
            + "c_codecs\nencode\n(X\u0004\u0000\u0000\u0000abcdU\u0006latin1tR\u0086R" },
        { "a numpy number of NumPy 2", "cnumpy._core.multiarray\nscalar\n" + NumpyDtype + "U\u0004abcd\u0086R" },
        { "an omegaconf configuration", "comegaconf.dictconfig\nDictConfig\n)\u0081}"
            + "(U\u0009_metadatacomegaconf.base\nContainerMetadata\n)\u0081"
            + "}U\u0008ref_typectyping\nAny\nsbU\u0008_content}U\u0002lrcomegaconf.nodes\nAnyNode\n)\u0081}U\u0004_valK\u0001sbsub" },
        { "fairseq's meters", "cfairseq.meters\nAverageMeter\n)\u0081}(U\u0003valK\u0001U\u0003sumK\u0002ub" },
        { "ModelScope's configuration", "cmodelscope.utils.config\nConfigDict\n)\u0081(U\u0004typeU\u0003tagU\u0003lenK\u0005u}b" },
        { "an enum", "cfairseq.dataclass.constants\nDDP_BACKEND\nU\u0004c10d\u0085R" },
        { "a path", "cpathlib\nPosixPath\n(U\u0001/U\u0004datatR" },
        { "a time", "cdatetime\ndatetime\nU\u000a0123456789\u0085R" },
        { "a time zone", "cdatetime\ntimezone\ncdatetime\ntimedelta\nK\u0000K\u0000K\u0000\u0087R\u0085R" },
        { "a device", "ctorch\ndevice\nU\u0003cpu\u0085R" },
        { "a type of numbers", "ctorch\nfloat16\n" },
        { "a function", "ctorch.nn.functional\ngelu\n" },
        { "a partial function", "cfunctools\npartial\nctorch.nn.modules.normalization\nLayerNorm\n\u0085R(ctorch.nn.modules.normalization\n"
            + "LayerNorm\n)}U\u0003epsG\u003e\u00b0\u0000\u0000\u0000\u0000\u0000\u0000sNtb" },
        { "a counter", "ccollections\nCounter\n}U\u0001aK\u0001s\u0085R" },
        { "a dictionary with a default", "ccollections\ndefaultdict\nc__builtin__\nlist\n\u0085RU\u0001a]s" },
        { "a queue", "ccollections\ndeque\n)RK\u0001a(K\u0002K\u0003e" },
        { "a set of protocol 2", "c__builtin__\nset\n](K\u0001K\u0002e\u0085R" },
        { "a set of protocol 4", "\u008f(K\u0001K\u0002\u0090" },
        { "a frozen set of protocol 4", "(K\u0001K\u0002\u0091" },
        { "bytes of protocol 3", "C\u0003abcB\u0004\u0000\u0000\u0000abcd\u0086" },
        { "a byte array of protocol 5", "\u0096\u0003\u0000\u0000\u0000\u0000\u0000\u0000\u0000abc" },
        { "a long number", "\u008b\u0009\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001" },
        { "an object of Python 2", "(cfairseq.meters\nStopwatchMeter\no}U\u0001nK\u0001sb" },
        { "an object made by copyreg", "ccopy_reg\n_reconstructor\n(cmmcv.utils.config\nConfig\nc__builtin__\nobject\nNtR}"
            + "U\u0001aK\u0001sb" },
        { "an object made with words for its arguments", "cmine\nThing\n)}U\u0001aK\u0001s\u0092" },
        { "a tensor of complex "
            + "numbers", "ctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nComplexFloatStorage\nU\u00011U\u0003cpuK\u0001tQ"
            + "K\u0000K\u0001\u0085K\u0001\u0085\u0089}tR" },
        { "a tensor of an own storage", "ctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagecmine\nStorage\nU\u00011U\u0003cpuK\u0001tQ"
            + "K\u0000K\u0001\u0085K\u0001\u0085\u0089}tR" },
        { "a sparse tensor", "ctorch._utils\n_rebuild_sparse_tensor\nctorch\nstrided\nK\u0001\u0086R" },
        { "a class that reads files", "cbuiltins\nopen\nU\u000b/etc/passwd\u0085R" },
        { "a command", "cos\nsystem\nU\u0004echo\u0085R" },
    };

    private const string NumpyDtype =
        "cnumpy\ndtype\nU\u0002f4\u0089\u0088\u0087R(K\u0003U\u0001<NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\u0000tb";

    private const string NumpyRandomState =
        "(U\u0007MT19937cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\u0000\u0085c_codecs\nencode\n"
        + "X\u0001\u0000\u0000\u0000bU\u0006latin1\u0086R\u0087R(K\u0001K\u0002\u0085" + NumpyDtype + "\u0089c_codecs\nencode\n"
        + "X\u0008\u0000\u0000\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008U\u0006latin1\u0086RtbK\u0018K\u0000G\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000t";

    /// <summary>A tensor of 4 floats in storage 0.</summary>
    private const string Tensor = "ctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpuK\u0004tQ"
        + "K\u0000K\u0004\u0085K\u0001\u0085\u0089ccollections\nOrderedDict\n)RtR";

    [Theory]
    [MemberData(nameof(Extras))]
    public void Open_WithAnExtraBesideTheWeights_ReadsTheWeights(string what, string extra)
    {
        // Beside the state dictionary, before and behind it, and among the weights.
        foreach (var pickle in new[]
        {
            "}(U\u0005extra" + extra + "U\u0005model}U\u0001w" + Tensor + "su",
            "}(U\u0005model}U\u0001w" + Tensor + "sU\u0005extra" + extra + "u",
            "}(U\u0005extra" + extra + "U\u0001w" + Tensor + "u",
            "}(U\u0001w" + Tensor + "U\u0005extra" + extra + "u",
            "ccollections\nOrderedDict\n)R(U\u0001w" + Tensor + "U\u0009_metadata" + extra + "u",
        })
        {
            using var folder = new TemporaryFolder();
            TorchFile.WriteZip(folder["model.pt"], pickle);
            using var checkpoint = Checkpoint.Open(folder["model.pt"]);

            Assert.True(checkpoint.Tensors is [{ Name: "w" }, ..], what);
            Assert.Equal([1f, 2f, 3f, 4f], checkpoint.Tensor("w").ReadSingles());
            var weights = new CheckpointWeights(checkpoint);
            weights.Get("w", 4);
            weights.ThrowIfFaulty("test");
        }
    }

    [Theory]
    [MemberData(nameof(Extras))]
    public void Get_OfAWeightThatIsMadeOfAnExtra_NamesWhatMakesIt(string what, string extra)
    {
        if (what.StartsWith("bytes", StringComparison.Ordinal)
            || what is "a long number" or "a dictionary with a default" or "numpy's random state")
        {
            // A tuple, a number or a dictionary is no value of a weight at all, and so no entry.
            return;
        }

        using var folder = new TemporaryFolder();
        TorchFile.WriteZip(folder["model.pt"], "}(U\u0001w" + Tensor + "U\u0001v" + extra + "u");
        using var checkpoint = Checkpoint.Open(folder["model.pt"]);
        var weights = new CheckpointWeights(checkpoint);
        weights.Get("w", 4);
        weights.Get("v", 4);
        var fault = Assert.Throws<CheckpointException>(() => weights.ThrowIfFaulty("test"));

        Assert.Matches("'v' is made by '[^']+', which Riveg never runs", fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Contains(
            "is made by '", Assert.Throws<CheckpointException>(() => weights.ShapeOf("v", 1, "test")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("module.", "module.")]
    [InlineData("module.module.", "module.module.")]
    [InlineData("_orig_mod.", "_orig_mod.")]
    [InlineData("module._orig_mod.", "module._orig_mod.")]
    [InlineData("model.", "model.")]
    public void Open_WithATrainersPrefixBeforeEveryName_TakesItOff(string first, string second)
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder["x.safetensors"], [
            CheckpointTensor.FromValues($"{first}a", [1], [1]), CheckpointTensor.FromValues($"{second}b", [1], [2])]);
        using var checkpoint = Checkpoint.Open(folder["x.safetensors"]);

        Assert.Equal(["a", "b"], checkpoint.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.Equal([2f], checkpoint.Tensor("b").ReadSingles());
    }

    [Theory]
    [InlineData("module.a", "b")]
    [InlineData("module.a", "module.")]
    [InlineData("modules.a", "modules.b")]
    public void Open_WithAPrefixBeforeSomeNamesAlone_KeepsTheNames(string first, string second)
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder["x.safetensors"], [
            CheckpointTensor.FromValues(first, [1], [1]), CheckpointTensor.FromValues(second, [1], [2])]);
        using var checkpoint = Checkpoint.Open(folder["x.safetensors"]);

        Assert.Equal([first, second], checkpoint.Tensors.Select(t => t.Name));
    }

    [Theory]
    [InlineData("_rebuild_parameter", "")]
    [InlineData("_rebuild_parameter_with_state", "}")]
    public void Open_OfParameters_ReadsTheirTensors(string rebuild, string state)
    {
        using var folder = new TemporaryFolder();
        TorchFile.WriteZip(
            folder["model.pt"],
            $"}}U\u0001wctorch._utils\n{rebuild}\n({Tensor}\u0088ccollections\nOrderedDict\n)R{state}tRs");
        using var checkpoint = Checkpoint.Open(folder["model.pt"]);

        Assert.Equal([1f, 2f, 3f, 4f], checkpoint.Tensor("w").ReadSingles());
    }

    [Fact]
    public void Open_OfATensorWithAttributes_ReadsIt()
    {
        using var folder = new TemporaryFolder();
        var arguments = Tensor["ctorch._utils\n_rebuild_tensor_v2\n".Length..^1];
        TorchFile.WriteZip(
            folder["model.pt"],
            "}U\u0001wctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_tensor_v2\nctorch\nTensor\n" + arguments
            + "}U\u0008lr_scaleK\u0001stRs");
        using var checkpoint = Checkpoint.Open(folder["model.pt"]);

        Assert.Equal([1f, 2f, 3f, 4f], checkpoint.Tensor("w").ReadSingles());
    }

    [Fact]
    public void Open_OfAnOrderedDictionaryOfPython2_ReadsIt()
    {
        using var folder = new TemporaryFolder();
        TorchFile.WriteZip(folder["model.pt"], "ccollections\nOrderedDict\n](](U\u0001w" + Tensor + "ee\u0085R");
        using var checkpoint = Checkpoint.Open(folder["model.pt"]);

        Assert.Equal([1f, 2f, 3f, 4f], checkpoint.Tensor("w").ReadSingles());
    }

    [Fact]
    public void Open_OfWeightsUnderAnUnknownName_FindsTheOnlyOnes()
    {
        using var folder = new TemporaryFolder();
        TorchFile.WriteZip(folder["one.pt"], "}(U\u0005epochK\u0001U\u0006params}U\u0001w" + Tensor + "su");
        TorchFile.WriteZip(folder["two.pt"], "}(U\u0001a}U\u0001w" + Tensor + "sU\u0001b}U\u0001w" + Tensor + "su");
        TorchFile.WriteZip(folder["best.pt"], "}(U\u0004best" + Tensor + "U\u0005model}U\u0001w" + Tensor + "su");
        using (var checkpoint = Checkpoint.Open(folder["one.pt"]))
        {
            Assert.Equal("w", Assert.Single(checkpoint.Tensors).Name);
        }

        using (var checkpoint = Checkpoint.Open(folder["best.pt"]))
        {
            Assert.Equal("w", Assert.Single(checkpoint.Tensors).Name);
        }

        Assert.Contains(
            "holds no weights",
            Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["two.pt"])).Message,
            StringComparison.Ordinal);
    }

    /// <summary>
    /// In a file of before PyTorch 1.6 the storages lie one behind the other, so one that is not read must be stepped over.
    /// </summary>
    [Theory]
    [InlineData("torch\nComplexDoubleStorage", 16, null)]
    [InlineData("torch\nUntypedStorage", 1, null)]
    [InlineData("mine\nStorage", 8, "of a type that Riveg does not know")]
    public void Open_OfAnOldFileWithAStorageThatIsNotRead_StepsOverIt(string type, int size, string? message)
    {
        using var folder = new TemporaryFolder();
        var unread = $"ctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagec{type}"
            + "\nU\u00011U\u0003cpuK\u0002NtQK\u0000K\u0001\u0085K\u0001\u0085\u0089}}tR";
        var tensor = Tensor.Replace("K\u0004tQ", "K\u0004NtQ", StringComparison.Ordinal);
        TorchFile.WriteLegacy(
            folder["model.pt"],
            "}(U\u0001v" + unread + "U\u0001w" + tensor + "u",
            "](U\u00011U\u00010e",
            [.. Count(2), .. new byte[2 * size], .. Count(4), .. TorchFile.Numbers]);

        if (message is not null)
        {
            Assert.Contains(
                message, Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["model.pt"])).Message, StringComparison.Ordinal);
            return;
        }

        using var checkpoint = Checkpoint.Open(folder["model.pt"]);
        Assert.Equal([1f, 2f, 3f, 4f], checkpoint.Tensor("w").ReadSingles());
    }

    private static byte[] Count(long count)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, count);
        return bytes;
    }
}

/// <summary>Files as <c>torch.save</c> writes them, around instructions that a test gives.</summary>
internal static class TorchFile
{
    /// <summary>The floats 1 to 4, the content of storage 0.</summary>
    public static readonly byte[] Numbers = [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40];

    public static void WriteZip(string path, string instructions)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        Write("model/data.pkl", [0x80, 2, .. Encoding.Latin1.GetBytes(instructions), (byte)'.']);
        Write("model/data/0", Numbers);
        Write("model/data/1", Numbers);

        void Write(string name, byte[] content)
        {
            using var stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            stream.Write(content);
        }
    }

    public static void WriteLegacy(string path, string instructions, string keys, byte[] storages)
    {
        byte[] head = [
            0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.', 0x80, 2, (byte)'M', 0xe9, 3,
            (byte)'.', 0x80, 2, (byte)'}', (byte)'.'
        ];
        File.WriteAllBytes(path, [.. head, .. Pickle(instructions), .. Pickle(keys), .. storages]);

        static byte[] Pickle(string text) => [0x80, 2, .. Encoding.Latin1.GetBytes(text), (byte)'.'];
    }
}
