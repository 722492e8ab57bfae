using Riveg.Builtin.Recognition;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Training;
using Riveg.Posts;
using Riveg.TestKit;

namespace Riveg.Tests.Builtin.Recognition;

public class CrfEntityRecognizerTests
{
    private static readonly string[] People = ["Anna", "Bert", "Carla", "David", "Emma", "Fred"];
    private static readonly string[] Places = ["Paris", "Oslo", "Rome", "Cairo", "Lima", "Quito"];

    [Fact]
    public void Train_SameInput_GivesTheSameBytes() => Assert.Equal(Bytes(Train()), Bytes(Train()));

    [Fact]
    public async Task RecognizeAsync_LearnedForm_FindsMentionsInRawText()
    {
        var mentions = await Recognize("yesterday Emma went to Rome again");

        Assert.Equal(
            [("Emma", "PER"), ("Rome", "LOC")], mentions.Select(m => (m.Span.Of("yesterday Emma went to Rome again"), m.Type.Name)));
        Assert.All(mentions, m => Assert.InRange(m.Score, 0.3, 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("\ud83d")]
    [InlineData("#@ \udc00 @x #Y")]
    public async Task RecognizeAsync_OddText_FindsNothingOutsideIt(string text)
    {
        var end = 0;
        Assert.All(await Recognize(text), m =>
        {
            Assert.InRange(m.Span.Start, end, text.Length);
            Assert.InRange(m.Span.End, m.Span.Start + 1, text.Length);
            Assert.InRange(m.Score, 0, 1);
            end = m.Span.End;
        });
    }

    [Fact]
    public async Task RecognizeAsync_VeryLongText_IsReadToItsEnd()
    {
        const int Repeats = 3000;
        var text = string.Concat(Enumerable.Repeat("yesterday Anna went to Paris again ", Repeats));
        var mentions = await Recognize(text);
        Assert.Equal(Repeats, mentions.Count(m => m.Span.Of(text) is "Anna"));
        Assert.Equal(Repeats, mentions.Count(m => m.Span.Of(text) is "Paris"));
    }

    [Fact]
    public void Read_AnyCut_IsOneClearError()
    {
        var bytes = Bytes(Train());
        for (var length = 0; length < bytes.Length; length += 1 + (bytes.Length / 50))
        {
            Assert.Throws<InvalidDataException>(() => CrfRecognizerModel.Read(new BinaryReader(new MemoryStream(bytes, 0, length))));
        }
    }

    [Fact]
    public void Read_WhatWasWritten_GivesTheSameBytes()
    {
        var bytes = Bytes(Train());

        Assert.Equal(bytes, Bytes(CrfRecognizerModel.Read(new BinaryReader(new MemoryStream(bytes)))));
    }

    [Fact]
    public async Task RecognizeAsync_WordsOfATaughtCluster_AreFoundUnseen()
    {
        const string Text = "zz XAVIER zz YPRES zz";
        IReadOnlyList<WordCluster> clusters =
        [
            .. People.Append("Xavier").Select(p => new WordCluster(p, "0101")),
            .. Places.Append("Ypres").Select(p => new WordCluster(p, "11")),
        ];

        Assert.Equal(
            [("XAVIER", "PER"), ("YPRES", "LOC")],
            (await Recognize(Text, clusters)).Select(m => (m.Span.Of(Text), m.Type.Name)));
    }

    [Fact]
    public void Write_ModelWithClusters_IsReadWithThem()
    {
        var model = Train([new WordCluster("Anna", "0101"), new WordCluster("paris", "11")]);

        var read = CrfRecognizerModel.Read(new BinaryReader(new MemoryStream(Bytes(model))));

        Assert.Equal(2, read.Clusters.Count);
        Assert.Equal(Bytes(model), Bytes(read));
    }

    private static async Task<IReadOnlyList<Mention>> Recognize(string text, IReadOnlyList<WordCluster>? clusters = null)
        => await new CrfEntityRecognizer(Train(clusters)).OneAsync(
            new PostContext { Post = new Post { Id = "1", Text = text } }, TestContext.Current.CancellationToken);

    private static byte[] Bytes(CrfRecognizerModel model)
    {
        using var stream = new MemoryStream();
        model.Write(new BinaryWriter(stream));
        return stream.ToArray();
    }

    private static CrfRecognizerModel Train(IReadOnlyList<WordCluster>? clusters = null)
    {
        var posts = new List<GoldPost>();
        foreach (var person in People)
        {
            foreach (var place in Places)
            {
                var text = $"yesterday {person} went to {place} again";
                posts.Add(new GoldPost
                {
                    Post = new Post
                    {
                        Id = text,
                        Text = text,
                        AuxiliaryKnowledge = $"Named entities:1. {person} (person)2. {place} (location)Reasoning:{person} is a person."
                    },
                    Entities = [Entity(text, person, EntityType.Person), Entity(text, place, EntityType.Location)],
                });
            }
        }

        return CrfRecognizerTrainer.Train(
            new RecognitionTrainingData { Posts = posts, Clusters = clusters ?? [] }, new CrfTrainingOptions { Epochs = 5 }, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static GoldEntity Entity(string text, string name, EntityType type)
    {
        var start = text.IndexOf(name, StringComparison.Ordinal);
        return new GoldEntity { Span = new TextSpan(start, start + name.Length), Type = type };
    }
}
