using CsCheck;
using Riveg.Lexicon;

namespace Riveg.Tests.Lexicon;

/// <summary>From phrases to classes.</summary>
public sealed class ClassLexiconTests
{
    // Below it a class is a guess.
    private const double Said = 0.4;

    // phrases-before.tsv was written before the list of trades, phrases-second.tsv before it was looked at again; docs/eyes.md has the
    // shares of that time.
    [Theory]
    [InlineData("phrases-before.tsv", 240, 3)]
    [InlineData("phrases-second.tsv", 150, 3)]
    public void Read_PhrasesOfAllClasses_FirstIsTheirClass(string file, int least, int mostWrong)
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Lexicon", file)).Select(l => l.Split('\t')).ToList();

        var wrong = rows.Select(r => (Phrase: r[0], Meant: r[1], First: First(r[0]))).Where(r => r.First != r.Meant).ToList();

        Assert.True(rows.Count >= least);
        Assert.True(wrong.Count <= mostWrong, string.Join("; ", wrong.Select(w => $"{w.Phrase}: {w.First} for {w.Meant}")));
    }

    [Fact]
    public void Phrases_CoverAllClasses()
    {
        var meant = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Lexicon", "phrases-before.tsv")).Select(l => l.Split('\t')[1]);

        Assert.Empty(CocoClasses.Labels.Except(meant));
    }

    [Theory]
    [InlineData("a rock band")]
    [InlineData("a song")]
    [InlineData("a city in Idaho")]
    [InlineData("the capital of Norway")]
    [InlineData("a television series")]
    [InlineData("a video streaming service")]
    [InlineData("a telecom provider")]
    [InlineData("a political party")]
    [InlineData("a music festival")]
    [InlineData("a basketball league")]
    public void Read_WhatHasNoLook_GivesNoThing(string phrase)
    {
        Assert.DoesNotContain(ClassLexicon.Default.Read(phrase).Classes, c => c.Label != "person" && c.Weight >= Said);
    }

    [Theory]
    [InlineData("a cat that hates dogs", "cat", (int)ThingKind.Animal)]
    [InlineData("a friend abroad", "friend", (int)ThingKind.Person)]
    [InlineData("a brand of soy milk, its carton", "soy milk", (int)ThingKind.Thing)]
    [InlineData("a maker of shoes", "shoe", (int)ThingKind.Thing)]
    [InlineData("a lantern on the porch", "lantern", (int)ThingKind.Thing)]
    [InlineData("a hotel, its sign", "hotel", (int)ThingKind.Place)]
    [InlineData("organization/political party", "party", (int)ThingKind.Group)]
    [InlineData("a streaming service", "streaming service", (int)ThingKind.Abstract)]
    [InlineData("a single by a duo", "single", (int)ThingKind.Work)]
    [InlineData("an award", "award", (int)ThingKind.Event)]
    [InlineData("a zzyzx", null, (int)ThingKind.Unknown)]
    [InlineData("", null, (int)ThingKind.Unknown)]
    [InlineData(", . / -", null, (int)ThingKind.Unknown)]
    [InlineData(null, null, (int)ThingKind.Unknown)]
    public void Read_Phrase_HeadAndKind(string? phrase, string? head, int kind)
    {
        var reading = ClassLexicon.Default.Read(phrase);

        Assert.Equal(head, reading.Head);
        Assert.Equal((ThingKind)kind, reading.Kind);
    }

    [Theory]
    [InlineData("a hotel, its sign", "sign", true)]
    [InlineData("an airline, its name on the wall", "name", true)]
    [InlineData("a juice brand, its bottle", "bottle", false)]
    [InlineData("a glider, its silver wing", "wing", false)]
    [InlineData("a poodle", null, false)]
    public void Read_PartThatIsSeen_IsToldFromWords(string phrase, string? part, bool written)
    {
        var reading = ClassLexicon.Default.Read(phrase);

        Assert.Equal(part, reading.Part);
        Assert.Equal(written, reading.IsWritten);
    }

    [Theory]
    [InlineData("a friend abroad", true)]
    [InlineData("a brother who could not make it", true)]
    [InlineData("his aunt, on her way", true)]
    [InlineData("a sister in the blue dress", false)]
    public void Read_SaysThatItIsElsewhere(string phrase, bool absent) => Assert.Equal(absent, ClassLexicon.Default.Read(phrase).SaysAbsent);

    [Fact]
    public void Read_OtherLabels_AreMatchedByNameAliasAndWord()
    {
        string[] labels = ["Person", "Cell Phone", "Monitor/TV", "Lantern", "Sports Car", "Stuffed Toy"];

        string? Best(string phrase) => ClassLexicon.Default.Read(phrase, labels).Classes.Select(c => c.Label).FirstOrDefault();

        Assert.Equal("Cell Phone", Best("a maker of smartphones"));
        Assert.Equal("Monitor/TV", Best("a television"));
        Assert.Equal("Lantern", Best("a maker of lanterns"));
        Assert.Equal("Sports Car", Best("a red sports car"));
        Assert.Equal("Stuffed Toy", Best("a teddy bear"));
        Assert.Null(Best("a canoe"));
    }

    [Fact]
    public void Read_EachClass_HasItsSource()
    {
        Assert.Equal("collie is a dog (WordNet)", ClassLexicon.Default.Read("a small collie").Classes[0].Source);
        Assert.Equal("goods: airline: airplane (trade)", ClassLexicon.Default.Read("an airline").Classes[0].Source);
    }

    [Fact]
    public void Read_AnyText_GivesWeightsInOrder() => Check.Sample(
        Gen.Int[0, 16].Select(i => AnyWords[i])
            .Array[0, 12].Select(w => string.Join(' ', w)),
        phrase =>
        {
            var classes = ClassLexicon.Default.Read(phrase).Classes;
            return classes.All(c => c.Weight is > 0 and <= 1) && classes.Zip(classes.Skip(1)).All(p => p.First.Weight >= p.Second.Weight)
                && classes.DistinctBy(c => c.Label).Count() == classes.Count;
        },
        iter: 2000);

    [Fact]
    public void Lists_AreSmall()
    {
        using var classes = typeof(ClassLexicon).Assembly.GetManifestResourceStream("Riveg.Lexicon.classes.bin")!;
        using var names = typeof(ClassLexicon).Assembly.GetManifestResourceStream("Riveg.Lexicon.names.bin")!;

        Assert.True(classes.Length <= 300_000);
        Assert.True(names.Length <= 1_000_000);
    }

    private static readonly string[] AnyWords =
        ["a", "maker", "of", "dogs", ",", "its", "bottle", "whose", "and", "/", "the", "sign", "red", "'", "-", "that sells", "toy"];

    private static string First(string phrase) => ClassLexicon.Default.Read(phrase).Classes.FirstOrDefault(c => c.Weight >= Said)?.Label ?? "-";
}
