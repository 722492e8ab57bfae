using Riveg.Evaluation.Training;
using Riveg.Recognition.Reading;
using Riveg.Training.Tagging;

namespace Riveg.Training.Cli.Runs;

/// <summary>The words that are to keep their vectors.</summary>
internal static class TrainingWords
{
    /// <summary>
    /// The words in clusters, frequent ones first: of posts that nobody learns from as many have a vector as of those that are learned
    /// from, so that the tagger learns how much it may trust in having one. Then those of the posts themselves.
    /// </summary>
    /// <param name="clusters">The clusters, frequent words first; none where there are none.</param>
    /// <param name="examples">What is learned from.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<WordCluster> clusters, IEnumerable<TaggerExample> examples) =>
        [.. clusters.Select(c => c.Word), .. Of(examples)];

    /// <summary>The words of posts and their knowledge in small letters: frequent ones first, then by their letters.</summary>
    private static IReadOnlyList<string> Of(IEnumerable<TaggerExample> examples)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var example in examples)
        {
            var post = TokenizedPost.Of(example.Post);
            for (var i = 0; i < post.Count; i++)
            {
                Count(post.Text(i));
            }

            foreach (var knowledge in example.Knowledge)
            {
                foreach (var word in knowledge.AsSpan().SplitAny(" \t\r\n.,;:!?\"()[]"))
                {
                    Count(knowledge.AsSpan(word));
                }
            }
        }

        return [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key)];

        void Count(ReadOnlySpan<char> word)
        {
            if (word.Length > 0)
            {
                var key = word.ToString().ToLowerInvariant();
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }
    }
}
