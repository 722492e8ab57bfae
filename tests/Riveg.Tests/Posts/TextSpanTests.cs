using System.Globalization;
using CsCheck;
using Riveg.Posts;

namespace Riveg.Tests.Posts;

public sealed class TextSpanTests
{
    private static readonly Gen<TextSpan> AnySpan = Gen.Int[0, 5].Select(
        Gen.Int[0, 4], (start, length) => new TextSpan(start, start + length));

    [Fact]
    public void ToCodePoints_OfAnySpanBetweenCharacters_CountsRunes() =>
        Gen.Int[0, 3].List[0, 20].Select(Gen.Int[0, 20], Gen.Int[0, 20]).Sample((kinds, a, b) =>
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
    public void Constructor_ReversedOrNegative_IsRefused(int start, int end) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextSpan(start, end));

    [Theory]
    [InlineData(0, 2, 2, 4, false)]
    [InlineData(0, 3, 2, 4, true)]
    [InlineData(1, 1, 0, 4, true)]
    public void Overlaps_TwoSpans_IsHalfOpen(int a0, int a1, int b0, int b1, bool expected) =>
        Assert.Equal(expected, new TextSpan(a0, a1).Overlaps(new TextSpan(b0, b1)));

    [Fact]
    public void ToCodePoints_UnpairedSurrogates_CountAsOneEach() =>
        Assert.Equal(new TextSpan(1, 3), new TextSpan(1, 3).ToCodePoints("\ud800\udbff\ud800".ToString(CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(1, 3, 3, 5, false)]
    [InlineData(3, 5, 1, 3, false)]
    [InlineData(1, 3, 2, 2, true)]
    [InlineData(0, 9, 3, 5, true)]
    [InlineData(5, 9, 0, 3, false)]
    public void Overlaps_EitherWayRound_IsTheSame(int a0, int a1, int b0, int b1, bool expected)
    {
        var (a, b) = (new TextSpan(a0, a1), new TextSpan(b0, b1));
        Assert.Equal((expected, expected), (a.Overlaps(b), b.Overlaps(a)));
    }

    [Fact]
    public void Contains_AnyTwoSpans_IsThatOfTheirIndices() => AnySpan.Select(AnySpan).Sample((a, b) =>
        a.Contains(b) == (a.Start <= b.Start && b.End <= a.End) && a.Contains(a));

    [Fact]
    public void Order_AnyTwoSpans_IsThatOfTheirEnds() => AnySpan.Select(AnySpan).Sample((a, b) =>
    {
        var expected = (a.Start, a.End).CompareTo((b.Start, b.End));
        return Math.Sign(a.CompareTo(b)) == expected
            && a < b == expected < 0
            && a > b == expected > 0
            && a <= b == expected <= 0
            && a >= b == expected >= 0;
    });

    [Fact]
    public void Order_EqualSpans_IsNeitherBeforeNorBehind()
    {
        var (a, b) = (new TextSpan(2, 5), new TextSpan(2, 5));
        Assert.Equal((false, true, false, true), (a < b, a <= b, a > b, a >= b));
    }

    [Fact]
    public void Of_ASpan_IsThatPartOfTheText()
    {
        var span = new TextSpan(2, 5);
        Assert.Equal(("cde", "cde", 3, "[2, 5)"), (span.Of("abcdef"), span.Slice("abcdef").ToString(), span.Length, span.ToString()));
        Assert.Throws<ArgumentOutOfRangeException>(() => span.Of("abcd"));
        Assert.Throws<ArgumentNullException>(() => new TextSpan(0, 0).ToCodePoints(null!));
    }

    [Theory]
    [InlineData("a\ud83d\ude00", 1, 2)]
    [InlineData("\ud83d\ude00\ude00", 0, 3)]
    [InlineData("\ude00\ud83d", 0, 2)]
    public void ToCodePoints_SpanThatCutsAPair_CountsTheHalfAsOne(string text, int start, int end) =>
        Assert.Equal(text[start..end].EnumerateRunes().Count(), new TextSpan(start, end).ToCodePoints(text).Length);
}
