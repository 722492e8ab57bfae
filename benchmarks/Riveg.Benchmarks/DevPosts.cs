using Riveg.Evaluation.Datasets;
using Riveg.Posts;

namespace Riveg.Benchmarks;

/// <summary>The posts that are measured on: Twitter-GMNER dev with knowledge and captions, from <c>../shared</c>.</summary>
internal static class DevPosts
{
    public static string Root { get; } = FindRoot();

    public static string Shared { get; } = Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    public static IReadOnlyList<Post> Read() => [.. ReadGold().Select(p => p.Post)];

    public static IReadOnlyList<GoldPost> ReadGold()
    {
        var captions = Path.Combine(Shared, "data", "captions");
        var dataset = DatasetReference
            .Parse($"twitter-gmner:{Path.Combine(Shared, "data", "twitter-gmner", "Twitter10000_v2.0")}")
            .ReadSplit("dev", new DatasetReadOptions
        {
            KnowledgeFiles = [Path.Combine(Shared, "data", "twitter-gmner", "knowledge", "dev.txt")],
            CaptionFiles = [Path.Combine(captions, "blip2", "BLIP2_15.txt"), Path.Combine(
                captions, "blip2", "BLIP2_17.txt"), Path.Combine(captions, "mplug-owl", "owldevcaption_1.txt")],
        });
        return dataset.Posts;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Riveg.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Riveg.slnx above {AppContext.BaseDirectory}.");
    }
}
