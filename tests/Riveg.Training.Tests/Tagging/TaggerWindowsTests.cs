using CsCheck;
using Riveg.Posts;
using Riveg.Recognition.Reading;
using Riveg.Training.Tagging;

namespace Riveg.Training.Tests.Tagging;

/// <summary>Long posts in parts: nothing is lost but what no part can hold.</summary>
public sealed class TaggerWindowsTests
{
    private static readonly string[] Words = ["a", "Ann", "Lee,", "#tag", "@name", "it's", "https://x.org/a", "\n", "😀", "zwölf", "..."];

    [Fact]
    public void Of_AShortPost_IsThePost()
    {
        Assert.Same(TrainingPosts.All[0], Assert.Single(TaggerWindows.Of(TrainingPosts.All[0])));
        var many = Example([.. Enumerable.Repeat("lorem", 256)], own: false);
        Assert.Same(many, Assert.Single(TaggerWindows.Of(many)));
    }

    [Fact]
    public void Of_AFewWordsMore_IsTwoPartsAboutAsLong() =>
        Assert.Equal([129, 128], TaggerWindows.Of(Example([.. Enumerable.Repeat("lorem", 257)], own: true)).Select(e => e.Post.Tokens!.Count));

    /// <summary>An entity in the middle, where the cut would be.</summary>
    [Theory]
    [InlineData(100, 160, new[] { 100, 200 })]
    [InlineData(0, 200, new[] { 200, 100 })]
    [InlineData(150, 300, new[] { 150, 150 })]
    [InlineData(20, 290, new[] { 20, 10 })]
    public void Of_AnEntityWhereTheCutWouldBe_IsCutElsewhere(int first, int end, int[] lengths)
    {
        var parts = TaggerWindows.Of(Example([.. Enumerable.Repeat("lorem", 300)], own: true, (first, end))).ToList();

        Assert.Equal(lengths, parts.Select(p => p.Post.Tokens!.Count));
        var whole = end - first <= TaggerWindows.Longest ? 1 : 0;
        Assert.Equal(whole, parts.Sum(p => p.Entities.Count));
        Assert.All(parts.SelectMany(p => p.Entities.Select(e => e.Span)), s => Assert.Equal((6 * (end - first)) - 1, s.Length));
    }

    /// <summary>Any words, any entities: parts are short, entities whole and as they were, in their order.</summary>
    [Fact]
    public void Of_AnyPost_KeepsAllWordsAndEntities()
    {
        var posts =
            from words in Gen.OneOf([.. Words.Select(Gen.Const)]).List[1, 900]
            from own in Gen.Bool
            from starts in Gen.Int[0, words.Count - 1].List[0, 30]
            from length in Gen.Int[1, 40]
            select Example(words, own, Apart(starts, length, words.Count));
        posts.Sample(
            example =>
            {
                var parts = TaggerWindows.Of(example).ToList();
                var whole = TokenizedPost.Of(example.Post);

                Assert.All(parts, p => Assert.InRange(TokenizedPost.Of(p.Post).Count, Math.Min(1, whole.Count), TaggerWindows.Longest));
                Assert.Equal(WordsOf(whole), parts.SelectMany(p => WordsOf(TokenizedPost.Of(p.Post))));
                Assert.Equal(EntitiesOf(example), parts.SelectMany(EntitiesOf));
            },
            iter: 100);
    }

    private static (int First, int End)[] Apart(List<int> starts, int length, int count)
    {
        var ordered = starts.Order().ToList();
        return [.. ordered.Where((s, i) => i == 0 || s >= ordered[i - 1] + length).Select(s => (s, Math.Min(count, s + length)))];
    }

    private static IEnumerable<string> WordsOf(TokenizedPost post) => WordsOf(post, new TextSpan(0, post.Count));

    private static IEnumerable<string> WordsOf(TokenizedPost post, TextSpan tokens) =>
        [.. Enumerable.Range(tokens.Start, tokens.Length).Where(i => !post.IsLineEnd(i)).Select(i => post.Text(i).ToString())];

    // By their words: an emoji is none.
    private static IEnumerable<string> EntitiesOf(TaggerExample example)
    {
        var post = TokenizedPost.Of(example.Post);
        return [.. example.Entities.Select(e => string.Join(' ', WordsOf(post, post.TokensOf(e.Span)))).Where(e => e.Length > 0)];
    }

    private static TaggerExample Example(IReadOnlyList<string> words, bool own, params (int First, int End)[] entities)
    {
        var spans = new List<TextSpan>();
        foreach (var word in words)
        {
            var start = spans.Count == 0 ? 0 : spans[^1].End + 1;
            spans.Add(new TextSpan(start, start + word.Length));
        }

        return new TaggerExample(
            new Post { Id = "1", Text = string.Join(' ', words), Tokens = own ? spans : null },
            [.. entities.Select(e => (new TextSpan(spans[e.First].Start, spans[e.End - 1].End), EntityType.Person))]);
    }
}
