using System.Globalization;
using System.Text;
using CsCheck;
using Riveg.Posts;
using Riveg.Posts.Unicode;

namespace Riveg.Tests.Posts;

public sealed class SocialMediaTokenizerTests
{
    private static readonly string[] Pieces = [
        "a", "B", "9", " ", ".", ",", "'", "’s", "#", "@", "&", "&amp;", ":)", "http://", "www.", "\u0301", "\u200d", "👩", "🏽", "🚀",
        "🇩", "🇪", "1️⃣", "\ud800", "\udc00", "שלום", "東", "\r\n", "\ufe0f", "\u20e3", "U.", "-", "\u200b", "\u00ad", "\ufeff", "\u200e",
        "𝐀", "Ａ", "＃", "“", "’", "&#39;", "&amp;#39;", "⒜", "ŀ", "ﷺ", "…", "·", "\0", "\u2028", "pic.twitter.com/", "t.co/"
    ];

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
    [InlineData("Londonhttps://t.co/abcXYZ", "London|https://t.co/abcXYZ")]
    [InlineData("LONDONHTTP://x.y #Londonhttp://x.y @Londonhttp://x.y", "LONDON|HTTP://x.y|#London|http://x.y|@London|http://x.y")]
    [InlineData(
        "http://t.co/ahttp://t.co/b http://web.archive.org/x/http://y.z",
        "http://t.co/a|http://t.co/b|http://web.archive.org/x/http://y.z")]
    [InlineData("Londonwww.bbc.co.uk Awww. Awwww.London", "London|www.bbc.co.uk|Awww|.|Awwww|.|London")]
    [InlineData("Londonpic.twitter.com/Ab1 pic.twitter.com/Ab1", "London|pic.twitter.com/Ab1|pic.twitter.com/Ab1")]
    [InlineData("Londont.co/abcXYZ t.co/x, bit.ly/3xYz. Microsoft.co/jobs", "London|t.co/abcXYZ|t.co/x|,|bit.ly/3xYz|.|Microsoft.co/jobs")]
    [InlineData("either/or a.m./p.m. St.Louis/Chicago", "either|/|or|a.m.|/|p.m.|St|.|Louis|/|Chicago")]
    [InlineData("https://t.co/abcすごい @BTS_twtの @Adele日本 https://x.y/가", "https://t.co/abc|す|ご|い|@BTS_twt|の|@Adele|日|本|https://x.y/|가")]
    [InlineData("https://t.co/abc😀 <https://x.y/a>", "https://t.co/abc|😀|<|https://x.y/a|>")]
    [InlineData("#東京タワー ＃東京 ＠Adele #카카오", "#東京タワー|＃東京|＠Adele|#카카오")]
    [InlineData("#Paral·lel Gal·la #צה״ל #בן־גוריון #བོད་སྐད་ #·", "#Paral·lel|Gal·la|#צה״ל|#בן־גוריון|#བོད་སྐད|་|#|·")]
    [InlineData(
        "O&#39;Brien O&#x27;Brien&#39;s O&amp;#39;Brien O&rsquo;Brien", "O&#39;Brien|O&#x27;Brien|&#39;s|O&amp;#39;Brien|O&rsquo;Brien")]
    [InlineData("AT&amp;T &quot;Adele&quot; &bogus; &#xD800;", "AT&amp;T|&quot;|Adele|&quot;|&|bogus|;|&|#xD800|;")]
    [InlineData("Lon\u00addon\u200b \u2068Adele\u2069 \ufe0fO2\ufe0f \u200b", "Lon\u00addon|Adele|O2")]
    [InlineData("𝐀𝐝𝐞𝐥𝐞 Ａｄｅｌｅ’ｓ ⒧⒪⒩ Ⓐⓑ", "𝐀𝐝𝐞𝐥𝐞|Ａｄｅｌｅ|’ｓ|⒧⒪⒩|Ⓐⓑ")]
    [InlineData("Coca-Cola™ London¹ ﷺ", "Coca-Cola|™|London|¹|ﷺ")]
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
                if (token.Length == 0 || token.Start < end || !IsBlank(text, end, token.Start)
                    || !IsBoundary(text, boundaries, token.Start) || !IsBoundary(text, boundaries, token.End)
                    || CharacterKinds.IsInvisible(text[token.Start])
                        || (CharacterKinds.IsInvisible(text[token.End - 1]) && !IsEmoji(text, token)))
                {
                    return false;
                }

                end = token.End;
            }

            return IsBlank(text, end, text.Length);
        },
        iter: 50_000);

    [Theory]
    [InlineData("a")]
    [InlineData("#")]
    [InlineData(".")]
    [InlineData("@a")]
    [InlineData("👩\u200d")]
    [InlineData("&amp;")]
    [InlineData("t.co/")]
    [InlineData("www.a")]
    [InlineData("ＡＢ")]
    [InlineData("👩")]
    [InlineData("&")]
    [InlineData("a.")]
    [InlineData("http://")]
    public void Tokenize_HundredThousandOfOneThing_IsQuick(string thing)
    {
        var text = string.Concat(Enumerable.Repeat(thing, 100_000));
        Assert.Equal(text.Length, SocialMediaTokenizer.Tokenize(text).Sum(t => t.Length));
    }

    private static bool IsBlank(string text, int start, int end) => System.Net.WebUtility
        .HtmlDecode(text[start..end])
        .EnumerateRunes()
        .All(r => Rune.IsWhiteSpace(r) || CharacterKinds.IsInvisible(r.Value));

    // What nobody sees may be cut off the character that it clings to.
    private static bool IsBoundary(string text, HashSet<int> boundaries, int at) =>
        boundaries.Contains(at) || (at < text.Length && CharacterKinds.IsInvisible(text[at]))
        || (at > 0 && CharacterKinds.IsInvisible(text[at - 1]));

    private static bool IsEmoji(string text, TextSpan token) =>
        text.AsSpan(token.Start, token.Length).ContainsAnyExceptInRange('\0', '\u02ff');

    private static HashSet<int> Boundaries(string text) => [.. StringInfo.ParseCombiningCharacters(text), text.Length];
}
