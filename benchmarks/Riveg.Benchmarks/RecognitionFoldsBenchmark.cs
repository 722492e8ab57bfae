using Riveg.Builtin.Recognition;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Training;
using Riveg.Evidence;
using Riveg.Posts;
using Riveg.Sentences;

namespace Riveg.Benchmarks;

/// <summary>
/// What each part of the recogniser's training brings, by cross-validation on train posts (two of four folds, one run of eight epochs), and
/// what it does on posts that are written otherwise. Choices are made by this, not by dev. Takes some minutes.
/// </summary>
internal sealed class RecognitionFoldsBenchmark : Benchmark
{
    private const int Folds = 4;
    private const int ScoredFolds = 2;
    private const int SentencesATemplate = 3;
    private static readonly string Data = Path.Combine(DevPosts.Shared, "data");

    public override string Name => "recognition-folds";

    public override Task RunAsync()
    {
        var held = LeakCheck.ReadIds(Path.Combine(Data, "twitter-gmner", "held-back-ids.txt"));
        var gmner = LeakCheck.ForTraining(Read("twitter-gmner", "twitter-gmner/Twitter10000_v2.0", "train", "twitter-gmner"), DevPosts.ReadGold(), held);
        string[] years = ["twitter-2015", "twitter-2017"];
        var further = LeakCheck.ForTraining(
            years.SelectMany(y => new[] { "train", "valid" }.SelectMany(s => Read(y, y, s, y))), [.. gmner, .. DevPosts.ReadGold()], held);
        GoldPost[] posts = [.. gmner, .. further];
        var wnut = LeakCheck.ForTraining(Read("twitter-2015", "wnut17", "train", null), [.. posts, .. DevPosts.ReadGold()], held);
        var related = LeakCheck.ForTraining(
            Read("twitter-2015", "broad-twitter-corpus", "train", null), [.. posts, .. wnut, .. DevPosts.ReadGold()], held);
        var newcomers = DatasetReference.Parse($"riveg:{Path.Combine(Data, "newcomer-posts", "natural.jsonl")}").ReadSplit(null).Posts;
        var clusters = WordCluster.ReadFile(Path.Combine(Data, "brown-clusters", "6mpaths"));

        GoldPost[] drawn = [.. SentenceDrawing.Draw(SentencesATemplate, newcomers)];

        var plain = new CrfTrainingOptions { Runs = 1, Epochs = 8, LowerCaseShare = 0 };
        var copies = plain with { LowerCaseShare = new CrfTrainingOptions().LowerCaseShare };
        (string Name, RecognitionTrainingData Data, GoldPost[] Drawn, CrfTrainingOptions Options)[] ways =
        [
            ("without clusters", new RecognitionTrainingData { Posts = posts }, [], plain),
            ("with clusters", new RecognitionTrainingData { Posts = posts, Clusters = clusters }, [], plain),
            ("and copies in small letters", new RecognitionTrainingData { Posts = posts, Clusters = clusters }, [], copies),
            ("and posts of other rules", new RecognitionTrainingData { Posts = posts, Clusters = clusters, Related = [related] }, [], copies),
            ("and drawn sentences", new RecognitionTrainingData { Posts = posts, Clusters = clusters, Related = [related] }, drawn, copies),
        ];
        foreach (var (name, data, sentences, options) in ways)
        {
            var models = Enumerable.Range(0, ScoredFolds).Select(fold => CrfRecognizerTrainer.Train(
                data with { Posts = [.. posts.Where((_, i) => i % Folds != fold), .. sentences] }, options)).ToArray();
            GoldPost[] Scored(int fold) => [.. gmner.Where((_, i) => i % Folds == fold)];
            Print(name, "train posts, text alone", models, Scored, withKnowledge: false);
            Print(name, "the same in small letters", models, fold => [.. Scored(fold).Select(LowerCaseCopy.Of)], withKnowledge: false);
            Print(name, "train posts with knowledge", models, Scored, withKnowledge: true);
            Print(name, "wnut17", models, _ => wnut, withKnowledge: false);
            Print(name, "newcomer-posts", models, _ => newcomers, withKnowledge: false);
        }

        return Task.CompletedTask;
    }

    private static IReadOnlyList<GoldPost> Read(string kind, string folder, string split, string? knowledgeOf) =>
        DatasetReference.Parse($"{kind}:{Path.Combine(Data, folder)}").ReadSplit(split, new DatasetReadOptions
        {
            KnowledgeFiles = knowledgeOf is null ? [] : [Path.Combine(Data, knowledgeOf, "knowledge", $"{split}.txt")],
        }).Posts;

    private static void Print(
        string way, string posts, CrfRecognizerModel[] models, Func<int, IReadOnlyList<GoldPost>> scored, bool withKnowledge)
    {
        int right = 0, gold = 0, found = 0;
        for (var fold = 0; fold < models.Length; fold++)
        {
            var recognizer = new CrfEntityRecognizer(models[fold]);
            foreach (var post in scored(fold))
            {
                var context = new PostContext
                {
                    Post = post.Post, Knowledge = withKnowledge ? AuxiliaryKnowledge.Of(post.Post.AuxiliaryKnowledge) : null,
                };
                var mentions = recognizer.AnswerAsync([context]).AsTask().Result[0].Value!.Select(m => (m.Span, m.Type)).ToHashSet();
                right += post.Entities.Count(e => mentions.Contains((e.Span, e.Type)));
                gold += post.Entities.Count;
                found += mentions.Count;
            }
        }

        Console.WriteLine(FormattableString.Invariant($"{way}: {posts}: MNER F1 {200.0 * right / (gold + found):F1}"));
    }
}
