using System.Globalization;
using CsCheck;
using Riveg.Posts;

namespace Riveg.Tests.Posts;

public sealed class SocialMediaTokenizerTests
{
    private static readonly string[] Pieces = ["a", "B", "9", " ", ".", ",", "'", "’s", "#", "@", "&", "&amp;", ":)", "http://", "www.", "\u0301", "\u200d", "👩", "🏽", "🚀", "🇩", "🇪", "1️⃣", "\ud800", "\udc00", "שלום", "東", "\r\n", "\ufe0f", "\u20e3", "U.", "-"];

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String,
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 12].Select(string.Concat));

    [Theory]
    [InlineData("RT @JayKenMinaj_: Me outside", "RT|@JayKenMinaj_|:|Me|outside")]
    [InlineData("see http://t.co/Z3neVBQ7vF.", "see|http://t.co/Z3neVBQ7vF|.")]
    [InlineData("(https://x.y/z?a=b&c), #NWM7!", "(|https://x.y/z?a=b&c|)|,|#NWM7|!")]
    [InlineData("Obama's U.S. visit, don't", "Obama|'s|U.S.|visit|,|don't")]
    [InlineData("$1,000.50 at 10:30", "$|1,000.50|at|10:30")]
    [InlineData("Tom &amp; Jerry &amp AT&T", "Tom|&amp;|Jerry|&amp|AT&T")]
    [InlineData("wow!!! 👩🏽‍🚀🇩🇪 ok :)", "wow|!!!|👩🏽‍🚀|🇩🇪|ok|:)")]
    [InlineData("1️⃣ first", "1️⃣|first")]
    [InlineData("東京 タワー", "東|京|タ|ワ|ー")]
    [InlineData("Jean-Claude Van Damme’s", "Jean-Claude|Van|Damme|’s")]
    [InlineData("שלום עולם.", "שלום|עולם|.")]
    [InlineData("cafe\u0301 #cafe\u0301", "cafe\u0301|#cafe\u0301")]
    [InlineData("#️⃣ # @", "#️⃣|#|@")]
    [InlineData("Rio. Next", "Rio|.|Next")]
    [InlineData("", "")]
    public void Tokenize_SocialMediaText_SplitsAsPeopleWould(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', SocialMediaTokenizer.Tokenize(text).Select(t => t.Of(text))));

    [Fact]
    public void Tokenize_AnyText_CoversItInOrderWithoutCuttingClusters() => Texts.Sample(
        text =>
        {
            var boundaries = Boundaries(text);
            var end = 0;
            foreach (var token in SocialMediaTokenizer.Tokenize(text))
            {
                if (token.Length == 0 || token.Start < end || !IsBlank(text, end, token.Start) || !boundaries.Contains(token.Start) || !boundaries.Contains(token.End))
                {
                    return false;
                }

                end = token.End;
            }

            return IsBlank(text, end, text.Length);
        },
        iter: 20_000);

    [Theory]
    [InlineData("a")]
    [InlineData("#")]
    [InlineData(".")]
    [InlineData("@a")]
    [InlineData("\u200d")]
    [InlineData("👩")]
    [InlineData("&")]
    [InlineData("a.")]
    [InlineData("http://")]
    public void Tokenize_HundredThousandOfOneThing_IsQuick(string thing)
    {
        var text = string.Concat(Enumerable.Repeat(thing, 100_000));
        Assert.Equal(text.Length, SocialMediaTokenizer.Tokenize(text).Sum(t => t.Length));
    }

    private static bool IsBlank(string text, int start, int end) => string.IsNullOrWhiteSpace(text[start..end]);

    private static HashSet<int> Boundaries(string text) => [.. StringInfo.ParseCombiningCharacters(text), text.Length];
}
