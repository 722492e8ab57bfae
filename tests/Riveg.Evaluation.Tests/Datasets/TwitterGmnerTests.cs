using Riveg.Evaluation.Datasets;
using Riveg.TestKit;

namespace Riveg.Evaluation.Tests.Datasets;

public sealed class TwitterGmnerTests
{
    [SharedTheory]
    [InlineData("train", 7000, 11779, 4733)]
    [InlineData("dev", 1500, 2450, 991)]
    public void ReadSplit_OfVersion2_HasThePublishedCounts(string split, int posts, int entities, int groundable)
    {
        var dataset = DatasetReference
            .Parse($"twitter-gmner:{SharedFolder.Resolve("data", "twitter-gmner", "Twitter10000_v2.0")}")
            .ReadSplit(
            split,
            new DatasetReadOptions
            {
                KnowledgeFiles = [SharedFolder.Resolve("data", "twitter-gmner", "knowledge", $"{split}.txt")],
                CaptionFiles = [SharedFolder.Resolve("data", "captions", "mplug-owl", $"owl{split}caption_1.txt")]
            });
        var all = dataset.Posts.SelectMany(p => p.Entities).ToList();
        Assert.Equal((posts, entities, groundable), (dataset.Posts.Count, all.Count, all.Count(e => e.IsGroundable)));
        Assert.InRange(dataset.Posts.Count(p => p.Post.AuxiliaryKnowledge is not null), posts - 5, posts);
        Assert.InRange(dataset.Posts.Count(p => p.Post.Captions.Count == 1), posts - 30, posts);
        Assert.All(dataset.Posts, p => Assert.All(p.Post.Tokens!, t => Assert.DoesNotContain(' ', t.Of(p.Post.Text))));
    }

    [SharedTheory]
    [InlineData("twitter-2015", "train")]
    [InlineData("twitter-2015", "dev")]
    [InlineData("twitter-2017", "train")]
    [InlineData("twitter-2017", "valid")]
    public void ReadSplit_OfTheTextOnlySets_GivesPostsWithKnowledge(string kind, string split)
    {
        var folder = SharedFolder.Resolve("data", kind);
        var dataset = DatasetReference.Parse($"{kind}:{folder}").ReadSplit(
            split,
            new DatasetReadOptions { KnowledgeFiles = [Path.Combine(folder, "knowledge", split == "train" ? "train.txt" : "valid.txt")] });
        Assert.True(dataset.Posts.Count > 500);
        Assert.True(dataset.Posts.Count(p => p.Post.AuxiliaryKnowledge is not null) >= dataset.Posts.Count * 0.99);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', dataset.Faults.Take(5)));
    }
}
