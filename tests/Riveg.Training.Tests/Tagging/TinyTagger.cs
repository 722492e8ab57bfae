using Riveg.Networks.Architectures;
using Riveg.Networks.Tagging;
using Riveg.Posts;
using Riveg.Recognition.Reading;
using Riveg.Training.Tagging;

namespace Riveg.Training.Tests.Tagging;

/// <summary>A few words and posts, from which a tagger of a few numbers learns in a moment.</summary>
internal static class TinyTagger
{
    private static readonly string[] Words = ["anna", "smith", "went", "to", "rome", "with", "and", "paris", "today", "#rome"];

    private static readonly string[] Knowledge = ["Named entities:\n- Rome (location: city)\nReasoning: Rome is a city in Italy."];

    /// <summary>Some of the words have a vector, some a cluster.</summary>
    public static TaggerReader Reader() => new(
        WordVectors.Of(3, Words[..8].Select((word, i) => (word, new[] { i * 0.1f, 1 - (i * 0.2f), i % 2 }))),
        WordClusters.Of(Words[2..].Select((word, i) => (word, new ClusterPath(32u + (uint)i)))));

    /// <summary>Posts of one to twelve tokens; every third is by other rules, every second has knowledge.</summary>
    public static IReadOnlyList<TaggerExample> Examples(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var tokens = Enumerable.Range(0, 1 + (i % 12)).Select(_ => Words[random.Next(Words.Length)]).ToList();
            tokens[0] = i % 2 == 0 ? "Anna" : "rome";
            return new TaggerExample(
                new Post { Id = $"post{i}", Text = string.Join(' ', tokens) },
                [(new TextSpan(0, 4), i % 2 == 0 ? EntityType.Person : EntityType.Location)])
            {
                Knowledge = i % 2 == 1 ? Knowledge : [],
                Rules = i % 3 == 2 ? "others" : null,
            };
        })];
    }

    public static TaggerTrainingOptions Options() => new()
    {
        Epochs = 2, BatchSize = 8, Hidden = 6, LetterFilters = 5, KnowledgeFeatures = 4, ExchangedNames = 0.3, Seed = 3, Threads = 2,
        LearningRate = 0.02,
    };

    /// <summary>The sizes of the smallest tagger that has everything.</summary>
    public static BiLstmCrfConfig Config() => new()
    {
        WordWidth = 4, FormSizes = [5, 3], FormWidths = [2, 3], Letters = 9, LettersPerWord = 4, KnowledgeWidth = 6, Labels = 5,
        LetterWidth = 3, LetterFilters = 4, KnowledgeFeatures = 3, Hidden = 5,
    };
}
