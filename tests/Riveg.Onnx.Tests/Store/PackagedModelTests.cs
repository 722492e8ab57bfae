using Riveg.Faults;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Recognition;
using Riveg.Onnx.Store;
using Riveg.Posts;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Store;

/// <summary>The small tagger inside the package: the files of src/Riveg.Onnx/Recognition/Tagger, as they were trained.</summary>
public sealed class PackagedModelTests
{
    private const int MostBytes = 10_000_000;

    private static readonly string[] Names =
    [
        ModelDescription.FileName, TaggerDescription.NetworkFile, TaggerDescription.VectorsFile, TaggerDescription.ClustersFile,
        "MODEL-CARD.md",
    ];

    [Fact]
    public void Tagger_IsInsideThePackage_WholeAndSmall()
    {
        var tagger = Assert.Single(PackagedModel.All);
        Assert.Null(tagger.MissingReason);
        var sizes = Names.Select(n =>
        {
            using var stream = tagger.Open(n);
            return stream?.Length ?? throw new InvalidDataException($"{n} is missing");
        });
        Assert.InRange(sizes.Sum(), 1, MostBytes);
    }

    [Fact]
    public void Missing_InAnOwnBuild_SaysHowToGetIt()
    {
        var missing = new PackagedModel("riveg-tagger", "names", "MIT", _ => null);
        const string Reason = "This build of Riveg.Onnx has no riveg-tagger; make one with 'riveg train tagger' and name its folder as the "
            + "stage's \"model\", or build again with its files in src/Riveg.Onnx/Recognition/Tagger.";
        Assert.Equal(Reason, missing.MissingReason);
        Action[] asked = [missing.RequirePresent, () => missing.Files(), () => _ = missing.Size];
        Assert.All(asked, ask => Assert.Equal(Reason, Assert.Throws<StageUnavailableException>(ask).Message));
    }

    [Fact]
    public void Tagger_FilesOfIt_AreThoseThatItsDescriptionLists() =>
        Assert.All(PackagedModel.Tagger.Files(), f => Assert.Equal(f.Sha256, PackagedModel.Tagger.Hash(f.Name)));

    [Fact]
    public void Tagger_Card_NamesTheModelsOwnFiles()
    {
        using var reader = new StreamReader(PackagedModel.Tagger.Open("MODEL-CARD.md")!);
        var card = reader.ReadToEnd();
        Assert.All(
            PackagedModel.Tagger.Files().Where(f => f.Name != ModelDescription.FileName),
            f => Assert.Contains(f.Sha256, card, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tagger_NewcomersSentence_FindsItsNames()
    {
        using var recognizer = TaggerRecognizer.OpenPackaged();
        const string Text = "elon musk bought twitter and Taylor Swift plays in London tonight";
        var mentions = await recognizer.OneAsync(
            new PostContext { Post = new Post { Id = "1", Text = Text } }, TestContext.Current.CancellationToken);
        Assert.Contains("Taylor Swift PER", mentions.Select(m => $"{m.Span.Of(Text)} {m.Type}"));
        Assert.Contains("London LOC", mentions.Select(m => $"{m.Span.Of(Text)} {m.Type}"));
        Assert.Equal(("tagger", "riveg-tagger"), (recognizer.Info.Implementation, recognizer.Info.Model));
    }
}
