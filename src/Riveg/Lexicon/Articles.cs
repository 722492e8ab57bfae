using System.Text.RegularExpressions;

namespace Riveg.Lexicon;

/// <summary>Puts the indefinite article before words.</summary>
internal static partial class Articles
{
    /// <summary>"an explorer", "a unicorn"; what begins with an article stays.</summary>
    public static string Before(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return HasArticle().IsMatch(words) ? words : BeginsWithVowel().IsMatch(words) ? $"an {words}" : $"a {words}";
    }

    [GeneratedRegex(@"^(a|an|the|one of) ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex HasArticle();

    // By sound: an hour, an MP; a user, a European, a one-off.
    [GeneratedRegex(
        @"^((?i:(?!(uni(?!n|m)|use|usu|ut[aei]|eu|ewe|one\b|one-|once|ufo|uk[reu]|ur[aie]n|u-))[aeiou])|(?i:hour|"
        + @"honest|honou?r|heir|x-)|[FHLMNRSX]([A-Z]|\b[^a-z]))",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex BeginsWithVowel();
}
