using Riveg.Posts;
using Riveg.Rendering;

namespace Riveg.Tests.Rendering;

public sealed class EntityPaletteTests
{
    [Fact]
    public void ColorOf_CoarseTypes_AreDistinct() => Assert.Equal(4, EntityType.Coarse.Select(EntityPalette.ColorOf).Distinct().Count());

    [Theory]
    [InlineData("PER", "#d55e00")]
    [InlineData("misc", "#cc79a7")]
    public void ColorOf_KnownType_IsItsColour(string type, string hex) =>
        Assert.Equal(hex, EntityPalette.ColorOf(EntityType.Parse(type)).ToHex());

    [Fact]
    public void ColorOf_UnknownTypes_IsStableAndDistinct()
    {
        string[] names = ["musician", "athlete", "city", "product", "event", "building"];
        Assert.Equal(names.Length, names.Select(n => EntityPalette.ColorOf(EntityType.Parse(n))).Distinct().Count());
        Assert.Equal(EntityPalette.ColorOf(EntityType.Parse("city")), EntityPalette.ColorOf(EntityType.Parse("CITY")));
    }
}
