using CsCheck;
using Riveg.Networks.Tagging;
using Riveg.Recognition.Reading;

namespace Riveg.Networks.Tests.Tagging;

public sealed class WordVectorsTests
{
    private static readonly Gen<(string Word, float[] Vector)[]> Entries = Gen.Select(
        Gen.String[Gen.Char['a', 'f'], 1, 6], Gen.Float[-8, 8].Array[5], (word, vector) => (word, vector)).Array[0, 40];

    [Fact]
    public void Read_WhatWasWritten_GivesTheSameVectors() => Entries.Sample(entries =>
    {
        var vectors = WordVectors.Of(5, entries);
        var read = Copy(vectors);
        Assert.Equal((vectors.Count, 5), (read.Count, read.Width));
        foreach (var (word, _) in entries)
        {
            Assert.Equal(VectorOf(vectors, word), VectorOf(read, word));
        }
    });

    [Fact]
    public void Add_AKnownWord_AddsItsVectorWithinHalfAStep() => Entries.Sample(entries =>
    {
        var vectors = WordVectors.Of(5, entries);
        foreach (var (word, vector) in entries.DistinctBy(e => e.Word))
        {
            // Of 7 steps to the largest number, and the factor itself has 11 bits.
            var step = vector.Max(MathF.Abs) * ((0.5 / 7) + (1.0 / 1024));
            Assert.All(VectorOf(vectors, word)!.Zip(vector), n => Assert.Equal(n.Second, n.First, step + 1e-6));
        }
    });

    [Fact]
    public void Add_InCapitals_IsTheSameWord()
    {
        var vectors = WordVectors.Of(2, [("paris", [1, 2]), ("PARIS", [5, 6])]);
        Assert.Equal(1, vectors.Count);
        Assert.Equal(VectorOf(vectors, "paris"), VectorOf(vectors, "Paris"));
        Assert.Equal(2, VectorOf(vectors, "paris")![1], 0.01);
    }

    [Fact]
    public void Add_AnUnknownWord_ChangesNothing() => Assert.Null(VectorOf(WordVectors.Of(2, [("paris", [1, 2])]), "london"));

    [Theory]
    [InlineData(new float[] { 1, 2, 3 })]
    [InlineData(new float[] { 1 })]
    [InlineData(new[] { 1, float.NaN })]
    [InlineData(new[] { float.PositiveInfinity, 0 })]
    public void Of_AnOddVector_IsRefused(float[] vector) =>
        Assert.StartsWith("The vector of 'a' has not 2 finite numbers.", Assert.Throws<ArgumentException>(() => WordVectors.Of(2, [("a", vector)])).Message);

    [Theory]
    [InlineData(458528, true)]
    [InlineData(458529, false)]
    [InlineData(-1e6f, false)]
    [InlineData(float.MaxValue, false)]
    public void Of_ALargeNumber_HasAFactorOrIsRefused(float number, bool isRead)
    {
        if (isRead)
        {
            Assert.Equal([number, 0], VectorOf(WordVectors.Of(2, [("a", [number, 0])]), "a")!);
        }
        else
        {
            Assert.StartsWith(
                "The vector of 'a' has a number beyond 458528.",
                Assert.Throws<ArgumentException>(() => WordVectors.Of(2, [("a", [0, number])])).Message);
        }
    }

    [Theory]
    [InlineData(0x7c)]
    [InlineData(0x7e)]
    [InlineData(0xfc)]
    [InlineData(0xbc)]
    public void Read_AFactorThatIsNoFactor_IsRefused(byte high)
    {
        var bytes = Bytes(WordVectors.Of(2, [("a", [7, 7])]));
        bytes[^2] = high;
        Assert.Equal(
            "The vectors of words cannot be read (a word's factor is out of range): train the tagger again or restore the file.",
            Assert.Throws<InvalidDataException>(() => WordVectors.Read(new MemoryStream(bytes))).Message);
    }

    [Theory]
    [InlineData(0, "they do not begin as vectors")]
    [InlineData(4, "they have version 0, this program reads version 1")]
    [InlineData(11, "1 words of 16777218 numbers are not possible")]
    [InlineData(15, "16777217 words of 2 numbers are not possible")]
    public void Read_ADamagedByte_SaysWhat(int at, string what)
    {
        var bytes = Bytes(WordVectors.Of(2, [("a", [1, 2])]));
        bytes[at] ^= 1;
        Assert.Equal(
            $"The vectors of words cannot be read ({what}): train the tagger again or restore the file.",
            Assert.Throws<InvalidDataException>(() => WordVectors.Read(new MemoryStream(bytes))).Message);
    }

    [Fact]
    public void Read_EveryCut_IsRefused()
    {
        var bytes = Bytes(WordVectors.Of(3, [("a", [1, 2, 3]), ("b", [3, 2, 1])]));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => WordVectors.Read(new MemoryStream(bytes, 0, length)));
        }
    }

    private static WordVectors Copy(WordVectors vectors) => WordVectors.Read(new MemoryStream(Bytes(vectors)));

    private static byte[] Bytes(WordVectors vectors)
    {
        using var stream = new MemoryStream();
        vectors.Write(stream);
        return stream.ToArray();
    }

    private static float[]? VectorOf(WordVectors vectors, string word)
    {
        var target = new float[vectors.Width];
        return vectors.Add(WordHash.OfLower(word), target) ? target : null;
    }
}
