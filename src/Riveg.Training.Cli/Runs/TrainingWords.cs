using Riveg.Recognition.Reading;
using Riveg.Training.Tagging;

namespace Riveg.Training.Cli.Runs;

/// <summary>The words of the posts that are learned from, which are to keep their vectors.</summary>
internal static class TrainingWords
{
    /// <summary>The words of posts and their knowledge in small letters: frequent ones first, then by their letters.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<TaggerExample> examples)
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
