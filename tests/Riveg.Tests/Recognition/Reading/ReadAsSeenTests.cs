using System.Text;
using CsCheck;
using Riveg.Builtin;
using Riveg.Builtin.Recognition;
using Riveg.Evidence;
using Riveg.Posts;
using Riveg.Posts.Unicode;
using Riveg.Recognition.Reading;
using Riveg.TestKit;

namespace Riveg.Tests.Recognition.Reading;

/// <summary>What is judged is what a reader sees; what is given out is the text as it was written.</summary>
public sealed class ReadAsSeenTests
{
    private static readonly string[] Plain =
    [
        "Adele lights up the O2 Arena in London tonight", "Conan O'Brien meets Beyoncé in Paris",
        "Barack Obama met Angela Merkel in Berlin",
        "\"Adele\" was in Düsseldorf and Kraków", "RT @KingJames : Manchester United beat Chelsea at Old Trafford",
        "Simon & Garfunkel in Central Park",
    ];

    private static readonly CrfEntityRecognizer Recognizer = new(BuiltinModel.Default.Recognition);

    // Each writes one character of the plain text in another way that looks alike; "" where it has none for it.
    private static readonly Func<char, string>[] Dresses =
    [
        c => c.ToString(),
        c => Letter(c, 0x1d400, 0x1d41a),
        c => Letter(c, 0x1d5d4, 0x1d5ee),
        c => Letter(c, 0xff21, 0xff41),
        c => Letter(c, 0x24b6, 0x24d0),
        c => c is 'é' ? "e\u0301" : c is 'ü' ? "u\u0308" : c is 'ó' ? "o\u0301" : string.Empty,
        c => c is '\'' ? "&#39;" : c is '"' ? "&quot;" : c is '&' ? "&amp;" : string.Empty,
        c => c is '\'' ? "’" : c is '"' ? "“" : c is '@' ? "＠" : string.Empty,
        c => $"{c}\u00ad", c => $"\u200b{c}", c => $"{c}\u200d", c => $"\u2060{c}", c => $"{c}\ufe0f", c => $"\u2068{c}\u2069",
        c => $"\ufeff{c}", c => $"\0{c}",
    ];

    private static readonly Gen<(int Text, int[] Dress)> Dressed = Gen.Select(
        Gen.Int[0, Plain.Length - 1], Gen.Int[0, Dresses.Length - 1].Array[80]);

    [Fact]
    public void RecognizeAsync_AnyDress_FindsThePlainTextsNames() => Dressed.Sample(
        choice =>
        {
            var plain = Plain[choice.Text];
            var written = new StringBuilder();
            var places = new List<TextSpan>();
            for (var i = 0; i < plain.Length; i++)
            {
                var form = Dresses[choice.Dress[i]](plain[i]) is { Length: > 0 } dressed ? dressed : plain[i].ToString();
                var visible = form.Index().Where(c => !CharacterKinds.IsInvisible(c.Item)).ToList();
                places.Add(new TextSpan(written.Length + visible[0].Index, written.Length + visible[^1].Index + 1));
                written.Append(form);
            }

            var expected = Find(plain).Select(m => (new TextSpan(places[m.Span.Start].Start, places[m.Span.End - 1].End), m.Type, m.Score));
            Assert.Equal(plain, ReadableText.Of(written.ToString()).Text);
            Assert.Equal(expected, Find(written.ToString()).Select(m => (m.Span, m.Type, m.Score)));
        },
        iter: 2000);

    [Theory]
    [InlineData("🔥Adele lights up London")]
    [InlineData("🔥 Adele 👩🏽‍🚀 lights up 🇬🇧London❤️")]
    [InlineData("1️⃣Adele lights up London")]
    public void RecognizeAsync_EmojiBeforeAName_ChangesNothing(string text) =>
        Assert.Equal(Names("Adele lights up London"), Names(text));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    [InlineData("\n\n")]
    [InlineData(" \n ")]
    [InlineData("\u000b")]
    [InlineData("\u000c")]
    [InlineData("\u0085")]
    [InlineData("\u2028")]
    [InlineData("\u2029")]
    public void RecognizeAsync_LineBreak_EndsAnEntity(string lineBreak) =>
        Assert.Equal(
            ["Wembley LOC", "Adele PER", "Drake PER", "Coldplay PER", "Muse PER"],
            Names(string.Join(lineBreak, "Tonight at Wembley", "Adele", "Drake", "Coldplay", "Muse")));

    [Fact]
    public void RecognizeAsync_OwnTokensOnTwoLines_NoEntityGoesOverTheBreak()
    {
        var post = new Post { Id = "1", Text = "New\nYork City", Tokens = [new(0, 3), new(4, 8), new(9, 13)] };
        Assert.DoesNotContain(Find(post), m => m.Span.Start < 3 && m.Span.End > 4);
        Assert.Equal(["New York City LOC"], Find(post with { Text = "New York City" }).Select(m => Name(m, "New York City")));
    }

    [Theory]
    [InlineData("Adele in Londonhttps://t.co/abcXYZ")]
    [InlineData("Adele in LondonHTTP://t.co/abcXYZ")]
    [InlineData("Adele in Londonwww.bbc.co.uk")]
    [InlineData("Adele in Londonpic.twitter.com/abc")]
    [InlineData("Adele in London t.co/abc")]
    [InlineData("Adele in London https://t.co/abcすごい")]
    public void RecognizeAsync_Link_IsNoPartOfAName(string text) => Assert.Equal(["Adele PER", "London LOC"], Names(text));

    [Theory]
    [InlineData("Sinead O&#39;Connor in Dublin", "Sinead O'Connor")]
    [InlineData("Sinead O'Connor in Dublin", "Sinead O’Connor")]
    [InlineData("Sine\u0301ad O’Connor in Dublin", "Sinéad O'Connor")]
    [InlineData("Sinéad O'Connor in Dublin", "Sine\u0301ad O&#39;Connor")]
    [InlineData("𝐒𝐢𝐧𝐞𝐚𝐝 O'Connor in Dublin", "Sinead O'Connor")]
    public void Alignment_NameInAnotherForm_IsTheNameOfTheKnowledge(string text, string name)
    {
        var post = TokenizedPost.Of(new Post { Id = "1", Text = text });
        var alignment = KnowledgeAlignment.Of(post, AuxiliaryKnowledge.Parse($"Named entities: 1. {name} (person/singer)"));
        Assert.Equal((AlignmentKind.Full, 0, 0, 2), alignment[0]);
        Assert.Equal((AlignmentKind.Full, 0, 0, 2), alignment[1]);
        Assert.Equal(AlignmentKind.None, alignment[2].Kind);
    }

    [Theory]
    [InlineData("Conan O'Brien met 𝐀𝐝𝐞𝐥𝐞 in Paris")]
    [InlineData("Conan O&#39;Brien met Ade\u00adle in Paris")]
    [InlineData("Conan O’Brien met A\u200ddele in Ｐａｒｉｓ")]
    public async Task Pipeline_AnyDress_JudgesThePlainTextsEntities(string text)
    {
        const string Knowledge =
            "Named entities: 1. Conan O'Brien (person/host) 2. Adele (person/singer) Reasoning: Conan O'Brien is a host of TV shows.";
        using var pipeline = RivegPipeline.CreateBuilder().Build();
        var plain = await Annotate("Conan O'Brien met Adele in Paris");
        var dressed = await Annotate(text);

        Assert.Equal(3, plain.Entities.Count);
        Assert.Equal(
            plain.Entities.Select(e => (e.Mention.Type, e.Mention.Score, e.Expansion, e.Entailment)),
            dressed.Entities.Select(e => (e.Mention.Type, e.Mention.Score, e.Expansion, e.Entailment)));
        Assert.Equal(plain.Entities.Select(e => e.Regions.Select(r => r.Box)), dressed.Entities.Select(e => e.Regions.Select(r => r.Box)));
        async Task<AnnotationResult> Annotate(string written) =>
            await pipeline.AnnotateAsync(
                new Post { Id = "1", Text = written, AuxiliaryKnowledge = Knowledge, Image = ImageSource.Unseen("lost.jpg") },
                TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Of_OwnTokens_AreJudgedAsTheyAre()
    {
        const string Text = "“Adele” &amp; 🔥 Ａ";
        var post = TokenizedPost.Of(
            new Post { Id = "1", Text = Text, Tokens = [new(0, 1), new(1, 6), new(6, 7), new(8, 13), new(14, 16), new(17, 18)] });
        Assert.Equal(["“", "Adele", "”", "&amp;", "🔥", "Ａ"], Enumerable.Range(0, post.Count).Select(i => post.Text(i).ToString()));
        Assert.Equal("“Ａ", post.Read("“Ａ"));
    }

    [Fact]
    public void Of_PlainText_IsTheTextItself()
    {
        const string Text = "Adele lights up \"the O2\" Arena's roof; it's 10:30!";
        Assert.Same(Text, ReadableText.Of(Text).Text);
    }

    private static string Letter(char c, int upper, int lower) =>
        c is >= 'A' and <= 'Z'
            ? char.ConvertFromUtf32(upper + c - 'A')
            : c is >= 'a' and <= 'z' ? char.ConvertFromUtf32(lower + c - 'a') : string.Empty;

    private static IEnumerable<string> Names(string text) => Find(text).Select(m => Name(m, text));

    private static string Name(Mention mention, string text) => $"{mention.Span.Of(text)} {mention.Type}";

    private static IReadOnlyList<Mention> Find(string text) => Find(new Post { Id = "1", Text = text });

    private static IReadOnlyList<Mention> Find(Post post) => Recognizer.OneAsync(new PostContext { Post = post }).GetAwaiter().GetResult();
}
