using Riveg.Evaluation.Datasets;
using Riveg.Posts;

namespace Riveg.Evaluation.Tests.Datasets;

public sealed class NameMatchTests
{
    [Theory]
    [InlineData("Ada Byron", "Ada Byron")]
    [InlineData("Ada Byron", "ada  BYRON")]
    [InlineData("Ada Byron", "AdaByron")]
    [InlineData("O 'Neil", "O'Neil")]
    [InlineData("AT & amp ; T", "AT&T")]
    [InlineData("AT &amp T", "AT&T")]
    [InlineData("AT &amp;amp; T", "AT&T")]
    [InlineData("a &lt; b &gt; c", "a<b>c")]
    [InlineData("&quot;x&apos;", "\"x'")]
    [InlineData("a&nbsp;b", "ab")]
    [InlineData("O&#39;Neil", "O'Neil")]
    [InlineData("O&#x27;Neil", "O'Neil")]
    [InlineData("&#34;x", "\"x")]
    [InlineData("&AMP; x", "&x")]
    [InlineData("Beyonce\u0301", "Beyonc\u00E9")]
    [InlineData("\uFF21\uFF22", "AB")]
    [InlineData("A\u200Bda", "Ada")]
    [InlineData("A\u00ADda", "Ada")]
    [InlineData("Ada\uFE00", "Ada")]
    [InlineData("Ada\uFE0F", "Ada")]
    [InlineData("\u2018x", "'x")]
    [InlineData("\u2019x", "'x")]
    [InlineData("\u201Bx", "'x")]
    [InlineData("\u02BCx", "'x")]
    [InlineData("\u02B9x", "'x")]
    [InlineData("\u2032x", "'x")]
    [InlineData("\u00B4x", "'x")]
    [InlineData("\u2033x", "\"x")]
    [InlineData("\uFF07x", "'x")]
    [InlineData("`x", "'x")]
    [InlineData("\u201Cx", "\"x")]
    [InlineData("\u201Dx", "\"x")]
    [InlineData("\u201Ex", "\"x")]
    [InlineData("\u201Fx", "\"x")]
    [InlineData("\u00ABx", "\"x")]
    [InlineData("\u00BBx", "\"x")]
    [InlineData("\uFF02x", "\"x")]
    [InlineData("a\u2010b", "a-b")]
    [InlineData("a\u2011b", "a-b")]
    [InlineData("a\u2012b", "a-b")]
    [InlineData("a\u2013b", "a-b")]
    [InlineData("a\u2014b", "a-b")]
    [InlineData("a\u2212b", "a-b")]
    public void Find_NameInAnotherDress_IsTheEntity(string surface, string name)
    {
        Assert.Equal([0], NameMatch.Find(Post(surface), name));
        Assert.Equal([0], NameMatch.Find(Post(name), surface));
    }

    [Theory]
    [InlineData("Ada", "Adam")]
    [InlineData("a-b", "ab")]
    [InlineData("Ada\uFE20", "Ada")]
    [InlineData("'x", "\"x")]
    [InlineData("'x", "-x")]
    [InlineData("Ada\uFE10", "Ada")]
    [InlineData("\u2017x", "'x")]
    [InlineData("\u201Ax", "'x")]
    [InlineData("\u02BDx", "'x")]
    [InlineData("\u2015x", "-x")]
    [InlineData("&amp;amp;amp;x", "&x")]
    public void Find_AnotherName_IsNotTheEntity(string surface, string name) => Assert.Empty(NameMatch.Find(Post(surface), name));

    [Fact]
    public void Find_SeveralEntitiesOfTheName_AreAllOfThem() => Assert.Equal([0, 2], NameMatch.Find(Post("ADA", "Bob", "ada"), "Ada"));

    [Fact]
    public void Find_OneToTheLetter_IsThatAlone() => Assert.Equal([1], NameMatch.Find(Post("ADA", "Ada", "ada"), "Ada"));

    private static GoldPost Post(params string[] surfaces)
    {
        var text = string.Join(' ', surfaces);
        var spans = new List<TextSpan>();
        foreach (var surface in surfaces)
        {
            var start = spans.Count == 0 ? 0 : spans[^1].End + 1;
            spans.Add(new TextSpan(start, start + surface.Length));
        }

        return new GoldPost
        {
            Post = new Post { Id = "1", Text = text },
            Entities = [.. spans.Select(s => new GoldEntity { Span = s, Type = EntityType.Person })]
        };
    }
}
