using System.Collections.Immutable;

namespace Riveg.Networks.Tagging;

/// <summary>The columns of what is told of each token as a number of a small table. Their order is part of the model's form.</summary>
internal enum TaggerColumn
{
    /// <summary>The first branches of the word's Brown cluster.</summary>
    Cluster4,

    /// <summary>A few more.</summary>
    Cluster6,

    /// <summary>And more.</summary>
    Cluster8,

    /// <summary>And more.</summary>
    Cluster12,

    /// <summary>All of them.</summary>
    Cluster,

    /// <summary>
    /// The word itself, if the posts that were learned from have it several times; a few share a number. 0 for all others.
    /// </summary>
    Word,

    /// <summary>How the word is written.</summary>
    Case,

    /// <summary>How the whole post is written.</summary>
    Casing,

    /// <summary>By whose rules the post was annotated; 0 for our own, and whenever posts are read.</summary>
    Rules,

    /// <summary>How the token lies in a name that the knowledge lists; 0 where there is no knowledge.</summary>
    Listed,

    /// <summary>That name's place in the list.</summary>
    Order,

    /// <summary>How often the reasoning says the word.</summary>
    Said,
}

/// <summary>How many values each column has.</summary>
internal static class TaggerForms
{
    /// <summary>How many columns there are.</summary>
    public const int Columns = 12;

    /// <summary>So many names of a list are told apart.</summary>
    public const int Orders = 6;

    /// <summary>So many kinds of rules are told apart, our own among them.</summary>
    public const int Rules = 8;

    /// <summary>So many numbers are given to words, 0 being none.</summary>
    public const int Words = 8192;

    private const int Cases = 15;
    private const int Casings = 16;
    private const int ListedPlaces = 17;
    private const int SaidCounts = 4;

    /// <summary>How wide the table of each column is.</summary>
    public static ImmutableArray<int> Widths { get; } = [8, 12, 16, 24, 24, 24, 12, 8, 8, 16, 4, 4];

    /// <summary>The numbers of values, column by column.</summary>
    /// <param name="clusters">How many beginnings of paths of each length there are, the word without a cluster not counted.</param>
    public static ImmutableArray<int> Sizes(ClusterNumbers clusters) =>
    [
        .. Enumerable.Range(0, ClusterNumbers.Lengths.Length).Select(clusters.Count),
        Words, Cases, Casings, Rules, ListedPlaces, Orders + 1, SaidCounts,
    ];
}
