using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;

namespace Riveg.Networks.Tests.Conversion;

public sealed class ModelProvenanceTests : IDisposable
{
    private readonly TemporaryFolder folder = new("riveg-provenance-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Of_AModelAsItWasConverted_ReadsNoLargeFile()
    {
        var model = Write("model");
        var before = ModelProvenance.Of(model);

        // The content changes, length and time do not: whoever does not notice has not read it.
        var time = File.GetLastWriteTimeUtc(Path.Combine(model, "model.onnx"));
        File.WriteAllText(Path.Combine(model, "model.onnx"), "ONNY");
        File.SetLastWriteTimeUtc(Path.Combine(model, "model.onnx"), time);

        Assert.Empty(before.Changed);
        Assert.Equal(before.Sha256, ModelProvenance.Of(model).Sha256);
    }

    [Theory]
    [InlineData("model.onnx", "ONNY")]
    [InlineData("model.onnx", "ONNX and more")]
    [InlineData("model.onnx.data", "tensorz")]
    [InlineData("vocab.txt", "[UNK]!")]
    [InlineData("other.onnx", "added")]
    [InlineData("model.onnx", null)]
    [InlineData("vocab.txt", null)]
    public void Of_AModelOfWhichAFileWasChanged_SaysWhichAndHasAnotherHash(string file, string? content)
    {
        var model = Write("model");
        var before = ModelProvenance.Of(model);
        if (content is null)
        {
            File.Delete(Path.Combine(model, file));
        }
        else
        {
            File.WriteAllText(Path.Combine(model, file), content);
            File.SetLastWriteTimeUtc(Path.Combine(model, file), DateTime.UtcNow.AddMinutes(1));
        }

        var after = ModelProvenance.Of(model);
        Assert.Equal([file], after.Changed);
        Assert.NotEqual(before.Sha256, after.Sha256);
        Assert.Equal(after.Sha256, ModelProvenance.Of(model).Sha256);
    }

    [Fact]
    public void Of_OtherLabelsOrAnotherCrf_HasAnotherHash()
    {
        var hashes = new[]
        {
            ModelProvenance.Of(Write("a")).Sha256,
            ModelProvenance.Of(Write("b", labels: ["O", "B-LOC"])).Sha256,
            ModelProvenance.Of(Write("c", crf: new CrfDescription([0, 0], [0, 0], [[0, 1], [0, 0]]))).Sha256,
            ModelProvenance.Of(Write("d", network: "ONNZ")).Sha256,
            ModelProvenance.Of(Write("e", words: "[PAD]!")).Sha256,
            ModelProvenance.Of(Write("f", tensors: "tensorz")).Sha256,
        };

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], ModelProvenance.Of(Write("g")).Sha256);
    }

    /// <summary>A copy may have every time there is; its files are read once, and then known again.</summary>
    [Fact]
    public void Of_ACopiedModel_ReadsItOnceAndHasTheSameHash()
    {
        var model = Write("model");
        var before = ModelProvenance.Of(model);
        var onnx = Path.Combine(model, "model.onnx");
        var description = Path.Combine(model, ModelDescription.FileName);
        File.SetLastWriteTimeUtc(description, DateTime.UtcNow.AddHours(-2));
        File.SetLastWriteTimeUtc(onnx, DateTime.UtcNow.AddHours(-1));

        var after = ModelProvenance.Of(model);
        Assert.Equal((before.Sha256, 0), (after.Sha256, after.Changed.Count));
        Assert.True(File.GetLastWriteTimeUtc(description) > File.GetLastWriteTimeUtc(onnx));
    }

    [Fact]
    public void Of_AModelOfAnOlderRiveg_HashesItWhole()
    {
        var model = Write("model", listed: false);
        var before = ModelProvenance.Of(model);
        File.WriteAllText(Path.Combine(model, "model.onnx.data"), "tensorz");

        Assert.Empty(before.Changed);
        Assert.NotEqual(before.Sha256, ModelProvenance.Of(model).Sha256);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    public void Of_AModelThatListsAFileElsewhere_IsRefused(string name)
    {
        var model = Write("model");
        (ModelDescription.Load(model) with { Files = [new ConvertedFile(name, 1, new string('0', 64))] }).Save(model);

        Assert.Contains(
            "which is no file of the folder",
            Assert.Throws<CheckpointException>(() => ModelProvenance.Of(model)).Message,
            StringComparison.Ordinal);
    }

    private string Write(
        string name,
        IReadOnlyList<string>? labels = null,
        CrfDescription? crf = null,
        string network = "ONNX",
        string words = "[PAD]",
        string tensors = "tensors",
        bool listed = true)
    {
        var model = folder[name];
        Directory.CreateDirectory(model);
        File.WriteAllText(Path.Combine(model, "model.onnx"), network);
        File.WriteAllText(Path.Combine(model, "model.onnx.data"), tensors);
        File.WriteAllText(Path.Combine(model, "vocab.txt"), words);
        new ModelDescription
        {
            Architecture = "bert",
            Precision = "float32",
            SourceFile = "x.pth",
            SourceSha256 = new string('0', 64),
            RivegVersion = "0.1.0",
            Files = listed ? ConvertedFile.In(model, CancellationToken.None) : null,
            Text = new TextDescription(32, 0, 2, ["vocab.txt"], labels ?? ["O", "B-PER"], crf),
        }.Save(model);
        return model;
    }
}
