using Riveg.Evaluation.Datasets;
using Riveg.LanguageModels.Examples;
using Riveg.Posts;

namespace Riveg.LanguageModels.Tests.Examples;

public sealed class AnnotatedExamplePoolTests
{
    [Fact]
    public void Without_SameIdOrSameText_IsRefused()
    {
        var pool = new AnnotatedExamplePool([new("1", "one", null, "a"), new("2", "Two, here!", null, "a"), new("3", "three", null, "a")]);

        var left = pool.Without([new Post { Id = "1", Text = "x" }, new Post { Id = "9", Text = "two HERE" }], out var refused);

        Assert.Equal(["3"], left.Examples.Select(e => e.Id));
        Assert.Equal(["1", "2"], refused.Select(e => e.Id));
    }

    [Fact]
    public async Task Select_NearTexts_ComeFirstAndNeverThePostItself()
    {
        var pool = new AnnotatedExamplePool([new("1", "the lakers win in los angeles", null, "a"), new(
            "2", "new album by a singer", null, "a"), new("3", "lakers lose in los angeles", null, "a")]);

        var selected = await new SimilarExampleSelector(pool).SelectAsync(
            ChatFixture.Post("1", "the lakers win in los angeles"), 2, TestContext.Current.CancellationToken);

        Assert.Equal(["3", "2"], selected.Select(e => e.Id));
    }

    [SharedFact]
    public void ReadAuthorsForm_Twitter2015_FindsTextOfEachExample()
    {
        var folder = SharedFolder.Resolve("data", "twitter-2015");
        var posts = DatasetReference
            .Parse($"twitter-2015:{folder}")
            .ReadSplit("train", cancellationToken: TestContext.Current.CancellationToken).Posts;

        var pool = AnnotatedExamplePool.ReadAuthorsForm(
            Path.Combine(folder, "annotated-examples", "2015train.txt"), posts.Select(p => p.Post));

        Assert.Equal(111, pool.Examples.Count);
        Assert.All(pool.Examples, e => Assert.StartsWith("Named entities:", e.Answer, StringComparison.Ordinal));
    }
}
