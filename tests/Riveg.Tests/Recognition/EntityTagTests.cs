using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Tests.Recognition;

public sealed class EntityTagTests
{
    [Theory]
    [InlineData("B-PER", "PER", true, false)]
    [InlineData("I-PER", "PER", false, false)]
    [InlineData("M-PER", "PER", false, false)]
    [InlineData("E-PER", "PER", false, true)]
    [InlineData("L-PER", "PER", false, true)]
    [InlineData("S-PER", "PER", true, true)]
    [InlineData("U-PER", "PER", true, true)]
    [InlineData("W-PER", "PER", true, true)]
    [InlineData("u-per", "per", true, true)]
    [InlineData("PER-L", "PER", false, true)]
    [InlineData("music band-B", "music band", true, false)]
    [InlineData("B-music-band", "music-band", true, false)]
    [InlineData("B-E", "E", true, false)]
    [InlineData("B-PER-E", "PER-E", true, false)]
    [InlineData("x-B", "x", true, false)]
    [InlineData("B--", "-", true, false)]
    public void Parse_TagOfAnyScheme_SaysWhatItMarks(string text, string type, bool starts, bool ends) =>
        Assert.Equal(new EntityTag(type, starts, ends), EntityTag.Parse(text));

    [Theory]
    [InlineData("O")]
    [InlineData("o")]
    public void Parse_Outside_IsTheDefault(string text)
    {
        Assert.Equal(default(EntityTag), EntityTag.Parse(text));
        Assert.True(EntityTag.Parse(text)!.Value.IsOutside);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("B")]
    [InlineData("B-")]
    [InlineData("-B")]
    [InlineData("B- PER")]
    [InlineData("B-\t")]
    [InlineData("0")]
    [InlineData("OO")]
    [InlineData("PER")]
    [InlineData("B_PER")]
    [InlineData("X-PER")]
    public void Parse_WhatIsNoTag_IsNull(string text) => Assert.Null(EntityTag.Parse(text));

    [Fact]
    public void Type_OfATag_IsTheTypeOfItsName()
    {
        Assert.Equal(EntityType.Other, EntityTag.Parse("B-MISC")!.Value.Type);
        Assert.True(new EntityTag(" ", Starts: true, Ends: false).IsOutside);
        Assert.Throws<ArgumentNullException>(() => EntityTag.Parse(null!));
    }

    [Fact]
    public void Covering_TokensWithoutAGap_GivesOnlyThoseOfTheEntity() => Assert.Equal(
        [new TokenSpan(1, 2, EntityType.Person)],
        TokenSpan.Covering([(new TextSpan(1, 6), EntityType.Person)], [new TextSpan(0, 1), new TextSpan(1, 6), new TextSpan(6, 9)]));

    [Fact]
    public void Covering_EntitiesInAnyOrder_GivesTheTokensThatTheyTouch()
    {
        // "New York loves #Adele now"
        TextSpan[] tokens = [new(0, 3), new(4, 8), new(9, 14), new(15, 21), new(22, 25)];
        (TextSpan, EntityType)[] entities =
        [
            (new TextSpan(16, 21), EntityType.Person), (new TextSpan(0, 8), EntityType.Location), (new TextSpan(4, 10), EntityType.Other),
            (new TextSpan(3, 4), EntityType.Other),
        ];
        Assert.Equal(
            [new TokenSpan(0, 2, EntityType.Location), new TokenSpan(2, 3, EntityType.Other), new TokenSpan(3, 4, EntityType.Person)],
            TokenSpan.Covering(entities, tokens));
        Assert.Empty(TokenSpan.Covering(entities, []));
        Assert.Throws<ArgumentNullException>("entities", () => TokenSpan.Covering(null!, tokens));
        Assert.Throws<ArgumentNullException>("tokens", () => TokenSpan.Covering(entities, null!));
    }
}
