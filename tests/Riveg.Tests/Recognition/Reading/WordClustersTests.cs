using CsCheck;
using Riveg.Recognition.Reading;

namespace Riveg.Tests.Recognition.Reading;

public sealed class WordClustersTests
{
    private static readonly Gen<(string Word, ClusterPath Path)[]> Entries = Gen.Select(
        Gen.String[Gen.Char['a', 'f'], 1, 6], Gen.UInt[2, 4000], (word, code) => (word, new ClusterPath(code))).Array[0, 60];

    [Fact]
    public void Find_AnyWords_GivesThePathOfTheFirstEntryOfEach() => Entries.Sample(entries =>
    {
        var clusters = Copy(WordClusters.Of(entries));
        Assert.Equal(entries.Select(e => e.Word).Distinct().Count(), clusters.Count);
        foreach (var (word, _) in entries)
        {
            Assert.Equal(entries.First(e => e.Word == word).Path, clusters.Find(WordHash.OfLower(word)));
        }

        Assert.False(clusters.Find(WordHash.OfLower("unknown")).IsKnown);
    });

    [Fact]
    public void Prefix_OfAPath_IsItsBeginningOrAllOfIt()
    {
        var path = new ClusterPath(0b1_01101);

        Assert.Equal(5, path.Length);
        Assert.Equal((0b1_01u, 0b1_0110u, 0b1_01101u, 0b1_01101u), (path.Prefix(2), path.Prefix(4), path.Prefix(5), path.Prefix(9)));
        Assert.Equal((false, 0, 0u), (default(ClusterPath).IsKnown, default(ClusterPath).Length, default(ClusterPath).Prefix(4)));
    }

    [Fact]
    public void Read_AnyCut_IsRefused()
    {
        var bytes = Bytes(WordClusters.Of([("a", new ClusterPath(2)), ("b", new ClusterPath(3)), ("c", new ClusterPath(2))]));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.ThrowsAny<Exception>(() => WordClusters.Read(new BinaryReader(new MemoryStream(bytes, 0, length))));
        }
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(3, 0)]
    [InlineData(3, 70_000)]
    [InlineData(1 << 30, 2)]
    [InlineData(4_000_000, 2)]
    public void Read_CountsThatCannotBe_IsRefused(int words, int paths)
    {
        var bytes = Bytes(WordClusters.Of([("a", new ClusterPath(2)), ("b", new ClusterPath(3)), ("c", new ClusterPath(2))]));
        BitConverter.GetBytes(words).CopyTo(bytes, 0);
        BitConverter.GetBytes(paths).CopyTo(bytes, 4);

        var exception = Record.Exception(() => WordClusters.Read(new BinaryReader(new MemoryStream(bytes))));
        Assert.True(exception is InvalidDataException or EndOfStreamException, exception?.ToString());
    }

    private static WordClusters Copy(WordClusters clusters) => WordClusters.Read(new BinaryReader(new MemoryStream(Bytes(clusters))));

    private static byte[] Bytes(WordClusters clusters)
    {
        using var stream = new MemoryStream();
        clusters.Write(new BinaryWriter(stream));
        return stream.ToArray();
    }
}
