using CsCheck;
using Riveg.Posts;
using Riveg.Recognition.Reading;
using Riveg.Training.Tagging;

namespace Riveg.Training.Tests.Tagging;

/// <summary>Other writings of posts: text, tokens and entities go together.</summary>
public sealed class TaggerAugmentationTests
{
    private static readonly TaggerTrainingOptions None = new() { SmallLetters = 0, Capitals = 0 };

    private static readonly TaggerTrainingOptions[] Writings =
    [
        None, None with { SmallLetters = 1 }, None with { Capitals = 1 }, None with { ExchangedNames = 1 }, None with { TaggedNames = 1 },
        None with { ExchangedNames = 1, TaggedNames = 1, Capitals = 1 },
    ];

    private static readonly TaggerExample[] Names =
    [
        Example("Zoë van Dam met IBM", null, ("Zoë van Dam", EntityType.Person), ("IBM", EntityType.Organization)),
    ];

    public static TheoryData<string, bool, string> Tagged => new()
    {
        { "seen in New York, today", false, "seen in #[NewYork], today" },
        { "seen in new  york, today", false, "seen in #[NewYork], today" },
        { "seen in (New York) today", false, "seen in ([New York]) today" },
        { "many New Yorkers", false, "many [New York]ers" },
        { "#New York", false, "#[New York]" },
        { "seen in New York , today", true, "seen in # [NewYork] , today" },
    };

    [Theory]
    [MemberData(nameof(Tagged))]
    public void Of_NamesOfSeveralWords_BecomeTags(string text, bool own, string expected)
    {
        var name = text.Contains("new  york", StringComparison.Ordinal) ? "new  york" : "New York";
        var example = Example(text, own ? WordsOf(text) : null, (name, EntityType.Location));
        var written = new TaggerAugmentation(None with { TaggedNames = 1 }, Names).Of(example, new Random(1));
        Assert.Equal(expected, Marked(written));
        if (own)
        {
            Assert.Equal(written.Post.Text.Split(' '), written.Post.Tokens!.Select(t => t.Of(written.Post.Text)));
        }
    }

    /// <summary>One's own posts have no tokens; their names are exchanged all the same.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_ExchangedNames_WritesOthersOfTheirType(bool own)
    {
        const string Text = "why does  @Ann Lee's dog bark at Shell ?";
        var example = Example(Text, own ? [.. WordsOf(Text)] : null, ("Ann Lee", EntityType.Person), ("Shell", EntityType.Organization));

        var written = new TaggerAugmentation(None with { ExchangedNames = 1 }, Names).Of(example, new Random(1));

        Assert.Equal("why does  @[Zoë van Dam]'s dog bark at [IBM] ?", Marked(written));
        Assert.Equal(
            own ? ["why", "does", "@Zoë", "van", "Dam's", "dog", "bark", "at", "IBM", "?"] : null,
            written.Post.Tokens?.Select(t => t.Of(written.Post.Text)));
    }

    [Fact]
    public void Of_EntitiesWithinEachOther_LeavesThePost()
    {
        var example = Example("New York Times", null, ("New York", EntityType.Location), ("New York Times", EntityType.Organization));
        Assert.Same(example, new TaggerAugmentation(None with { TaggedNames = 1 }, Names).Of(example, new Random(1)));
    }

    [Fact]
    public void Of_PostsOfOtherRules_KeepsTheirNames()
    {
        var example = Names[0] with { Rules = "theirs" };
        Assert.Equal(example.Post.Text, new TaggerAugmentation(None with { ExchangedNames = 1 }, Names).Of(example, new Random(1)).Post.Text);
    }

    /// <summary>One share does not move what the others do: chance is asked the same number of times.</summary>
    [Fact]
    public void Of_AnyPost_DrawsThreeNumbersAndOneForEachNewName()
    {
        foreach (var (options, draws) in new[] { (None, 3), (None with { Capitals = 1, TaggedNames = 1 }, 3), (None with { ExchangedNames = 1 }, 5) })
        {
            var (random, same) = (new Random(5), new Random(5));
            new TaggerAugmentation(options, Names).Of(Names[0], random);
            for (var i = 0; i < draws; i++)
            {
                same.NextDouble();
            }

            Assert.Equal(same.Next(), random.Next());
        }
    }

    /// <summary>
    /// Words, entities and own tokens by chance, the tokens also with more than the entity: what stands beside entities stays, they are as
    /// many and of the same types, and tokens cover what they did.
    /// </summary>
    [Fact]
    public void Of_AnyPost_TextTokensAndEntitiesAgree()
    {
        var words = OneOf("at", "The", "(", "!", "#", "😀", "ein", "'s");
        var names = OneOf("Ann", "Ann Lee", "new york city", "Fa. Shell", "(R.E.M.)");
        var spaces = OneOf(" ", " ", "  ", string.Empty, "\n");
        var pieces = Gen.Select(Gen.Select(words, names, Gen.Bool, (w, n, b) => (Text: b ? n : w, IsName: b)), spaces).List[1, 12];
        Gen.Select(pieces, Gen.Bool, Gen.Int[0, Writings.Length - 1], Gen.Int[0, 1000]).Sample(
            (post, own, writing, seed) =>
            {
                var example = Example(post, own);
                var written = new TaggerAugmentation(Writings[writing], [example, .. Names]).Of(example, new Random(seed));

                Assert.Equal(example.Entities.Select(e => e.Type), written.Entities.Select(e => e.Type));
                var (outside, before) = (Outside(written), Outside(example));
                Assert.Equal(before.Count, outside.Count);
                Assert.All(before.Zip(outside), p => Assert.True(
                    p.Second == p.First || p.Second == p.First + "#" || p.Second == p.First + "# ", $"'{p.First}' is now '{p.Second}'"));
                Assert.All(written.Entities, e => Assert.False(string.IsNullOrWhiteSpace(e.Span.Of(written.Post.Text))));
                Assert.All(written.Entities, e => Assert.True(TokenizedPost.Of(written.Post).TokensOf(e.Span).Length > 0));
                TokensAgree(example, written);
            },
            iter: 3000);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.OneOf([.. texts.Select(Gen.Const)]);

    private static void TokensAgree(TaggerExample before, TaggerExample written)
    {
        Assert.Equal(before.Post.Tokens is null, written.Post.Tokens is null);
        if (written.Post.Tokens is not { } tokens)
        {
            return;
        }

        Assert.All(tokens.Zip(tokens.Skip(1)), p => Assert.True(p.First.End <= p.Second.Start));
        Assert.All(tokens, t => Assert.False(string.IsNullOrWhiteSpace(t.Of(written.Post.Text))));
        Assert.Equal(Covered(before), Covered(written), StringComparer.OrdinalIgnoreCase);

        // What tokens cover beside entities and the marks before them.
        static List<string> Covered(TaggerExample example) =>
        [
            .. example.Post.Tokens!.Where(t => !example.Entities.Any(e => e.Span.Overlaps(t)))
                .Select(t => t.Of(example.Post.Text)).Where(t => t != "#"),
        ];
    }

    /// <summary>The text before, between and behind entities, in small letters.</summary>
    private static List<string> Outside(TaggerExample example)
    {
        var at = 0;
        var parts = new List<string>();
        foreach (var span in example.Entities.Select(e => e.Span).Append(new TextSpan(example.Post.Text.Length, example.Post.Text.Length)))
        {
            parts.Add(example.Post.Text[at..span.Start].ToLowerInvariant());
            at = span.End;
        }

        return parts;
    }

    private static string Marked(TaggerExample example)
    {
        var text = example.Post.Text;
        foreach (var (span, _) in example.Entities.Reverse())
        {
            text = $"{text[..span.Start]}[{span.Of(text)}]{text[span.End..]}";
        }

        return text;
    }

    private static TextSpan[] WordsOf(string text)
    {
        var spans = new List<TextSpan>();
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                continue;
            }

            var end = i;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            spans.Add(new TextSpan(i, end));
            i = end;
        }

        return [.. spans];
    }

    private static TaggerExample Example(string text, TextSpan[]? tokens, params (string Name, EntityType Type)[] entities) => new(
        new Post { Id = "1", Text = text, Tokens = tokens },
        [.. entities.Select(e => text.IndexOf(e.Name, StringComparison.Ordinal) is var at ? (new TextSpan(at, at + e.Name.Length), e.Type) : default)]);

    private static TaggerExample Example(List<((string Text, bool IsName) Word, string Space)> pieces, bool own)
    {
        var text = string.Empty;
        var entities = new List<(TextSpan, EntityType)>();
        foreach (var ((word, isName), space) in pieces)
        {
            if (isName)
            {
                entities.Add((new TextSpan(text.Length, text.Length + word.Length), EntityType.Person));
            }

            text += word + space;
        }

        return new TaggerExample(new Post { Id = "1", Text = text, Tokens = own ? WordsOf(text) : null }, entities);
    }
}
