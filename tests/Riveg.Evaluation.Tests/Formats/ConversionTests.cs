using System.Text;
using CsCheck;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Formats;
using Riveg.Evaluation.Tests.Datasets;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Evaluation.Tests.Formats;

/// <summary>
/// A data set written in another form and read back is the same, as far as the form can hold it; what it cannot hold is told.
/// </summary>
public sealed class ConversionTests
{
    private static readonly string[] Words =
        ["Ada", "O2", "naïve", "שלום", "مرحبا", "👩‍👩‍👧", "👍🏽", "#tag", "@bob", "<b>", "a&b", "x\"y", "IMGID:", "-DOCSTART-", "#", "…", "日本", "e\u0301", "New York", "O", "B-PER", ":)"];

    private static readonly string[] Gaps = [" ", "", "  ", "\n", "\t", "\u00A0", " \r\n "];

    private static readonly string[] Ids = ["1", "O_4862", "a.b.c", "with space", "ünï", "😀", "-", "(1)", "2.jpg.x"];

    private static readonly Gen<GoldPost> Post =
        from words in Any(Words).Array[1, 8]
        from gaps in Any(Gaps).Array[8]
        from id in Gen.Select(Any(Ids), Gen.Int[0, 999], (name, number) => $"{name}{number}")
        from entities in Entity(words.Length).Array[0, 4]
        from has in Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool)
        select Make(id, words, gaps, entities, has.Item1, has.Item2, has.Item3);

    private static readonly Gen<GoldPost[]> Posts = Post.Array[1, 5].Select(posts => posts.DistinctBy(p => p.Post.Id).ToArray());

    [Fact]
    public void Gmner_OneNameWithSeveralBoxes_IsToldOnce()
    {
        var post = Gold("1", "Rome or Rome", [
            new GoldEntity { Span = new TextSpan(0, 4), Type = EntityType.Location, Boxes = [new Box(0, 0, 9, 9)] },
            new GoldEntity { Span = new TextSpan(8, 12), Type = EntityType.Location, Boxes = [new Box(5, 5, 50, 50)] },
        ]) with { ImageSize = new ImageSize(90, 90) };
        Assert.Equal(
            ["the post 1: \"Rome\" has 2 boxes there instead of 1, since a box belongs to a name there."],
            GmnerSplit.Of(new Dataset("test", "dev", [post], [])).Faults);
    }

    [Fact]
    public void Riveg_AnyPosts_AreReadBackTheSame() => Posts.Sample(
        posts =>
        {
            var read = ThroughRiveg(posts, out var faults);
            Assert.Empty(faults);
            AssertEqual(posts, read);
        },
        iter: 300);

    [Fact]
    public void Gmner_AnyPosts_KeepWhatTheFormHolds() => Posts.Sample(
        posts =>
        {
            var split = GmnerSplit.Of(new Dataset("riveg", "own", posts, []));
            using var folder = Write(split);
            var read = DatasetReference.Parse($"gmner:{folder.Root}").ReadSplit("own");

            // The words, the entities' words and types are always kept; boxes are, unless that is told.
            Assert.Equal(posts.Select(p => p.Post.Id), read.Posts.Select(p => p.Post.Id));
            Assert.Equal(posts.Select(p => Bare(p.Post.Text)), read.Posts.Select(p => Bare(p.Post.Text)));
            Assert.Equal(
                posts.Select(p => p.Entities.Select(e => (Bare(e.Span.Of(p.Post.Text)), e.Type))),
                read.Posts.Select(p => p.Entities.Select(e => (Bare(e.Span.Of(p.Post.Text)), e.Type))));
            foreach (var (before, after) in posts.Zip(read.Posts)
                .Where(p => !split.Faults.Any(f => f.StartsWith($"the post {p.First.Post.Id}:", StringComparison.Ordinal))))
            {
                Assert.Equal(before.ImageSize, after.ImageSize);
                Assert.Equal(before.Entities.Select(e => e.Boxes.ToArray()), after.Entities.Select(e => e.Boxes.ToArray()));
            }

            // Once in the form, nothing changes any more, by whatever way.
            var again = ThroughRiveg(read.Posts, out _);
            AssertEqual(read.Posts, again);
            var back = GmnerSplit.Of(new Dataset("riveg", "own", again, []));
            Assert.Empty(back.Text.Faults);
            Assert.Equal(TextOf(split), TextOf(back));
            Assert.Equal(split.Annotations.Select(a => a.Value.ToString()), back.Annotations.Select(a => a.Value.ToString()));
        },
        iter: 300);

    [SharedFact]
    public void Gmner_OfTheRealSplit_ThroughRivegAndBack_IsTheSame()
    {
        var root = SharedFolder.Resolve("data", "twitter-gmner", "Twitter10000_v2.0");
        var dev = DatasetReference.Parse($"twitter-gmner:{root}").ReadSplit("dev");
        var own = ThroughRiveg(dev.Posts, out var faults);
        Assert.Equal(dev.Faults.Count(f => f.Kind is DatasetFaultKind.BoxOutside or DatasetFaultKind.BoxWithoutArea), faults.Count);
        AssertEqual(dev.Posts, own);
        var split = GmnerSplit.Of(dev with { Posts = own });
        Assert.Empty(split.Faults);
        Assert.Empty(split.Notes);
        using var folder = Write(split);
        Assert.Equal(File.ReadAllText(Path.Combine(root, "txt", "dev.txt")), File.ReadAllText(folder.PathOf("txt/own.txt")));
        var read = DatasetReference.Parse($"gmner:{folder.Root}").ReadSplit("own");
        AssertEqual(dev.Posts, read.Posts);
        Assert.Equivalent(DatasetStatistics.Of(dev), DatasetStatistics.Of(read), strict: true);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("1.jpg")]
    [InlineData(" 1")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("")]
    public void Conll_IdThatTheFormCannotHold_IsRefused(string id)
    {
        var post = new GoldPost { Post = new Post { Id = id, Text = "Ada" }, Entities = [] };
        Assert.Equal(
            $"The id \"{id}\" cannot stand in the CoNLL form: there an id is a picture's name without folders and without its ending. "
            + "Give other ids; nothing is written.",
            Assert.Throws<DatasetException>(() => ConllSplit.Of(new Dataset("riveg", "own", [post], []))).Message);
    }

    [Fact]
    public void Gmner_WhatTheFormCannotHold_IsTold()
    {
        GoldPost[] posts =
        [
            Gold("1", "Ada  met Ada", [Named(0, 3, new Box(1, 1, 5, 5)), Named(9, 12)]) with { ImageSize = new ImageSize(9, 9) },
            Gold("2", " \n", []),
            Gold("3", "x#Ada!", [Named(2, 5, new Box(1, 1, 5, 5))]),
            Gold("4", "Ada", [new GoldEntity { Span = new TextSpan(0, 3), Type = EntityType.Parse("a\tb") }]) with
            {
                Post = new Post { Id = "4", Text = "Ada", AuxiliaryKnowledge = "k", Captions = ["c"] }
            },
        ];
        var split = GmnerSplit.Of(new Dataset("riveg", "own", posts, []));
        Assert.Equal(
            [
                "the post 2 has no word; it is left out.",
                "the post 4: the type \"a\tb\" is called \"a_b\" there.",
                "the post 1: \"Ada\" has 1 box there instead of 0, since a box belongs to a name there.",
                "the post 3: the size of its picture is not known, which belongs to boxes; give the picture's \"width\" and \"height\", "
                + "or the folder that it lies in.",
            ],
            split.Faults);
        Assert.Equal(
            [
                "2 posts have other white space than one blank between two tokens; there their tokens are joined by one blank.",
                "1 posts have no picture, which the form does not say.",
                "1 posts have knowledge, which the form does not hold.",
                "1 posts have captions, which the form does not hold.",
            ],
            split.Notes);
        Assert.Equal(
            "IMGID:1\nAda\tB-PER\nmet\tO\nAda\tB-PER\n\nIMGID:3\nx\tO\n#\tO\nAda\tB-PER\n!\tO\n\nIMGID:4\nAda\tB-a_b\n\n", TextOf(split));
    }

    private static Gen<string> Any(string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<(int First, int Last, int Type, double[][] Boxes)> Entity(int words) => Gen.Select(
        Gen.Int[0, words - 1],
        Gen.Int[0, 1],
        Gen.Int[0, 4],
        Gen.Select(
            Gen.Double[2, 60],
            Gen.Double[2, 60],
            Gen.Double[1, 30],
            Gen.Double[1, 30],
            (x, y, w, h) => new[] { x, y, x + w, y + h }).Array[0, 3],
        (first, more, type, boxes) => (first, Math.Min(words - 1, first + more), type, boxes));

    private static GoldPost Make(
        string id,
        string[] words,
        string[] gaps,
        (int First, int Last, int Type, double[][] Boxes)[] entities,
        bool hasTokens,
        bool hasSize,
        bool hasPicture)
    {
        var text = new StringBuilder();
        var tokens = new List<TextSpan>();
        for (var i = 0; i < words.Length; i++)
        {
            text.Append(i > 0 ? gaps[i] : string.Empty);
            tokens.Add(new TextSpan(text.Length, text.Length + words[i].Length));
            text.Append(words[i]);
        }

        var gold = new List<GoldEntity>();
        foreach (var (first, last, type, boxes) in entities.OrderBy(e => e.First))
        {
            var span = new TextSpan(tokens[first].Start, tokens[last].End);
            if (gold.Count == 0 || gold[^1].Span.End <= span.Start)
            {
                gold.Add(new GoldEntity
                {
                    Span = span,
                    Type = type == 4 ? EntityType.Parse("Own-Type 1") : EntityType.Coarse[type],
                    Boxes = hasSize ? [.. boxes.Select(b => new Box(b[0], b[1], b[2], b[3]))] : [],
                });
            }
        }

        return new GoldPost
        {
            Post = new Post
            {
                Id = id,
                Text = text.ToString(),
                Tokens = hasTokens ? tokens : null,
                Image = !hasPicture && !hasSize ? null : ImageSource.Unseen($"{id}.jpg")
            },
            Entities = gold,
            ImageSize = hasSize ? new ImageSize(100, 90) : null,
        };
    }

    private static GoldPost Gold(string id, string text, IReadOnlyList<GoldEntity> entities) =>
        new() { Post = new Post { Id = id, Text = text, Image = id == "4" ? null : ImageSource.Unseen($"{id}.jpg") }, Entities = entities };

    private static GoldEntity Named(int start, int end, params Box[] boxes) =>
        new() { Span = new TextSpan(start, end), Type = EntityType.Person, Boxes = boxes };

    private static IReadOnlyList<GoldPost> ThroughRiveg(IReadOnlyList<GoldPost> posts, out IReadOnlyList<DatasetFault> faults)
    {
        using var folder = new DatasetFolder();
        using (var stream = File.Create(folder.PathOf("own.jsonl")))
        {
            foreach (var post in posts)
            {
                GoldJsonWriter.WriteLine(stream, post);
            }
        }

        var read = DatasetReference.Parse($"riveg:{folder.PathOf("own.jsonl")}").ReadSplit(null);
        faults = read.Faults;
        return read.Posts;
    }

    private static DatasetFolder Write(GmnerSplit split)
    {
        var folder = new DatasetFolder().With("txt/own.txt", TextOf(split)).With("xml/.keep", string.Empty);
        foreach (var (id, annotation) in split.Annotations)
        {
            annotation.Save(folder.PathOf($"xml/{id}.xml"));
        }

        return folder;
    }

    private static string TextOf(GmnerSplit split)
    {
        using var writer = new StringWriter();
        split.Text.Write(writer);
        return writer.ToString();
    }

    private static string Bare(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static void AssertEqual(IReadOnlyList<GoldPost> expected, IReadOnlyList<GoldPost> actual)
    {
        Assert.Equal(
            expected.Select(p => (p.Post.Id, p.Post.Text, p.ImageSize, p.Post.Image?.Name)),
            actual.Select(p => (p.Post.Id, p.Post.Text, p.ImageSize, p.Post.Image?.Name)));
        Assert.Equal(expected.Select(p => p.Post.Tokens?.ToArray()), actual.Select(p => p.Post.Tokens?.ToArray()));
        foreach (var (before, after) in expected.Zip(actual))
        {
            Assert.Equal(before.Entities.Select(e => (e.Span, e.Type)), after.Entities.Select(e => (e.Span, e.Type)));
            Assert.Equal(before.Entities.Select(e => e.Boxes.ToArray()), after.Entities.Select(e => e.Boxes.ToArray()));
        }
    }
}
