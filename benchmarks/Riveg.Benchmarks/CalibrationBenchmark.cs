using Riveg.Evaluation.Datasets;
using Riveg.Evidence;
using Riveg.Grounding;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Regions;

namespace Riveg.Benchmarks;

/// <summary>
/// How well scores fit: those of mentions, and whether a gold entity has their span and type; and of the built-in grounding, entities that
/// are in their pictures, and whether their region is right (IoU at least 0.5 with a gold box).
/// </summary>
/// <param name="profile">The profile whose recogniser is looked at, and nothing else; of builtin all is if null.</param>
internal sealed class CalibrationBenchmark(string? profile = null) : Benchmark
{
    private const double RightOverlap = 0.5;

    public override string Name => "calibration";

    public override async Task RunAsync()
    {
        using var pipeline = RivegPipeline.CreateBuilder(profile ?? RivegPipelineBuilder.DefaultProfile).Build();
        var dev = DevPosts.ReadGold();
        foreach (var (name, withKnowledge) in new[] { ("text alone", false), ("knowledge", true) })
        {
            Print(
                $"Twitter-GMNER dev, mentions, {name}",
                await JudgeMentionsAsync(pipeline.Find(StageSlots.Recognition)!, dev, withKnowledge),
                "mentions");
        }

        if (profile is not null)
        {
            return;
        }

        var grounder = pipeline.Find(StageSlots.Grounding)!;
        foreach (var (name, withKnowledge, withCaptions) in new[] { ("text alone",
            false,
            false), ("knowledge", true, false), ("captions", false, true), ("knowledge and captions", true, true) })
        {
            Print($"Twitter-GMNER dev, {name}", await JudgeAsync(grounder, dev, withKnowledge, withCaptions));
        }

        foreach (var set in new[] { "photo-posts", "newcomer-posts" })
        {
            var folder = Path.Combine(DevPosts.Shared, "data", set);
            var posts = DatasetReference.Parse($"twitter-gmner:{folder}").ReadSplit("test", new DatasetReadOptions
            {
                ImageFolders = [Path.Combine(folder, "images")],
                KnowledgeFiles = [Path.Combine(folder, "knowledge", "test.txt")],
            }).Posts;
            var judged = await JudgeAsync(grounder, posts, true, true);
            Print($"{set}, seen, all", judged);

            Print($"{set}, seen, unmoved boxes", [.. judged.Where(j => !j.IsMoved)]);
            Print($"{set}, seen, moved boxes", [.. judged.Where(j => j.IsMoved)]);
        }
    }

    private static async Task<List<JudgedScore>> JudgeMentionsAsync(
        IEntityRecognizer recognizer, IReadOnlyList<GoldPost> posts, bool withKnowledge)
    {
        var judged = new List<JudgedScore>();
        foreach (var batch in posts.Chunk(64))
        {
            var answers = await recognizer.AnswerAsync([.. batch.Select(g => new PostContext
            {
                Post = g.Post,
                Knowledge = withKnowledge && g.Post.AuxiliaryKnowledge is { } answer ? AuxiliaryKnowledge.Parse(answer) : null,
            })]);
            judged.AddRange(batch.Zip(answers).SelectMany(p => p.Second.Value!.Select(m => new JudgedScore(
                m.Score, IsMoved: false, p.First.Entities.Any(e => e.Span == m.Span && e.Type == m.Type)))));
        }

        return judged;
    }

    private static async Task<List<JudgedScore>> JudgeAsync(
        IVisualGrounder grounder, IReadOnlyList<GoldPost> posts, bool withKnowledge, bool withCaptions)
    {
        var judged = new List<JudgedScore>();
        var decoder = new ImageDecoder();
        foreach (var gold in posts)
        {
            var present = Enumerable.Range(0, gold.Entities.Count).Where(i => gold.Entities[i].Boxes.Count > 0).ToArray();
            if (present.Length == 0 || gold.ImageSize is not { } size)
            {
                continue;
            }

            var context = new PostContext
            {
                Post = gold.Post,
                Knowledge = withKnowledge && gold.Post.AuxiliaryKnowledge is { } answer ? AuxiliaryKnowledge.Parse(answer) : null,
                Observations = withCaptions ? [.. gold.Post.Captions.Select(c => PictureObservation.OfCaption(c))] : [],
                Mentions = [
                    .. gold.Entities.Select((e, i) => new MentionContext(new Mention(e.Span, e.Type)) { IsAsked = present.Contains(i) })
                ],
                Image = gold.Post.Image is { IsUnseen: false } picture ? decoder.Decode(picture) : null,
            };
            var regions = await GroundAsync(grounder, context);

            // A picture of one colour moves no box.
            var unmoved = context.Image is { } image ? await GroundAsync(grounder, OfOneColour(context, image)) : regions;
            judged.AddRange(present.Select((entity, i) => new JudgedScore(
                regions[i].Score, regions[i].Box != unmoved[i].Box, IsRight(regions[i].ToPixels(size), gold.Entities[entity].Boxes))));
        }

        return judged;
    }

    private static PostContext OfOneColour(PostContext context, RgbImage image) =>
        new(context) { Image = new RgbImage(image.Width, image.Height, new byte[image.Width * image.Height * 3]) };

    private static async Task<Region[]> GroundAsync(IVisualGrounder grounder, PostContext context) =>
        [.. (await grounder.AnswerAsync([context]))[0].Value!.Select(a => a.Value!.Regions[0])];

    private static bool IsRight(Box box, IReadOnlyList<Box> gold) => gold.Any(g => box.IntersectionOverUnion(g) >= RightOverlap);

    private static void Print(string what, List<JudgedScore> judged, string of = "regions")
    {
        var brier = judged.Average(j => Math.Pow(j.Score - (j.IsRight ? 1 : 0), 2));
        var error = judged.GroupBy(j => Math.Min(9, (int)(j.Score * 10)))
            .Sum(bin => Math.Abs(bin.Sum(j => j.Score - (j.IsRight ? 1 : 0)))) / judged.Count;
        Console.WriteLine(FormattableString.Invariant(
            $"{what}: {judged.Count} {of}, {judged.Average(j => j.IsRight ? 1.0 : 0):F3} right, mean score {judged.Average(j => j.Score):F3}, Brier {brier:F4}, calibration error {error:F4}"));
    }

    private sealed record JudgedScore(double Score, bool IsMoved, bool IsRight);
}
