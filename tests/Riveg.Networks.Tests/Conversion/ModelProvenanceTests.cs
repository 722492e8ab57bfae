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

        ChangeSecretly(model);

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
    [Theory]
    [InlineData(-2)]
    [InlineData(+2)]
    [InlineData(+100_000)]
    public void Of_ACopiedModel_ReadsItOnceAndHasTheSameHash(int hours)
    {
        var model = Write("model");
        var before = ModelProvenance.Of(model);
        foreach (var file in Directory.GetFiles(model))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(hours));
        }

        var after = ModelProvenance.Of(model);
        ChangeSecretly(model);

        Assert.Equal((before.Sha256, 0), (after.Sha256, after.Changed.Count));
        Assert.Equal(before.Sha256, ModelProvenance.Of(model).Sha256);
        Assert.Equal([ModelDescription.FileName, "model.onnx", "model.onnx.data", "vocab.txt"], NamesIn(model));
        Assert.True(File.GetLastWriteTimeUtc(Path.Combine(model, ModelDescription.FileName)) <= DateTime.UtcNow.AddMinutes(1));
    }

    /// <summary>A model that an earlier Riveg converted lists no times: what it was told is read once.</summary>
    [Fact]
    public void Of_AModelWithoutTimes_ReadsItOnceAndHasTheSameHash()
    {
        var model = Write("model");
        var before = ModelProvenance.Of(model);
        var description = ModelDescription.Load(model);
        (description with { Files = [.. description.Files!.Select(f => f with { Written = null })] }).Save(model);

        Assert.Equal(before.Sha256, ModelProvenance.Of(model).Sha256);
        ChangeSecretly(model);
        Assert.Equal(before.Sha256, ModelProvenance.Of(model).Sha256);
    }

    /// <summary>Whatever is written into the description later, and whatever times files have, a changed file stays changed.</summary>
    [Theory]
    [InlineData("description written again")]
    [InlineData("another file from the future")]
    [InlineData("description from the future")]
    [InlineData("an older file of another model")]
    [InlineData("a second look")]
    public void Of_AModelOfWhichAFileWasChangedToTheSameLength_SaysSoForGood(string how)
    {
        var model = Write("model");
        var before = ModelProvenance.Of(model);
        var (onnx, description) = (Path.Combine(model, "model.onnx"), Path.Combine(model, ModelDescription.FileName));
        File.WriteAllText(onnx, "ONNY");
        switch (how)
        {
            case "description written again":
                (ModelDescription.Load(model) with { Precision = "float32" }).Replace(model);
                File.SetLastWriteTimeUtc(description, DateTime.UtcNow.AddMinutes(1));
                break;
            case "another file from the future":
                File.SetLastWriteTimeUtc(Path.Combine(model, "vocab.txt"), DateTime.UtcNow.AddYears(1));
                File.WriteAllText(onnx, "ONNX");
                ModelProvenance.Of(model);
                File.WriteAllText(onnx, "ONNY");
                break;
            case "description from the future":
                File.SetLastWriteTimeUtc(description, DateTime.UtcNow.AddYears(1));
                break;
            case "an older file of another model":
                File.SetLastWriteTimeUtc(onnx, DateTime.UtcNow.AddYears(-1));
                break;
            default:
                File.SetLastWriteTimeUtc(onnx, DateTime.UtcNow.AddMinutes(1));
                ModelProvenance.Of(model);
                break;
        }

        var after = ModelProvenance.Of(model);

        Assert.Equal(["model.onnx"], after.Changed);
        Assert.NotEqual(before.Sha256, after.Sha256);
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

    /// <summary>Content without length and time: whoever does not notice has not read it.</summary>
    private static void ChangeSecretly(string model)
    {
        var file = Path.Combine(model, "model.onnx");
        var time = File.GetLastWriteTimeUtc(file);
        File.WriteAllText(file, "ONNY");
        File.SetLastWriteTimeUtc(file, time);
    }

    private static IEnumerable<string?> NamesIn(string folder) =>
        Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

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
