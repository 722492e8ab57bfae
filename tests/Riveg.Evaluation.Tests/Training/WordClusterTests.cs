using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Training;

namespace Riveg.Evaluation.Tests.Training;

public sealed class WordClusterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ReadFile_Rows_AreWordsWithTheFrequentOnesFirst() =>
        Assert.Equal(
            [new WordCluster("the", "1010"), new WordCluster("<3", "110"), new WordCluster("\"", "0")],
            WordCluster.ReadFile(Write("110\t<3\t20\r\n1010\tthe\t300\n\n0\t\"\t20\n")));

    [Theory]
    [InlineData("0101\tAda")]
    [InlineData("0101\tAda\t1\tx")]
    [InlineData("\tAda\t1")]
    [InlineData("0121\tAda\t1")]
    [InlineData("0101\t\t1")]
    [InlineData("0101\tAda\t-1")]
    [InlineData("0101\tAda\tmany")]
    [InlineData("00000000000000000000000000000000\tAda\t1")]
    [InlineData("{\"id\":1}")]
    public void ReadFile_OtherRow_IsNamed(string row)
    {
        var path = Write("0101\tBob\t1\n" + row + "\n");

        Assert.Equal(
            $"{path}:2: a line of clusters is a path of 0 and 1, a word and a count, parted by tabs.",
            Assert.Throws<DatasetException>(() => WordCluster.ReadFile(path)).Message);
    }

    [Fact]
    public void ReadFile_NoWordOrNoFile_SaysSo()
    {
        var path = Write("\n");

        Assert.Equal(
            $"The file of clusters {path} holds no word.", Assert.Throws<DatasetException>(() => WordCluster.ReadFile(path)).Message);
        Assert.StartsWith(
            $"The file of clusters {path}x cannot be read: ",
            Assert.Throws<DatasetException>(() => WordCluster.ReadFile(path + "x")).Message,
            StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        var path = System.IO.Path.Combine(folder.Path, "paths");
        File.WriteAllText(path, text);
        return path;
    }
}
