using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Training;
using Riveg.Evidence;
using Riveg.Posts;

namespace Riveg.Evaluation.Tests.Datasets;

public sealed class SideFileTests
{
    [Fact]
    public void ReadSplit_SeveralAnswersOfOnePost_AreItsViews()
    {
        using var set = new DatasetFolder().With("dev.txt", "IMGID:1\na\tO\n\nIMGID:2\nb\tO\n")
            .With("one.txt", "a\tO\n<EOS>\tX\nfirst\tX\n\nb\tO\n<EOS>\tX\nsecond\tX\n\na\tO\n<EOS>\tX\nthird\tX\n")
            .With("two.txt", "b\tO\n<EOS>\tX\nfourth\tX\n\na\tO\n<EOS>\tX\nfifth\tX\n");
        var dataset = set.Read(
            "twitter-2015", options: new DatasetReadOptions { KnowledgeFiles = [set.PathOf("one.txt"), set.PathOf("two.txt")] });
        Assert.Empty(dataset.Faults);
        Assert.Equal(
            [("first", "third fifth"), ("second", "fourth")],
            dataset.Posts.Select(p => (p.Post.AuxiliaryKnowledge!, string.Join(' ', p.FurtherKnowledge))));
    }

    [Fact]
    public void ReadSplit_AnswerRowWithoutAWord_IsReadWithoutAFault()
    {
        using var set = new DatasetFolder().With("dev.txt", "IMGID:1\na\tO\n").With("k.txt", "a\tO\n<EOS>\tX\nfirst\tX\n\tX\nword\tX\n");
        var dataset = set.Read("twitter-2015", options: new DatasetReadOptions { KnowledgeFiles = [set.PathOf("k.txt")] });
        Assert.Empty(dataset.Faults);
        Assert.Equal("first word", dataset.Posts[0].Post.AuxiliaryKnowledge);
    }

    [Fact]
    public void ReadSplit_CaptionsThatFitNoPost_AreAFault()
    {
        using var set = new DatasetFolder().With("dev.txt", "IMGID:1\na\tO\n").With("c.txt", "9.jpg :a cat\n8.jpg :a dog\n");
        Assert.Equal(
            [
                $"{set.PathOf("c.txt")}: 2 of its 2 captions are of no post of the split (the first is of 9).",
                $"{set.PathOf("c.txt")}: 1 of 1 posts have no caption there.",
            ],
            set.Read("twitter-2015", options: new DatasetReadOptions { CaptionFiles = [set.PathOf("c.txt")] }).Faults
                .Select(f => f.ToString()));
    }

    [Fact]
    public void ReadSplit_PicturesInSeveralFoldersAndCapitals_AreFoundAndTheFirstFolderWins()
    {
        using var set = new DatasetFolder()
            .With("dev.txt", "IMGID:1\na\tO\n\nIMGID:2\nb\tO\n\nIMGID:3\nc\tO\n")
            .With("a/1.PNG", "x")
            .With("b/1.jpg", "x")
            .With("b/2.Jpeg", "x");
        var dataset = set.Read("twitter-2015", options: new DatasetReadOptions { ImageFolders = [set.PathOf("a"), set.PathOf("b")] });
        Assert.Equal([set.PathOf("a/1.PNG"), set.PathOf("b/2.Jpeg"), set.PathOf("a/3.jpg")], dataset.Posts.Select(p => p.Post.Image!.Name));
    }

    [Fact]
    public void ReadSplit_WithoutImages_SaysThatThePicturesCannotBeSeen()
    {
        using var set = new DatasetFolder().With("dev.txt", "IMGID:1\na\tO\n");
        Assert.True(set.Read("twitter-2015").Posts[0].Post.Image!.IsUnseen);
    }

    [Fact]
    public void Train_FurtherKnowledge_IsLearnedFrom()
    {
        var plain = Posts([]);
        var (one, same, two) = (Train(plain), Train(plain), Train(Posts(["Named entities: 1. Rome (location)"])));
        Assert.Equal(one, same);
        Assert.NotEqual(one, two);

        static IReadOnlyList<GoldPost> Posts(IReadOnlyList<string> further) =>
        [
            .. Enumerable.Range(0, 12).Select(i => new GoldPost
            {
                Post = new Post { Id = $"{i}", Text = "Ada in Rome", AuxiliaryKnowledge = "Named entities: 1. Ada (person)" },
                Entities = [
                    new GoldEntity { Span = new TextSpan(0, 3), Type = EntityType.Person },
                    new GoldEntity { Span = new TextSpan(7, 11), Type = EntityType.Location }
                ],
                FurtherKnowledge = further,
            }),
        ];
        static string Train(IReadOnlyList<GoldPost> posts)
        {
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            CrfRecognizerTrainer.Train(
                new RecognitionTrainingData { Posts = posts },
                new CrfTrainingOptions { Runs = 1, MinimumFeatureCount = 1 },
                cancellationToken: TestContext.Current.CancellationToken).Write(writer);
            return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(stream.ToArray()));
        }
    }

    [Fact]
    public void Views_WithFurtherAnswers_AreAllDifferent()
    {
        var post = new PostContext
        {
            Post = new Post { Id = "1", Text = "a", AuxiliaryKnowledge = "k", Captions = ["c"] },
            Observations = [PictureObservation.OfCaption("c")],
            Knowledge = AuxiliaryKnowledge.Parse("k")
        };
        Assert.Equal(
            [("k", 1), ("k", 0), (null, 1), (null, 0), ("m", 1), ("m", 0)],
            GoldContexts.Views(post, ["m"]).Select(v => (v.Knowledge?.Answer, v.Captions.Count)));
    }
}
