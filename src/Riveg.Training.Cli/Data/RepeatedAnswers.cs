using Riveg.Evaluation.Datasets;

namespace Riveg.Training.Cli.Data;

/// <summary>
/// What language models answered about posts that repeat others: data sets that are made of each other were often asked about anew, and
/// each answer is another way to read the post that is learned from.
/// </summary>
internal sealed class RepeatedAnswers
{
    private readonly Dictionary<string, List<string>> answers = new(StringComparer.Ordinal);

    /// <summary>Keeps the answers about a post that is not learned from itself.</summary>
    public void Add(GoldPost repeated)
    {
        foreach (var answer in AnswersOf(repeated))
        {
            var key = LeakCheck.Normalize(repeated.Post);
            if (!answers.TryGetValue(key, out var known))
            {
                answers.Add(key, known = []);
            }

            known.Add(answer);
        }
    }

    /// <summary>All different answers about a post, its own first.</summary>
    public IReadOnlyList<string> Of(GoldPost post) =>
        [.. AnswersOf(post).Concat(answers.GetValueOrDefault(LeakCheck.Normalize(post.Post), [])).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> AnswersOf(GoldPost post) =>
        new[] { post.Post.AuxiliaryKnowledge }.OfType<string>().Concat(post.FurtherKnowledge);
}
