using System.Diagnostics;
using System.Globalization;
using Riveg.Builtin.Segmentation;
using Riveg.Evaluation.Datasets;
using Riveg.Evidence;
using Riveg.Onnx.Observation;
using Riveg.Onnx.Observation.Objects;
using Riveg.Onnx.Sessions;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Scenes;
using Riveg.Segmentation;

namespace Riveg.Benchmarks.Masks;

/// <summary>
/// How well masks of gold boxes fit the gold outlines on photo-posts and newcomer-posts, by the class of the thing, and how long they take:
/// <c>masks</c>. Boxes whose outline is the box itself are left out.
/// </summary>
internal static class MaskBenchmark
{
    private const double AllOfTheBox = 0.995;

    public static async Task<int> RunAsync()
    {
        var models = Path.Combine(DevPosts.Shared, "models");
        var session = new OnnxSessionOptions { Threads = 1 };
        using var faces = UltraFaceDetector.Open(Path.Combine(models, "ultraface", "version-RFB-640.onnx"), session);
        using var objects = ObjectDetector.Open(Path.Combine(models, "picodet-s"), sessionOptions: session);
        using var portraits = new PortraitNetwork(Path.Combine(models, "sinet"));
        foreach (var set in new[] { "photo-posts", "newcomer-posts" })
        {
            var scored = new List<(string Way, string Class, double Iou, double Milliseconds)>();
            foreach (var post in Read(set).Where(p => p.Entities.Any(e => e.Masks.Count > 0)))
            {
                var image = new ImageDecoder().Decode(ImageSource.FromFile(
                    Path.Combine(DevPosts.Shared, "data", set, "images", $"{post.Post.Id}.jpg")));
                IReadOnlyList<PictureObservation> seen =
                [
                    .. objects.Detect(image).Select(o => new PictureObservation(ObservationKind.Object, o.Label, "picodet-s")
                    {
                        Box = o.Box,
                        Score = o.Score,
                    }),
                    .. faces.Detect(image).Select(f => new PictureObservation(ObservationKind.Face, "face", "ultraface")
                    {
                        Box = f.Box,
                        Score = f.Score,
                    }),
                ];
                foreach (var mask in post.Entities.SelectMany(e => e.Masks).Distinct())
                {
                    var box = mask.BoundingBox!.Value;
                    if (mask.Area <= AllOfTheBox * box.Area)
                    {
                        scored.Add(await ScoreAsync("builtin", new GrabCutSegmenter(), image, box, mask, seen));
                        var observed = await ScoreAsync("observed", new ObservedSegmenter(), image, box, mask, seen);
                        scored.Add(observed);
                        if (observed.Class == "person")
                        {
                            scored.Add(ScorePortrait(portraits, image, box, mask, observed));
                        }
                    }
                }
            }

            Print(set, scored);
        }

        return 0;
    }

    private static IReadOnlyList<GoldPost> Read(string set) =>
        DatasetReference.Parse($"twitter-smner:{Path.Combine(DevPosts.Shared, "data", set)}")
            .ReadSplit("test", new DatasetReadOptions { ImageFolders = [Path.Combine(DevPosts.Shared, "data", set, "images")] }).Posts;

    private static async Task<(string Way, string Class, double Iou, double Milliseconds)> ScoreAsync(
        string way, ISegmenter segmenter, RgbImage image, Box box, Mask gold, IReadOnlyList<PictureObservation> seen)
    {
        var post = new PostContext
        {
            Post = new Post { Id = "gold", Text = "It" },
            Image = image,
            Observations = seen,
            Mentions = [new MentionContext(new Mention(new TextSpan(0, 2), EntityType.Other)) { Regions = [new Region(box, 1)] }],
        };
        var start = Stopwatch.GetTimestamp();
        var answers = await segmenter.AnswerAsync([post]);
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var thing = seen.Where(o => o.Kind == ObservationKind.Object && o.Box!.Value.IntersectionOverUnion(box) > 0.5)
            .MaxBy(o => o.Score)?.Text ?? "(not seen)";
        return (way, thing, answers[0].Value![0].Value![0].IntersectionOverUnion(gold), time);
    }

    // Large portraits apart: it is for them that the network was made.
    private static (string Way, string Class, double Iou, double Milliseconds) ScorePortrait(
        PortraitNetwork portraits,
        RgbImage image,
        Box box,
        Mask gold,
        (string Way, string Class, double Iou, double Milliseconds) observed)
    {
        var start = Stopwatch.GetTimestamp();
        var iou = portraits.Segment(image, box).IntersectionOverUnion(gold);
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var size = box.Area > 0.25 * image.Width * image.Height ? "a quarter of the picture and more" : "smaller";
        return ("portrait network", $"{size}, {(iou > observed.Iou ? "better" : "worse")} than observed", iou, time);
    }

    private static void Print(string set, IReadOnlyList<(string Way, string Class, double Iou, double Milliseconds)> scored)
    {
        foreach (var way in scored.GroupBy(s => s.Way))
        {
            var times = way.Select(s => s.Milliseconds).Order().ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{set}, {way.Key}: mean IoU {way.Average(s => s.Iou):F3} of {way.Count()} boxes, {way.Average(s => s.Iou >= 0.5 ? 1.0 : 0):F3} at least 0.5, median {times[times.Count / 2]:F0} ms"));
            foreach (var thing in way.GroupBy(s => s.Class).Where(g => g.Count() > 2).OrderByDescending(g => g.Count()))
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  {thing.Key}: {thing.Average(s => s.Iou):F3} of {thing.Count()}"));
            }
        }
    }
}
