using System.Text.Json;
using CsCheck;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Exports;
using Riveg.Evaluation.Formats;
using Riveg.Evaluation.Tables;
using Riveg.Evaluation.Tests.Exports;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Datasets;

/// <summary>Hugging Face's <c>metadata.jsonl</c> and Parquet as data sets.</summary>
public sealed class TableReadingTests
{
    [Fact]
    public void ReadSplit_OfMetadata_HasPicturesBesideItAndCountsCodePoints()
    {
        using var folder = new DatasetFolder().With(
            "train/metadata.jsonl",
            """
            {"file_name":"1.png","text":"😀 Ada in Rome","entities":[{"start":2,"end":5,"type":"PER","box":[10,10,90,90]},{"start":9,"end":13,"type":"LOC"}],"width":200,"height":100}
            {"file_name":"a/2.png","text":"😀 Ada","entities":{"start":[2],"end":[5],"type":["PER"],"boxes":[[[1,2,30,40],[5,6,70,80]]],"fine_type":["poet"]}}
            {"text":"good morning","entities":[],"id":"x","offsets":"utf-16"}
            """);
        var dataset = DatasetReference.Parse($"imagefolder:{folder.PathOf("train/metadata.jsonl")}").ReadSplit(null);
        Assert.Equal([], dataset.Faults.Select(f => f.ToString()));
        Assert.Equal(["1.png", "a/2.png", "x"], dataset.Posts.Select(p => p.Post.Id));
        Assert.Equal(folder.PathOf("train/1.png"), dataset.Posts[0].Post.Image!.FilePath);
        Assert.Equal([("Ada", 1), ("Rome", 0)], Names(dataset.Posts[0]));
        Assert.Equal(new ImageSize(200, 100), dataset.Posts[0].ImageSize);
        Assert.Equal([("Ada", 2)], Names(dataset.Posts[1]));
        Assert.Equal("poet", dataset.Posts[1].Entities[0].FineType);
        Assert.Null(dataset.Posts[2].Post.Image);

        static IEnumerable<(string, int)> Names(GoldPost post) =>
            post.Entities.Select(e => (e.Span.Of(post.Post.Text), e.Boxes.Count));
    }

    [Theory]
    [InlineData("[]", "a row is a JSON object with the columns file_name, text and entities; correct it or leave it out.")]
    [InlineData("{", "not JSON at character 2; correct the line or leave it out.")]
    [InlineData("""{"file_name":"1.png"}""", "\"text\" is missing or no string; correct the line or leave it out.")]
    [InlineData(
        """{"text":"Ada","entities":7}""",
        "\"entities\" is missing or no list; [] says that the post names nothing; correct the line or leave it out.")]
    [InlineData(
        """{"text":"Ada","entities":{"start":[0],"end":[3,4],"type":["PER"]}}""",
        "the lists in \"entities\" are of different lengths; correct it or leave it out.")]
    [InlineData(
        """{"text":"Ada","entities":{"start":0}}""", "\"entities\" is an object, and its \"start\" no list; correct it or leave it out.")]
    [InlineData(
        """{"text":"Ada","entities":[7]}""", "an entity is no object with \"start\", \"end\" and \"type\"; correct the line or leave it out.")]
    [InlineData("""{"text":"Ada\ud800","entities":[]}""", "a string holds half a surrogate pair; correct it or leave it out.")]
    [InlineData(
        """{"text":"Ada","entities":[],"error":"too long"}""",
        "the post failed when it was annotated (too long), so nothing is known of it; correct the line or leave it out.")]
    public void ReadSplit_OfAWrongRow_SaysWhyAndGoesOn(string row, string message)
    {
        using var folder = new DatasetFolder().With("metadata.jsonl", $$"""{"text":"Bob","entities":[]}{{"\n" + row + "\n"}}{"text":"Bob","entities":[]}""");
        var dataset = DatasetReference.Parse($"imagefolder:{folder.PathOf("metadata.jsonl")}").ReadSplit(null);
        Assert.Equal(2, dataset.Posts.Count);
        Assert.Equal($"{folder.PathOf("metadata.jsonl")}:2: {message}", Assert.Single(dataset.Faults).ToString());
    }

    [Fact]
    public void Rows_OfGoldPosts_KeepAllThatIsRead() => AnyAnnotation.Seen.Sample(
        result =>
        {
            using var folder = new TemporaryFolder("riveg-rows-");
            var gold = new GoldPost
            {
                Post = new Post
                {
                    Id = result.PostId,
                    Text = result.Text,
                    Image = ImageSource.Unseen("1.jpg"),
                    Tokens = [new TextSpan(0, 1 + (char.IsHighSurrogate(result.Text[0]) ? 1 : 0))],
                    Captions = ["a cat", "😀"],
                    AuxiliaryKnowledge = "Named entities: 😀",
                },
                ImageSize = result.Image!.Size,
                Entities =
                [
                    .. result.Entities.Select(e => new GoldEntity
                    {
                        Span = e.Span,
                        Type = e.Type,
                        FineType = e.Score > 0.4 ? "fine" : null,
                        Boxes = [.. e.Regions.Select(r => r.Box)],
                        Masks = [.. e.Regions.Select(r => r.Mask).OfType<Mask>()],
                    }),
                ],
            };
            PostRow[] rows = [GoldRow.Of(gold, null), GoldRow.Of(gold with { Post = gold.Post with { Id = "2", Tokens = null } }, "x/2.jpg")];
            using (var lines = new FileStream(folder["metadata.jsonl"], FileMode.CreateNew))
            {
                GoldRow.WriteLines(lines, rows);
            }

            using (var table = new FileStream(folder["posts.parquet"], FileMode.CreateNew))
            {
                GoldRow.WriteParquetAsync(table, rows, CancellationToken.None).GetAwaiter().GetResult();
            }

            foreach (var reference in new[] { $"imagefolder:{folder["metadata.jsonl"]}", $"parquet:{folder["posts.parquet"]}" })
            {
                var dataset = DatasetReference.Parse(reference).ReadSplit(null);
                Assert.Equal([], dataset.Faults.Select(f => f.ToString()));
                var read = dataset.Posts[0];
                Assert.Equal(gold.Post.Tokens, read.Post.Tokens);
                Assert.Equal(gold.Post.Captions, read.Post.Captions);
                Assert.Equal(gold.Post.AuxiliaryKnowledge, read.Post.AuxiliaryKnowledge);
                Assert.Equal(gold.ImageSize, read.ImageSize);
                Assert.True(read.Post.Image!.IsUnseen);
                Assert.Equal(gold.Entities.Select(e => (e.Span, e.Type.Name, e.FineType)), read.Entities.Select(e => (e.Span, e.Type.Name, e.FineType)));
                Assert.Equal(gold.Entities.SelectMany(e => e.Boxes), read.Entities.SelectMany(e => e.Boxes));
                Assert.Equal(gold.Entities.Sum(e => e.Masks.Count), read.Entities.Sum(e => e.Masks.Count));
                Assert.Equal("x/2.jpg", dataset.Posts[1].Post.Image!.Name);
            }
        },
        iter: 40,
        threads: 1);

    [Fact]
    public async Task ParquetRows_OfSeveralGroups_ComeBackInOrder()
    {
        using var stream = new MemoryStream();
        var writer = new ParquetRowWriter(stream, PostColumns.Schema);
        for (var i = 0; i < 25_000; i++)
        {
            await writer.AddAsync(
                JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["id"] = $"{i}", ["text"] = "x", ["entities"] = Array.Empty<int>() }),
                TestContext.Current.CancellationToken);
        }

        await writer.CompleteAsync(TestContext.Current.CancellationToken);
        stream.Position = 0;
        var number = 0;
        await foreach (var row in ParquetRowReader.ReadAsync(stream, _ => Assert.Fail("passed over"), TestContext.Current.CancellationToken))
        {
            using var document = JsonDocument.Parse(row);
            Assert.Equal($"{number++}", document.RootElement.GetProperty("id").GetString());
        }

        Assert.Equal(25_000, number);
    }

    [Fact]
    public async Task ReadSplit_OfAnyBrokenParquet_SaysItInOneLineOfItsOwn()
    {
        using var whole = new MemoryStream();
        await ExportFormat.Parquet.WriteAsync(whole, [Example("1"), Example("2")], null, TestContext.Current.CancellationToken);
        var bytes = whole.ToArray();
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Bool).Sample(
            (at, value, isCut) =>
            {
                using var folder = new DatasetFolder();
                var broken = isCut ? bytes[..at] : [.. bytes];
                if (!isCut)
                {
                    broken[at] ^= (byte)(value | 1);
                }

                folder.With("x.parquet", broken);
                var dataset = DatasetReference.Parse($"parquet:{folder.PathOf("x.parquet")}").ReadSplit(null);
                Assert.True(!isCut || dataset.Faults.Count > 0);
                Assert.All(dataset.Faults, f => Assert.DoesNotContain("Exception", f.Message, StringComparison.Ordinal));
                Assert.All(dataset.Faults, f => Assert.DoesNotContain('\n', f.Message));
            },
            iter: 400,
            threads: 1);
    }

    [Fact]
    public async Task ParquetRows_OfAFileThatIsReadWithoutEnd_AreAFaultInTime()
    {
        using var endless = new EndlessStream();
        var rows = ParquetRowReader.ReadAsync(
            endless, _ => { }, TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidDataException>(
            async () => await rows.GetAsyncEnumerator(TestContext.Current.CancellationToken).MoveNextAsync());
    }

    // What is asked of it is answered when the test is long over.
    private sealed class EndlessStream : MemoryStream
    {
        public EndlessStream()
            : base(new byte[100])
        {
        }

        public override long Length
        {
            get
            {
                Thread.Sleep(TimeSpan.FromSeconds(3));
                return base.Length;
            }
        }
    }

    private static AnnotationResult Example(string id) => new()
    {
        PostId = id,
        Text = "Ada in Rome",
        Image = new AnnotatedImage("1.png", new ImageSize(20, 10)),
        Entities = [new AnnotatedEntity
        {
            Mention = new Mention(new TextSpan(0, 3), EntityType.Person),
            Text = "Ada",
            Regions = [new Region(new Box(1, 2, 8, 9), 0.5) { Mask = Mask.FromCounts(20, 10, [50, 30, 120]) }],
        }],
    };
}
