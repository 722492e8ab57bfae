using Riveg.LanguageModels.Answers;

namespace Riveg.LanguageModels.Tests.Answers;

public sealed class AnswerStoreTests
{
    [Fact]
    public void Put_TwoProcessesWithTheSameKey_KeepsTheFirst()
    {
        using var folder = new TemporaryFolder();
        using var one = AnswerStore.Open(folder.Path);
        using var two = AnswerStore.Open(folder.Path);

        Assert.Equal("first", one.Put("k", "m", "first"));
        Assert.Equal("first", two.Put("k", "m", "second"));
        Assert.Equal(("first", 1), (two.Find("k"), two.Count));
    }

    [Fact]
    public void Open_DamagedFile_SaysSoInOneLine()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, AnswerStore.FileName), new string('x', 5000));

        var exception = Assert.Throws<AnswerStoreException>(() => AnswerStore.Open(folder.Path));

        Assert.Contains("damaged", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}
