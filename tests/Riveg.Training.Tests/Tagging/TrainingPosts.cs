using Riveg.Networks.Tagging;
using Riveg.Posts;
using Riveg.Recognition.Reading;
using Riveg.Training.Tagging;

namespace Riveg.Training.Tests.Tagging;

/// <summary>A small world to learn: who is at which place.</summary>
internal static class TrainingPosts
{
    private static readonly string[] Persons = ["Ann Lee", "Bob", "Carla Diaz", "Dave", "Eve Fox", "Finn"];
    private static readonly string[] Places = ["Paris", "New York", "Rome", "Oslo"];

    public static TaggerTrainingOptions Options { get; } = new()
    {
        Epochs = 6,
        BatchSize = 8,
        LearningRate = 0.02,
        Hidden = 8,
        LetterFilters = 4,
        KnowledgeFeatures = 4,
        Averaging = 0.9,
        Threads = 1,
    };

    public static IReadOnlyList<TaggerExample> All { get; } =
    [
        .. Persons.SelectMany((person, p) => Places.Select((place, l) => Of($"{p}{l}", person, (p + l) % 2 == 0 ? "is in" : "visits", place))),
    ];

    public static TaggerReader Reader { get; } = new(
        WordVectors.Of(4, [("ann", [1, 0, 0, 0]), ("bob", [1, 0, 0, 1]), ("paris", [0, 1, 0, 0]), ("rome", [0, 1, 0, 1]), ("person", [2, 0, 0, 0])]),
        WordClusters.Of([("ann", new ClusterPath(0b1_01)), ("paris", new ClusterPath(0b1_11))]),
        FamiliarWords.Of(All.Select(e => TokenizedPost.Of(e.Post))));

    public static TaggerExample Of(string id, string person, string verb, string place)
    {
        var text = $"{person} {verb} {place}";
        var at = 0;
        var tokens = text.Split(' ').Select(w =>
        {
            var span = new TextSpan(at, at + w.Length);
            at = span.End + 1;
            return span;
        });
        return new TaggerExample(
            new Post { Id = id, Text = text, Tokens = [.. tokens] },
            [(new TextSpan(0, person.Length), EntityType.Person), (new TextSpan(text.Length - place.Length, text.Length), EntityType.Location)])
        {
            Knowledge = [$"Named entities: 1. {person} (person) 2. {place} (city) Reasoning: {person} is a person."],
        };
    }
}
