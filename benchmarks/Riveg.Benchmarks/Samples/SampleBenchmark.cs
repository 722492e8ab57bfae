using System.Globalization;
using Riveg.Evaluation.Datasets;
using Riveg.Onnx.Store;
using Riveg.Regions;

namespace Riveg.Benchmarks.Samples;

/// <summary>
/// The pictures of the samples and of <c>../shared/images</c>, with boxes that were drawn by hand before any profile was run on these
/// posts: what <c>builtin</c> and <c>light</c> do with the names, <c>samples</c>.
/// </summary>
internal static class SampleBenchmark
{
    private static readonly string Gold =
        Path.Combine(DevPosts.Root, "benchmarks", "Riveg.Benchmarks", "Samples", "samples.jsonl");

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("riveg-samples-").FullName;
        try
        {
            ModelStore Open() => new(new ModelStoreOptions { HubCache = Path.Combine(folder, "hub"), Home = folder });
            using (var store = Open())
            {
                foreach (var model in new[] { "ultraface", "picodet-s", "ppocr-en" })
                {
                    await store.ImportAsync(model, Path.Combine(DevPosts.Shared, "models"));
                }
            }

            await RunAsync(Open);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(Func<ModelStore> openStore)
    {
        var gold = DatasetReference.Parse($"riveg:{Gold}").ReadSplit(null, new DatasetReadOptions
        {
            ImageFolders = [Path.Combine(DevPosts.Root, "samples"), Path.Combine(DevPosts.Shared, "images")],
        });
        foreach (var profile in new[] { "builtin", "light" })
        {
            await using var pipeline = RivegPipeline.CreateBuilder(profile)
                .UseModels(openStore).UseRecognizer(new GoldRecognizer(gold.Posts)).Build();
            foreach (var post in gold.Posts)
            {
                var result = await pipeline.AnnotateAsync(post.Post);
                foreach (var entity in post.Entities)
                {
                    var answer = result.Entities.Single(e => e.Mention.Span == entity.Span);
                    Print(profile, post.Post, entity, answer.Regions.Count == 0 ? null : answer.Regions[0].Box);
                }
            }
        }
    }

    private static void Print(string profile, Posts.Post post, GoldEntity gold, Box? answer)
    {
        var drawn = gold.Boxes.Select(b => (Box?)b).FirstOrDefault();
        var verdict = (drawn, answer) switch
        {
            (null, null) => "rightly no box",
            (null, { } box) => $"a box where nothing is: {Words(box)}",
            (_, null) => "no box",
            ({ } right, { } box) => string.Create(
                CultureInfo.InvariantCulture, $"IoU {box.IntersectionOverUnion(right):F2}: {Words(box)}, drawn {Words(right)}"),
        };
        Console.WriteLine($"{profile}, {post.Id}, {gold.Span.Of(post.Text)}: {verdict}");
    }

    private static string Words(Box box) =>
        string.Create(CultureInfo.InvariantCulture, $"{box.X0:F0} {box.Y0:F0} {box.X1:F0} {box.Y1:F0}");
}
