using CsCheck;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Tests.Recognition;

public sealed class TagCodecTests
{
    private static readonly Gen<List<TokenSpan>> Spans =
        (from gap in Gen.Int[0, 3]
         from length in Gen.Int[1, 4]
         from type in Gen.Int[0, 3]
         select (gap, length, type)).List[0, 6].Select(parts =>
        {
            var spans = new List<TokenSpan>();
            var at = 0;
            foreach (var (gap, length, type) in parts)
            {
                spans.Add(new TokenSpan(at + gap, at + gap + length, EntityType.Coarse[type]));
                at += gap + length;
            }

            return spans;
        });

    [Theory]
    [InlineData(TagScheme.Bio)]
    [InlineData(TagScheme.Bioes)]
    [InlineData(TagScheme.Bilou)]
    [InlineData(TagScheme.Bmes)]
    [InlineData(TagScheme.Iob1)]
    public void Decode_OfEncode_GivesTheSpansBack(TagScheme scheme) =>
        Spans.Sample(spans => TagCodec.Decode(TagCodec.Encode(spans, 60, scheme)).SequenceEqual(spans));

    [Theory]
    [InlineData(TagScheme.Bio)]
    [InlineData(TagScheme.Bioes)]
    [InlineData(TagScheme.Bilou)]
    [InlineData(TagScheme.Bmes)]
    [InlineData(TagScheme.Iob1)]
    public void MayFollow_TagsOfAnySpans_HoldsFromBeginningToEnd(TagScheme scheme) => Spans.Sample(spans =>
    {
        EntityTag[] tags = [default, .. TagCodec.Encode(spans, spans.Count == 0 ? 2 : spans[^1].End, scheme)
            .Select(t => EntityTag.Parse(t)!.Value), default];
        return Enumerable.Range(1, tags.Length - 1).All(i => TagCodec.MayFollow(tags[i - 1], tags[i], scheme));
    });

    // A sequence that may stand in its scheme is exactly one that is written again as it was.
    [Theory]
    [InlineData(TagScheme.Bio, "BI")]
    [InlineData(TagScheme.Bioes, "BIES")]
    [InlineData(TagScheme.Bilou, "BILU")]
    [InlineData(TagScheme.Bmes, "BMES")]
    [InlineData(TagScheme.Iob1, "BI")]
    public void MayFollow_AnySequence_HoldsWhereWritingGivesTheSame(TagScheme scheme, string marks)
    {
        string[] all = ["O", .. marks.SelectMany(m => new[] { $"{m}-PER", $"{m}-OTHER" })];
        Gen.Int[0, all.Length - 1].Select(i => all[i]).Array[0, 4].Sample(
            texts =>
            {
                EntityTag[] tags = [default, .. texts.Select(t => EntityTag.Parse(t)!.Value), default];
                var mayStand = Enumerable.Range(1, tags.Length - 1).All(i => TagCodec.MayFollow(tags[i - 1], tags[i], scheme));
                return mayStand == TagCodec.Encode(TagCodec.Decode(texts), texts.Length, scheme).SequenceEqual(texts);
            },
            iter: 3000);
    }

    [Fact]
    public void Decode_TagsOfEveryScheme_IsTheSameForAll() => Spans.Sample(spans =>
        Enum.GetValues<TagScheme>()
            .All(scheme => TagCodec.Decode([.. TagCodec.Encode(spans, 60, scheme).Select(Swapped)]).SequenceEqual(spans)));

    [Fact]
    public void Decode_AnyTexts_NeverThrowsAndGivesSpansInOrder() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["BIESLUMWO-_ .bioPERx\u0130\u00e9"], 0, 7]).Array[0, 12].Sample(tags =>
    {
        var end = 0;
        return TagCodec.Decode(tags).All(s => s.First >= end && s.End > s.First && (end = s.End) <= tags.Length && s.Type.Name.Length > 0);
    });

    [Theory]
    [InlineData("O I-PER I-PER O", "1-3:PER")]
    [InlineData("B-PER I-LOC", "0-1:PER 1-2:LOC")]
    [InlineData("B-PER B-PER", "0-1:PER 1-2:PER")]
    [InlineData("S-PER I-PER", "0-1:PER 1-2:PER")]
    [InlineData("B-PER E-PER E-PER", "0-2:PER 2-3:PER")]
    [InlineData("B-MISC I-OTHER", "0-2:OTHER")]
    [InlineData("X B- PER -", "")]
    [InlineData("I-ORG", "0-1:ORG")]
    public void Decode_BrokenSequence_FollowsTheStatedRule(string tags, string expected) =>
        Assert.Equal(expected, string.Join(' ', TagCodec.Decode(tags.Split(' ')).Select(s => $"{s.First}-{s.End}:{s.Type}")));

    [Fact]
    public void Decode_AnyTags_GivesSpansInOrderInsideTheTokens() =>
        Gen.Int[0, 9].Select(i =>
            new[] { "O", "B-PER", "I-PER", "E-PER", "S-PER", "B-LOC", "I-LOC", "E-LOC", "S-LOC", "junk" }[i]).Array[0, 20].Sample(tags =>
        {
            var end = 0;
            return TagCodec.Decode(tags).All(s => s.First >= end && s.End > s.First && (end = s.End) <= tags.Length);
        });

    [Fact]
    public void Encode_NeighboursOfOneType_AreToldApartInIob1() => Assert.Equal(
        ["I-PER", "B-PER", "I-PER", "I-LOC"],
        TagCodec.Encode(
            [new TokenSpan(0, 1, EntityType.Person), new TokenSpan(1, 3, EntityType.Person), new TokenSpan(3, 4, EntityType.Location)],
            4,
            TagScheme.Iob1));

    [Fact]
    public void Encode_OverlappingSpans_IsRefused() =>
        Assert.Throws<ArgumentException>(
            () => TagCodec.Encode([new TokenSpan(0, 2, EntityType.Person), new TokenSpan(1, 3, EntityType.Person)], 3, TagScheme.Bio));

    [Theory]
    [InlineData(TagScheme.Bio, "B-PER O B-LOC I-LOC B-ORG I-ORG I-ORG O")]
    [InlineData(TagScheme.Bioes, "S-PER O B-LOC E-LOC B-ORG I-ORG E-ORG O")]
    [InlineData(TagScheme.Bilou, "U-PER O B-LOC L-LOC B-ORG I-ORG L-ORG O")]
    [InlineData(TagScheme.Bmes, "S-PER O B-LOC E-LOC B-ORG M-ORG E-ORG O")]
    [InlineData(TagScheme.Iob1, "I-PER O I-LOC I-LOC I-ORG I-ORG I-ORG O")]
    public void Encode_KnownSpans_GivesTheTagsOfTheScheme(TagScheme scheme, string expected) => Assert.Equal(
        expected,
        string.Join(
            ' ',
            TagCodec.Encode([new TokenSpan(0, 1, EntityType.Person), new TokenSpan(
                2, 4, EntityType.Location), new TokenSpan(4, 7, EntityType.Organization)], 8, scheme)));

    [Theory]
    [InlineData(0, 2, 1, 3, "[1, 3)")]
    [InlineData(0, 2, 2, 2, "[2, 2)")]
    [InlineData(0, 2, 3, 2, "[3, 2)")]
    [InlineData(0, 2, 2, 4, "[2, 4)")]
    [InlineData(-1, 2, 2, 3, "[-1, 2)")]
    public void Encode_SpansThatDoNotFit_NamesTheFirst(int first, int end, int secondFirst, int secondEnd, string named)
    {
        TokenSpan[] spans = [new(first, end, EntityType.Person), new(secondFirst, secondEnd, EntityType.Person)];
        Assert.Equal(
            $"The entity at tokens {named} overlaps the one before or lies outside the 3 tokens. (Parameter 'spans')",
            Assert.Throws<ArgumentException>(() => TagCodec.Encode(spans, 3, TagScheme.Bio)).Message);
    }

    [Fact]
    public void Encode_WithoutSpans_IsAllOutside()
    {
        Assert.Equal(["O", "O"], TagCodec.Encode([], 2, TagScheme.Bio));
        Assert.Throws<ArgumentNullException>("spans", () => TagCodec.Encode(null!, 2, TagScheme.Bio));
        Assert.Throws<ArgumentNullException>("tags", () => TagCodec.Decode((IReadOnlyList<string>)null!));
        Assert.Throws<ArgumentNullException>("tags", () => TagCodec.Decode((IReadOnlyList<EntityTag>)null!));
    }

    [Theory]
    [InlineData("B-PER I-PER O", "0-2:PER")]
    [InlineData("B-PER I-PER", "0-2:PER")]
    [InlineData("E-PER", "0-1:PER")]
    [InlineData("S-PER S-PER", "0-1:PER 1-2:PER")]
    [InlineData("B-PER S-PER", "0-1:PER 1-2:PER")]
    [InlineData("B-PER E-LOC", "0-1:PER 1-2:LOC")]
    [InlineData("B-P", "0-1:P")]
    [InlineData("B_PER B:PER -PER BPER", "")]
    [InlineData("X-PER A-PER C-PER", "")]
    [InlineData("b-per I-PER o i-Loc", "0-2:PER 3-4:LOC")]
    [InlineData("PER-B PER-M PER-L", "0-3:PER")]
    [InlineData("U-PER W-PER", "0-1:PER 1-2:PER")]
    [InlineData("I-PER B-PER I-PER", "0-1:PER 1-3:PER")]
    [InlineData("B-PER junk I-PER", "0-1:PER 2-3:PER")]
    public void Decode_KnownSequence_FollowsTheStatedRule(string tags, string expected) =>
        Assert.Equal(expected, string.Join(' ', TagCodec.Decode(tags.Split(' ')).Select(s => $"{s.First}-{s.End}:{s.Type}")));

    [Theory]
    [InlineData("B- ")]
    [InlineData("B-\t ")]
    [InlineData("B-")]
    [InlineData("B")]
    [InlineData("")]
    public void Decode_TagWithoutType_IsOutside(string tag) => Assert.Empty(TagCodec.Decode([tag]));

    // The same tag in small letters with its mark behind the type.
    private static string Swapped(string tag) => tag == "O" ? "o" : $"{tag[2..]}-{tag[..1]}".ToLowerInvariant();
}
