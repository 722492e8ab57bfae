using System.Globalization;
using CsCheck;
using Riveg.Posts;

namespace Riveg.Tests.Posts;

public sealed class TextSpanTests
{
    [Fact]
    public void ToCodePoints_OfAnySpanBetweenCharacters_CountsRunes() => Gen.Int[0, 3].List[0, 20].Select(Gen.Int[0, 20], Gen.Int[0, 20]).Sample((kinds, a, b) =>
    {
        string[] pieces = [.. kinds.Select(k => new[] { "a", "é", "😀", "👩🏽‍🚀" }[k])];
        var text = string.Concat(pieces);
        var start = string.Concat(pieces.Take(Math.Min(a, b))).Length;
        var end = string.Concat(pieces.Take(Math.Max(a, b))).Length;
        var span = new TextSpan(start, end).ToCodePoints(text);
        return span.Start == text[..start].EnumerateRunes().Count() && span.Length == text[start..end].EnumerateRunes().Count();
    });

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(3, 2)]
    public void Constructor_ReversedOrNegative_IsRefused(int start, int end) => Assert.Throws<ArgumentOutOfRangeException>(() => new TextSpan(start, end));

    [Theory]
    [InlineData(0, 2, 2, 4, false)]
    [InlineData(0, 3, 2, 4, true)]
    [InlineData(1, 1, 0, 4, true)]
    public void Overlaps_TwoSpans_IsHalfOpen(int a0, int a1, int b0, int b1, bool expected) => Assert.Equal(expected, new TextSpan(a0, a1).Overlaps(new TextSpan(b0, b1)));

    [Fact]
    public void ToCodePoints_UnpairedSurrogates_CountAsOneEach() => Assert.Equal(new TextSpan(1, 3), new TextSpan(1, 3).ToCodePoints("\ud800\udbff\ud800".ToString(CultureInfo.InvariantCulture)));
}
