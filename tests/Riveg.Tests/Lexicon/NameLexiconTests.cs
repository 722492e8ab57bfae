using Riveg.Builtin.Expansion;
using Riveg.Evidence;
using Riveg.Lexicon;
using Riveg.Posts;

namespace Riveg.Tests.Lexicon;

/// <summary>What names are, without a language model.</summary>
public sealed class NameLexiconTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Walked my dog [Bertil] to the pier", "OTHER", "dog")]
    [InlineData("[Bertil], our cat, is asleep", "OTHER", "cat")]
    [InlineData("[Bertil] barked at the postman again", "OTHER", "dog")]
    [InlineData("[Bertil] is purring on my lap", "OTHER", "cat")]
    [InlineData("A glass of [Monte Verdo] before bed", "ORG", "wine glass")]
    [InlineData("a bottle of [Krombolt] please", "ORG", "bottle")]
    [InlineData("Grandma drives her [Zastava] to church", "ORG", "car")]
    [InlineData("He was riding his [Voxan] all summer", "ORG", "motorcycle")]
    [InlineData("Flying [Skyhop] to Porto tonight", "ORG", "airplane")]
    [InlineData("An old [Fokker] in our local airline colours", "ORG", "airplane")]
    [InlineData("He calls mum on his new [Zelcom]", "ORG", "cell phone")]
    [InlineData("Her [Kimbo] racket is strung again", "ORG", "tennis racket")]
    [InlineData("Reading [The Long Field] in the park", "OTHER", "book")]
    [InlineData("We sailed on the [Aurora] past the lighthouse", "OTHER", "boat")]
    [InlineData("Slept like a log on our new [Sundvik] couch", "ORG", "couch")]
    [InlineData("new [Yamaha] day", "ORG", "motorcycle")]
    [InlineData("Sunday with a [Whopper]", "OTHER", "sandwich")]
    [InlineData("my [iPad] and me", "OTHER", "laptop")]
    [InlineData("[Anna Kowalska] at the beach", "PER", "person")]
    public void Read_NameInASentence_FirstClass(string marked, string type, string expected)
    {
        var (text, span) = Marked(marked);

        var classes = NameLexicon.Classes(NameLexicon.Read(text, span, EntityType.Parse(type)));

        Assert.Equal(expected, classes.Select(c => c.Label).FirstOrDefault());
        Assert.All(classes, c => Assert.InRange(c.Weight, 0, 1));
    }

    [Theory]
    [InlineData("[Netflix] is down", "ORG")]
    [InlineData("Tickets for [Arctic Monkeys] are gone", "ORG")]
    [InlineData("[Radiohead] released a new album", "ORG")]
    [InlineData("Binge season 2 of [Dark Harbour]", "OTHER")]
    [InlineData("Sunrise over [Lisbon]", "LOC")]
    [InlineData("[Chelsea] beat them again", "ORG")]
    [InlineData("[Facebook] changed its algorithm", "ORG")]
    public void Read_WhatIsNotSeen_GivesNoThing(string marked, string type)
    {
        var (text, span) = Marked(marked);

        Assert.DoesNotContain(
            NameLexicon.Classes(NameLexicon.Read(text, span, EntityType.Parse(type))), c => c.Label != "person" && c.Weight >= 0.3);
    }

    [Theory]
    [InlineData("[Bertil], the cat stares at the door", "the cat")]
    [InlineData("[Bertil], our dog has eaten it", "our dog")]
    [InlineData("[Bertil], my old cat of nineteen", "my old cat of")]
    [InlineData("[Bertil] (our puppy) sleeps", "our puppy")]
    public void Read_WhatStandsBehind_IsCutBeforeTheVerb(string marked, string expected)
    {
        var (text, span) = Marked(marked);

        Assert.Equal(expected, NameLexicon.Read(text, span, EntityType.Other)[0].Phrase);
    }

    [Theory]
    [InlineData("RIP [Bertil]")]
    [InlineData("rip [Bertil]")]
    [InlineData("Wow [Bertil] again")]
    public void Read_CallsBeforeAName_AreNoThings(string marked)
    {
        var (text, span) = Marked(marked);

        Assert.DoesNotContain(
            NameLexicon.Read(text, span, EntityType.Other), r => r.Source.EndsWith("before the name", StringComparison.Ordinal));
    }

    // A maker's name with a word behind it is no first name, and what is known by half is no pet of some kind.
    [Theory]
    [InlineData("[Ford Ranchero] again", "car")]
    [InlineData("[Trek Emonda] again", "bicycle")]
    [InlineData("[Postgres] again", null)]
    public void Read_KnownMakers_AreNoPets(string marked, string? expected)
    {
        var (text, span) = Marked(marked);

        var classes = NameLexicon.Classes(NameLexicon.Read(text, span, EntityType.Other));

        Assert.Equal(expected, classes.Where(c => c.Weight >= 0.3).Select(c => c.Label).FirstOrDefault());
        Assert.DoesNotContain(classes, c => c is { Label: "dog" or "cat" or "horse", Weight: > 0.05 });
    }

    [Fact]
    public void Read_WordsOfOtherNames_SayNothing()
    {
        var post = Context("Molly Whiskers and Otto", knowledge: null, ("Molly Whiskers", EntityType.Other), ("Otto", EntityType.Other));

        Assert.DoesNotContain(NameLexicon.Read(post, post.Mentions[1]), r => r.Source.StartsWith("the sentence", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LexiconExpander_KnowledgeFirstThenTheSentenceElseNull()
    {
        const string knowledge = "Named entities: 1. Rex (dog) Reasoning: Rex is a small terrier.";
        var known = Context("My cat Rex", knowledge, ("Rex", EntityType.Other));
        var unknown = Context("My cat Rex", null, ("Rex", EntityType.Other));
        var nothing = Context("So, Qwzx it is", null, ("Qwzx", EntityType.Organization));

        var answers = await new LexiconExpander().AnswerAsync([known, unknown, nothing], Token);

        Assert.Equal(["a small terrier", "a cat", null], answers.Select(a => a.Value![0].Value));
    }

    [Theory]
    [InlineData("a sports brand, its black bag", "Fastro is a sports brand, its black bag. Someone is here.")]
    [InlineData("the umpire in black", "Mr. Bell is the bowler. Fastro is the umpire in black.")]
    [InlineData("company", "None.")]
    public void KnowledgePhrase_KeepsAsides(string expected, string reasoning)
    {
        var knowledge = AuxiliaryKnowledge.Parse($"Named entities: 1. Fastro (company) Reasoning: {reasoning}");

        Assert.Equal(expected, KnowledgePhrase.Of(knowledge, "#Fastro"));
    }

    private static (string Text, TextSpan Span) Marked(string marked)
    {
        var (start, end) = (marked.IndexOf('['), marked.IndexOf(']') - 1);
        return (marked.Replace("[", null).Replace("]", null), new TextSpan(start, end));
    }

    private static PostContext Context(string text, string? knowledge, params (string Name, EntityType Type)[] names) => new()
    {
        Post = new Post { Id = "1", Text = text },
        Knowledge = AuxiliaryKnowledge.Of(knowledge),
        Mentions =
        [
            .. names.Select(n => (Start: text.IndexOf(n.Name, StringComparison.Ordinal), n))
                .Select(n => new MentionContext(new Mention(new TextSpan(n.Start, n.Start + n.n.Name.Length), n.n.Type))),
        ],
    };
}
