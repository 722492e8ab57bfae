namespace Riveg.Training.Tagging;

/// <summary>A post, or a part of a long one, as it is read in one epoch.</summary>
/// <param name="Example">The post as it was annotated.</param>
/// <param name="Knowledge">The answer that it is read with; null for text alone.</param>
internal readonly record struct ReadExample(TaggerExample Example, string? Knowledge);

/// <summary>
/// The steps of an epoch: in which order, in which writing and in which view posts are read. It depends on seed and number alone.
/// </summary>
internal sealed class TaggerEpoch
{
    // Posts of one length go together, but not always the same ones.
    private const int BatchesToSort = 50;

    /// <param name="examples">The posts.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="augmentation">How they are written.</param>
    /// <param name="number">Which epoch, from 1.</param>
    public TaggerEpoch(IReadOnlyList<TaggerExample> examples, TaggerTrainingOptions options, TaggerAugmentation augmentation, int number)
    {
        var random = new Random(unchecked((options.Seed * 7919) + number));
        var parts = new List<ReadExample>(examples.Count);
        for (var i = 0; i < examples.Count; i++)
        {
            var (view, answer) = (random.NextDouble(), random.NextDouble());
            var knowledge = examples[i].Knowledge is { Count: > 0 } answers && view < options.KnowledgeShare
                ? answers[(int)(answer * answers.Count)]
                : null;
            var written = augmentation.Of(examples[i], random);
            parts.AddRange(TaggerWindows.Of(knowledge is null ? written : examples[i]).Select(w => new ReadExample(w, knowledge)));
        }

        ReadExample[] read = [.. parts];
        random.Shuffle(read);
        ReadExample[][] steps =
        [
            .. read.Chunk(options.BatchSize * BatchesToSort).SelectMany(c => c.OrderBy(LengthOf).Chunk(options.BatchSize)),
        ];
        random.Shuffle(steps);
        Steps = steps;
        Posts = read.Length;
    }

    /// <summary>The posts of each step.</summary>
    public IReadOnlyList<ReadExample[]> Steps { get; }

    /// <summary>How many posts they have together; each part of a long post is one.</summary>
    public int Posts { get; }

    private static int LengthOf(ReadExample read) => read.Example.Post.Tokens?.Count ?? (read.Example.Post.Text.Length / 5);
}
