using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Training;
using Riveg.Evidence;
using Riveg.Networks.Tagging;
using Riveg.Onnx.Recognition;
using Riveg.Posts;
using Riveg.Recognition.Reading;
using Riveg.Testing;
using Riveg.Training.Tagging;

namespace Riveg.Networks.Benchmarks;

/// <summary>
/// What each way of writing posts otherwise brings to the small tagger, by cross-validation on train posts (two of five folds): choices are
/// made by this, not by dev. Takes about two minutes a way and fold on a quiet core.
/// </summary>
internal static class TaggerFolds
{
    private const int Folds = 5;
    private const int ScoredFolds = 2;
    private const int BatchSize = 64;
    private const int Vocabulary = 105_000;

    /// <summary>Learns and scores, way by way.</summary>
    /// <param name="data">The folder <c>shared/data</c>.</param>
    /// <param name="vectors">The vectors, as a config names them.</param>
    /// <param name="epochs">How often the posts are read.</param>
    /// <param name="threads">How many threads compute.</param>
    public static async Task RunAsync(string data, string vectors, int epochs, int threads)
    {
        var posts = Read(data);
        var clusters = WordCluster.ReadFile(Path.Combine(data, "brown-clusters", "6mpaths"));
        var reader = new TaggerReader(
            WordVectorFile.Read(vectors, [.. clusters.Select(c => c.Word)], Vocabulary), WordCluster.Pack(clusters),
            FamiliarWords.Of(posts.Own.Select(e => TokenizedPost.Of(e.Post))));
        var usual = new TaggerTrainingOptions { Epochs = epochs, Threads = threads };
        (string Name, TaggerTrainingOptions Options)[] ways =
        [
            ("nothing", usual with { SmallLetters = 0, Capitals = 0 }),
            ("small letters in 0.15", usual with { Capitals = 0 }),
            ("and capitals in 0.02 (the defaults)", usual),
            ("and names exchanged in 0.2", usual with { ExchangedNames = 0.2 }),
            ("and names as #tags in 0.1", usual with { TaggedNames = 0.1 }),
        ];
        Console.WriteLine("| written otherwise | train posts | in small letters | in capitals | names as #tags | with knowledge |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, options) in ways)
        {
            Console.WriteLine($"| {name} | {string.Join(" | ", await ScoreAsync(posts, reader, options))} |");
        }
    }

    private static async Task<IEnumerable<string>> ScoreAsync(Posts posts, TaggerReader reader, TaggerTrainingOptions options)
    {
        var counts = new (int Right, int Gold, int Found)[5];
        for (var fold = 0; fold < ScoredFolds; fold++)
        {
            using var folder = new TemporaryFolder();
            TaggerExample[] scored = [.. posts.Own.Where((_, i) => i % Folds == fold)];
            using (var training = new TaggerTraining(
                reader, [.. posts.Own.Where((_, i) => i % Folds != fold), .. posts.Further], options))
            {
                while (training.Epoch < options.Epochs)
                {
                    training.TrainEpoch();
                }

                training.Export(folder.Path, ("folds", string.Empty));
            }

            using var recognizer = TaggerRecognizer.Open(folder.Path);
            var none = new TaggerTrainingOptions { SmallLetters = 0, Capitals = 0 };
            TaggerTrainingOptions[] writings = [none, none with { SmallLetters = 1 }, none with { Capitals = 1 }, none with { TaggedNames = 1 }];
            for (var w = 0; w < writings.Length; w++)
            {
                var written = new TaggerAugmentation(writings[w], scored);
                counts[w] = await AddAsync(counts[w], recognizer, [.. scored.Select(e => written.Of(e, new Random(1)))], false);
            }

            counts[^1] = await AddAsync(counts[^1], recognizer, scored, true);
        }

        return counts.Select(c => FormattableString.Invariant($"{200.0 * c.Right / (c.Gold + c.Found):F1}"));
    }

    private static async Task<(int Right, int Gold, int Found)> AddAsync(
        (int Right, int Gold, int Found) sum, TaggerRecognizer recognizer, TaggerExample[] scored, bool withKnowledge)
    {
        foreach (var batch in scored.Chunk(BatchSize))
        {
            var answers = await recognizer.AnswerAsync([.. batch.Select(e => new PostContext
            {
                Post = e.Post, Knowledge = withKnowledge ? AuxiliaryKnowledge.Parse(e.Knowledge.FirstOrDefault()) : null,
            })]);
            foreach (var (example, answer) in batch.Zip(answers))
            {
                var found = answer.Value!.Select(m => (m.Span, m.Type)).ToHashSet();
                sum = (sum.Right + example.Entities.Count(found.Contains), sum.Gold + example.Entities.Count, sum.Found + found.Count);
            }
        }

        return sum;
    }

    private static Posts Read(string data)
    {
        var held = LeakCheck.ReadIds(Path.Combine(data, "twitter-gmner", "held-back-ids.txt"));
        var dev = Split("twitter-gmner", "dev");
        var own = LeakCheck.ForTraining(Split("twitter-gmner", "train"), dev, held);
        string[] years = ["twitter-2015", "twitter-2017"];
        var further = LeakCheck.ForTraining(
            years.SelectMany(y => new[] { "train", "valid" }.SelectMany(s => Split(y, s))), [.. own, .. dev], held);
        return new Posts([.. own.Select(Example)], [.. further.Select(Example)]);

        IReadOnlyList<GoldPost> Split(string kind, string split)
        {
            var folder = kind == "twitter-gmner" ? Path.Combine(data, kind, "Twitter10000_v2.0") : Path.Combine(data, kind);
            return DatasetReference.Parse($"{kind}:{folder}").ReadSplit(
                split, new DatasetReadOptions { KnowledgeFiles = [Path.Combine(data, kind, "knowledge", $"{split}.txt")] }).Posts;
        }

        static TaggerExample Example(GoldPost post) => new(post.Post, [.. post.Entities.Select(e => (e.Span, e.Type))])
        {
            Knowledge = [.. new[] { post.Post.AuxiliaryKnowledge }.OfType<string>(), .. post.FurtherKnowledge],
        };
    }

    private sealed record Posts(IReadOnlyList<TaggerExample> Own, IReadOnlyList<TaggerExample> Further);
}
