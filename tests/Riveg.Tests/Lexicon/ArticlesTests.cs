using Riveg.Lexicon;

namespace Riveg.Tests.Lexicon;

/// <summary>The indefinite article goes by sound.</summary>
public sealed class ArticlesTests
{
    [Theory]
    [InlineData("rip", "a rip")]
    [InlineData("explorer", "an explorer")]
    [InlineData("ship", "a ship")]
    [InlineData("airplane", "an airplane")]
    [InlineData("unicorn", "a unicorn")]
    [InlineData("university", "a university")]
    [InlineData("uniform", "a uniform")]
    [InlineData("umbrella", "an umbrella")]
    [InlineData("uninvited guest", "an uninvited guest")]
    [InlineData("user of it", "a user of it")]
    [InlineData("European", "a European")]
    [InlineData("one-off", "a one-off")]
    [InlineData("onion", "an onion")]
    [InlineData("hour", "an hour")]
    [InlineData("house", "a house")]
    [InlineData("honest man", "an honest man")]
    [InlineData("heir", "an heir")]
    [InlineData("MP", "an MP")]
    [InlineData("NBA team", "an NBA team")]
    [InlineData("SUV", "an SUV")]
    [InlineData("Mack", "a Mack")]
    [InlineData("BBC host", "a BBC host")]
    [InlineData("Explorer", "an Explorer")]
    [InlineData("ukulele", "a ukulele")]
    [InlineData("urn", "an urn")]
    [InlineData("x-ray", "an x-ray")]
    public void Before_Words_ByTheirSound(string words, string expected) => Assert.Equal(expected, Articles.Before(words));

    [Theory]
    [InlineData("a dog")]
    [InlineData("An hour")]
    [InlineData("the car")]
    [InlineData("one of them")]
    public void Before_WordsWithAnArticle_Stay(string words) => Assert.Equal(words, Articles.Before(words));
}
