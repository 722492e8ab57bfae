using System.Runtime.InteropServices;
using Riveg.Builtin.Recognition;
using Riveg.Recognition.Reading;

namespace Riveg.Evaluation.Training;

/// <summary>The training posts of one view as numbers: features that occur in enough posts are numbered, the others left out.</summary>
internal sealed class TrainingSequences
{
    private readonly List<int[]> features = [];
    private readonly List<int[]> tokenEnds = [];
    private readonly List<int[]> labels = [];

    private TrainingSequences(uint[] keys) => Keys = keys;

    /// <summary>The hash of each numbered feature, ascending.</summary>
    public uint[] Keys { get; }

    public int Count => labels.Count;

    /// <summary>The numbers of the features of all tokens of a post, one token after the other.</summary>
    public int[] Features(int post) => features[post];

    /// <summary>Where each token's features end.</summary>
    public int[] TokenEnds(int post) => tokenEnds[post];

    public int[] Labels(int post) => labels[post];

    public static TrainingSequences Build(
        IReadOnlyList<TrainingExample> posts,
        WordClusters clusters,
        int minimumCount,
        CancellationToken cancellationToken)
    {
        var hashed = new List<(uint[] Features, int[] Ends)>(posts.Count);
        var counts = new Dictionary<uint, int>();
        var buffer = new FeatureBuffer();
        var seen = new HashSet<uint>();
        foreach (var post in posts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RecognitionFeatures.Extract(post.Post, clusters, post.Knowledge, buffer, post.Source);
            hashed.Add(buffer.Copy());
            seen.Clear();
            foreach (var feature in hashed[^1].Features)
            {
                if (seen.Add(feature))
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, feature, out _)++;
                }
            }
        }

        uint[] keys = [.. counts.Where(c => c.Value >= minimumCount).Select(c => c.Key).Order()];
        var numbers = new Dictionary<uint, int>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            numbers[keys[i]] = i;
        }

        var sequences = new TrainingSequences(keys);
        for (var i = 0; i < hashed.Count; i++)
        {
            sequences.Add(hashed[i].Features, hashed[i].Ends, posts[i], numbers);
        }

        return sequences;
    }

    private void Add(uint[] hashes, int[] ends, TrainingExample post, Dictionary<uint, int> numbers)
    {
        var kept = new List<int>(hashes.Length);
        var keptEnds = new int[ends.Length];
        var at = 0;
        for (var t = 0; t < ends.Length; t++)
        {
            for (; at < ends[t]; at++)
            {
                if (numbers.TryGetValue(hashes[at], out var number))
                {
                    kept.Add(number);
                }
            }

            keptEnds[t] = kept.Count;
        }

        features.Add([.. kept]);
        tokenEnds.Add(keptEnds);
        labels.Add(post.Labels);
    }
}
