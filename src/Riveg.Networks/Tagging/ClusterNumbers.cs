using Riveg.Recognition.Reading;

namespace Riveg.Networks.Tagging;

/// <summary>The beginnings of clusters' paths numbered from 1; 0 is a word without a cluster. Immutable.</summary>
internal sealed class ClusterNumbers
{
    private readonly Dictionary<uint, int>[] numbers;

    public ClusterNumbers(WordClusters clusters) => numbers =
    [
        .. Lengths.ToArray().Select(length => clusters.Paths.Select(p => p.Prefix(length)).Distinct().Order().Index()
            .ToDictionary(p => p.Item, p => p.Index + 1)),
    ];

    /// <summary>How many branches are looked at.</summary>
    public static ReadOnlySpan<int> Lengths => [4, 6, 8, 12, ClusterPath.LongestPath];

    /// <summary>How many values a length has, 0 included.</summary>
    public int Count(int length) => numbers[length].Count + 1;

    /// <summary>The number of a path's beginning.</summary>
    public int Of(int length, ClusterPath path) => path.IsKnown ? numbers[length][path.Prefix(Lengths[length])] : 0;
}
