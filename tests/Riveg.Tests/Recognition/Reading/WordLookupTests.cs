using Riveg.Posts;
using Riveg.Recognition.Reading;

namespace Riveg.Tests.Recognition.Reading;

public sealed class WordLookupTests
{
    private static readonly string[] Words =
        ["london", "#nowplaying", "beyonce", "good", "so", "crew", "marathon", "<@mention>", "<url-t.co>", "o'neil", "co2", "rock"];

    private static readonly WordClusters Clusters = WordClusters.Of(Words.Select((w, i) => (w, new ClusterPath(16u + (uint)i))));

    [Theory]
    [InlineData("London", "london")]
    [InlineData("LONDON", "london")]
    [InlineData("#London", "london")]
    [InlineData("#NowPlaying", "#nowplaying")]
    [InlineData("nowplaying", null)]
    [InlineData("Beyonceeee", "beyonce")]
    [InlineData("goooood", "good")]
    [InlineData("sooo", "so")]
    [InlineData("good", "good")]
    [InlineData("#CruzCrew", "crew")]
    [InlineData("nyc-marathon", "marathon")]
    [InlineData("rockXyz", "rock")]
    [InlineData("@london", "<@mention>")]
    [InlineData("https://t.co/abc", "<url-t.co>")]
    [InlineData("www.example.org/london", "<url-t.co>")]
    [InlineData("O'Neil", "o'neil")]
    [InlineData("CO2", "co2")]
    [InlineData("CO3", null)]
    [InlineData("xyzzy", null)]
    [InlineData("...", null)]
    public void Find_LastTokenOfAText_IsTheClusterOfTheFormThatIsKnown(string text, string? word)
    {
        var post = TokenizedPost.Of(new Post { Id = "1", Text = text });

        var found = Clusters.Find(post, post.Count - 1);

        Assert.Equal(word, found.IsKnown ? Words[(int)found.Code - 16] : null);
    }

    [Fact]
    public void Find_TokensOfADataSet_AreReadAsTheyStand()
    {
        var post = TokenizedPost.Of(new Post { Id = "1", Text = "#London @good", Tokens = [new(0, 7), new(8, 13)] });

        Assert.Equal(new ClusterPath(16), Clusters.Find(post, 0));
        Assert.Equal(new ClusterPath(23), Clusters.Find(post, 1));
    }

    [Fact]
    public void Find_VeryLongWord_IsRead()
    {
        var post = TokenizedPost.Of(new Post { Id = "1", Text = "good" + new string('o', 100_000) });

        Assert.False(Clusters.Find(post, 0).IsKnown);
    }
}
