using Riveg.Evidence;
using Riveg.Networks.Tagging;
using Riveg.Posts;
using Riveg.Recognition.Reading;

namespace Riveg.Networks.Tests.Tagging;

public sealed class TaggerReaderTests
{
    private const string Answer = "Named entities: 1. Ann Lee (person/singer) Reasoning: Ann Lee is a famous singer. Paris is not meant.";

    private static readonly TaggerReader Reader = new(
        WordVectors.Of(2, [("ann", [1, 0]), ("person", [0, 1]), ("singer", [0, 3]), ("famous", [4, 0]), ("paris", [2, 2])]),
        WordClusters.Of([("ann", new ClusterPath(0b1_01011)), ("lee", new ClusterPath(0b1_01010)), ("paris", new ClusterPath(0b1_11))]),
        FamiliarWords.Of([TokenizedPost.Of(new Post { Id = "0", Text = "Ann ann sings SINGS once" })]));

    [Fact]
    public void Read_AWordWithAVector_GivesItAndSaysSo()
    {
        var input = Read("Ann Lee");
        Assert.Equal([1, 0, 1, 0, 0, 0], input.Words.Select(n => MathF.Round(n, 2)));
    }

    [Fact]
    public void Read_ATag_GivesTheWordsVector() => Assert.Equal(1, Read("#paris").Words[5]);

    [Fact]
    public void Read_AWordThatPostsHaveOnce_IsNotKnownByItself()
    {
        var input = Read("ANN sings once more");
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(i => Form(input, i, TaggerColumn.Word) > 0));
    }

    [Fact]
    public void Read_DamagedClusters_SaysSo()
    {
        using MemoryStream vectors = new(), clusters = new();
        Reader.Vectors.Write(vectors);
        Reader.WriteClusters(clusters);
        var bytes = clusters.ToArray();
        for (var i = 0; i < bytes.Length; i++)
        {
            vectors.Position = 0;
            Assert.Throws<InvalidDataException>(() => TaggerReader.Read(vectors, new MemoryStream(bytes, 0, i)));
            vectors.Position = 0;
            byte[] changed = [.. bytes];
            changed[i] ^= 0x55;
            try
            {
                TaggerReader.Read(vectors, new MemoryStream(changed));
            }
            catch (InvalidDataException e)
            {
                Assert.StartsWith("The clusters of words cannot be read (", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Read_Clusters_ShareTheNumbersOfTheirFirstBranches()
    {
        var input = Read("Ann Lee sings");
        Assert.Equal(Form(input, 0, TaggerColumn.Cluster4), Form(input, 1, TaggerColumn.Cluster4));
        Assert.NotEqual(Form(input, 0, TaggerColumn.Cluster), Form(input, 1, TaggerColumn.Cluster));
        Assert.Equal(0, Form(input, 2, TaggerColumn.Cluster));
    }

    [Fact]
    public void Read_EveryForm_IsBelowItsSize()
    {
        foreach (var text in (string[])["Ann LEE @x #y http://z.co 12 a1 \U0001f600 — PARIS é", "a", "ALL CAPS HERE", "# @"])
        {
            foreach (var knowledge in (string?[])[null, Answer])
            {
                var input = Read(text, knowledge, TaggerForms.Rules - 1);
                Assert.All(input.Forms.Index(), f => Assert.InRange(f.Item, 0, Reader.FormSizes[f.Index % TaggerForms.Columns] - 1));
                Assert.All(input.Letters, l => Assert.InRange(l, 0, Letters.Count - 1));
            }
        }
    }

    [Fact]
    public void Read_Knowledge_GivesTheMeanOfTheTypeAndOfWhatIsSaid()
    {
        var input = Read("Ann Lee sings in Paris", Answer);
        var ann = input.Knowledge.AsSpan(0, Reader.KnowledgeWidth).ToArray();
        Assert.Equal([0, 2, 2, 1.5f, 0, 0], ann.Select(n => MathF.Round(n, 1)));
        Assert.Equal(1, Form(input, 0, TaggerColumn.Order));
        Assert.Equal(2, Form(input, 0, TaggerColumn.Said));
        Assert.Equal(1, Form(input, 2, TaggerColumn.Said));
        Assert.Equal(0, Form(input, 4, TaggerColumn.Order));
    }

    [Fact]
    public void Read_WithoutKnowledge_ItsFormsAreZero()
    {
        var input = Read("Ann Lee");
        Assert.All(input.Knowledge, n => Assert.Equal(0, n));
        Assert.Equal((0, 0, 0), (Form(input, 0, TaggerColumn.Listed), Form(input, 0, TaggerColumn.Order), Form(input, 0, TaggerColumn.Said)));
    }

    [Fact]
    public void Slice_SomeTokens_AreThose()
    {
        var whole = Read("Ann Lee sings in Paris", Answer);
        var part = whole.Slice(1, 2);
        Assert.Equal(2, part.Count);
        Assert.Equal(whole.Letters.AsSpan(16, 32).ToArray(), part.Letters);
        Assert.Equal(whole.Words.AsSpan(3, 6).ToArray(), part.Words);
    }

    [Fact]
    public void Of_PostsOfSeveralLengths_FillsUpWithZero()
    {
        var batch = TaggerBatch.Of([Read("Ann"), Read("Ann Lee sings")]);
        Assert.Equal((2, 3), (batch.Count, batch.Length));
        Assert.Equal([1L, 3L], batch.Lengths);
        Assert.All(batch.Forms.AsSpan(TaggerForms.Columns, 2 * TaggerForms.Columns).ToArray(), f => Assert.Equal(0, f));
        Assert.Equal(Read("Ann Lee sings").Words, batch.Words.AsSpan(3 * 3, 9).ToArray());
    }

    [Theory]
    [InlineData("ab", new[] { 66L, 67, 0 })]
    [InlineData("\u00c9\u00e9\u4e2d", new[] { 96L, 97, 98, 0 })]
    public void Write_Letters_NumbersThem(string word, long[] expected)
    {
        var numbers = new long[Letters.PerWord];
        Letters.Write(word, numbers);
        Assert.Equal(expected, numbers.AsSpan(0, expected.Length).ToArray());
    }

    [Fact]
    public void Write_ALongWord_KeepsItsEnds()
    {
        long[] numbers = new long[Letters.PerWord], ends = new long[Letters.PerWord];
        Letters.Write("abcdefghijklmnopqrstuvwxyz", numbers);
        Letters.Write("abcdefghijuvwxyz", ends);
        Assert.Equal(ends, numbers);
    }

    [Fact]
    public void Read_WhatWasWritten_ReadsPostsTheSame()
    {
        using MemoryStream vectors = new(), clusters = new();
        Reader.Vectors.Write(vectors);
        Reader.WriteClusters(clusters);
        (vectors.Position, clusters.Position) = (0, 0);
        var copy = TaggerReader.Read(vectors, clusters);
        var post = TokenizedPost.Of(new Post { Id = "1", Text = "Ann Lee sings in Paris" });
        var (mine, its) = (Reader.Read(post, AuxiliaryKnowledge.Parse(Answer)), copy.Read(post, AuxiliaryKnowledge.Parse(Answer)));
        Assert.Equal((mine.Words, mine.Forms, mine.Knowledge), (its.Words, its.Forms, its.Knowledge), SameNumbers);
    }

    private static bool SameNumbers((float[] Words, long[] Forms, float[] Knowledge) a, (float[] Words, long[] Forms, float[] Knowledge) b) =>
        a.Words.SequenceEqual(b.Words) && a.Forms.SequenceEqual(b.Forms) && a.Knowledge.SequenceEqual(b.Knowledge);

    private static long Form(TaggerInput input, int token, TaggerColumn column) => input.Forms[(token * TaggerForms.Columns) + (int)column];

    private static TaggerInput Read(string text, string? knowledge = null, int rules = 0) =>
        Reader.Read(TokenizedPost.Of(new Post { Id = "1", Text = text }), AuxiliaryKnowledge.Of(knowledge), rules);
}
