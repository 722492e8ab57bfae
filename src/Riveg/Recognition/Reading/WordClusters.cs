using Riveg.Packing;

namespace Riveg.Recognition.Reading;

/// <summary>
/// Which cluster each known word belongs to (Brown et al. 1992): words that occur among the same neighbours share the beginning of their
/// paths. Words are kept as hashes of their small letters, of <see cref="KeyBits"/> bits: of a hundred thousand words one in two thousand
/// that are unknown is taken for one of them, and the file is the smaller. Immutable and thread-safe.
/// </summary>
internal sealed class WordClusters : IWordTable
{
    private const int KeyBits = 28;
    private const int BucketBits = 16;
    private const int MostWords = 1 << 22;
    private const int MostPaths = 1 << 16;

    private readonly uint[] words;
    private readonly ushort[] clusters;
    private readonly ClusterPath[] paths;
    private readonly int[] buckets;

    private WordClusters(uint[] words, ushort[] clusters, ClusterPath[] paths)
    {
        this.words = words;
        this.clusters = clusters;
        this.paths = paths;
        buckets = MakeBuckets(words);
    }

    /// <summary>Knows no word.</summary>
    public static WordClusters None { get; } = new([], [], []);

    /// <summary>How many words have a cluster.</summary>
    public int Count => words.Length;

    /// <summary>Makes the clusters of words; of two words of one hash the first counts.</summary>
    public static WordClusters Of(IEnumerable<(string Word, ClusterPath Path)> entries)
    {
        var byHash = new SortedDictionary<uint, ClusterPath>();
        foreach (var (word, path) in entries)
        {
            byHash.TryAdd(KeyOf(WordHash.OfLower(word)), path);
        }

        ClusterPath[] paths = [.. byHash.Values.Distinct().OrderBy(p => p.Code)];
        var numbers = paths.Index().ToDictionary(p => p.Item, p => (ushort)p.Index);
        return new WordClusters([.. byHash.Keys], [.. byHash.Values.Select(p => numbers[p])], paths);
    }

    /// <summary>The cluster of the word of a hash (<see cref="WordHash.OfLower"/>).</summary>
    public ClusterPath Find(uint word)
    {
        var key = KeyOf(word);
        var bucket = BucketOf(key);
        for (var i = buckets[bucket]; i < buckets[bucket + 1]; i++)
        {
            if (words[i] == key)
            {
                return paths[clusters[i]];
            }
        }

        return default;
    }

    /// <inheritdoc />
    public bool Contains(uint word) => Find(word).IsKnown;

    /// <summary>All paths that words have, ascending by their codes.</summary>
    public IReadOnlyList<ClusterPath> Paths => paths;

    /// <summary>The cluster of a post's token (<see cref="WordLookup"/>); none if no form of it is known.</summary>
    public ClusterPath Find(TokenizedPost post, int i) => WordLookup.Find(this, post, i) is { } word ? Find(word) : default;

    /// <summary>Writes the clusters; the same clusters give the same bytes.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(words.Length);
        writer.Write(paths.Length);
        PackedBlock.Write(writer, block =>
        {
            SortedKeys.Write(block, words);
            foreach (var path in paths)
            {
                block.Write(path.Code);
            }

            foreach (var cluster in clusters)
            {
                block.Write((byte)cluster);
            }

            foreach (var cluster in clusters)
            {
                block.Write((byte)(cluster >> 8));
            }
        });
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The data is not of that form.</exception>
    public static WordClusters Read(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        var pathCount = reader.ReadInt32();
        if (count is < 0 or > MostWords || pathCount is < 0 or > MostPaths || (count > 0 && pathCount == 0))
        {
            throw new InvalidDataException($"{count} words in {pathCount} clusters are not possible");
        }

        using var block = PackedBlock.Read(reader);
        var words = SortedKeys.Read(block, count);
        if (count > 0 && words[^1] >> KeyBits != 0)
        {
            throw new InvalidDataException("a word's hash is too large");
        }

        var paths = new ClusterPath[pathCount];
        for (var i = 0; i < paths.Length; i++)
        {
            paths[i] = new ClusterPath(block.ReadUInt32());
        }

        var low = PackedBlock.ReadBytes(block, count);
        var high = PackedBlock.ReadBytes(block, count);
        var clusters = new ushort[count];
        for (var i = 0; i < count; i++)
        {
            clusters[i] = (ushort)(low[i] | (high[i] << 8));
            if (clusters[i] >= pathCount)
            {
                throw new InvalidDataException("a word is in a cluster that is not there");
            }
        }

        return count == 0 ? None : new WordClusters(words, clusters, paths);
    }

    private static uint KeyOf(uint hash) => hash >> (32 - KeyBits);

    private static uint BucketOf(uint key) => key >> (KeyBits - BucketBits);

    private static int[] MakeBuckets(uint[] words)
    {
        var buckets = new int[(1 << BucketBits) + 1];
        foreach (var word in words)
        {
            buckets[BucketOf(word) + 1]++;
        }

        for (var i = 1; i < buckets.Length; i++)
        {
            buckets[i] += buckets[i - 1];
        }

        return buckets;
    }
}
