using Riveg.Posts;
using Riveg.Scenes;

namespace Riveg.Tests.Scenes;

/// <summary>What words tell of whether somebody is in the picture. The sentences are no data set's.</summary>
public sealed class PresenceCuesTests
{
    [Theory]
    [InlineData("Sails up without [Gerda]")]
    [InlineData("Still no sign of [Gerda]")]
    [InlineData("Waiting for [Gerda] since noon")]
    [InlineData("On the phone with [Gerda]")]
    [InlineData("A parcel from [Gerda] has come")]
    [InlineData("Listening to [Gerda] all night")]
    [InlineData("Photo by [Gerda]")]
    [InlineData("Hello to [Gerda] from the beach")]
    [InlineData("He paints like [Gerda]")]
    [InlineData("[Gerda] couldn't make it today")]
    [InlineData("[Gerda] was not invited")]
    [InlineData("[Gerda] is on vacation")]
    [InlineData("[Gerda] should see this")]
    [InlineData("Max has the sofa while [Gerda] is in town")]
    [InlineData("I miss [Gerda]")]
    [InlineData("Ben and [Gerda] (not pictured)")]
    [InlineData("The parcel is here, thanks [Gerda]")]
    [InlineData("Nobody sings today, not even [Gerda]")]
    [InlineData("He does not sing, [Gerda] neither")]
    [InlineData("She sings like [Gerda]")]
    [InlineData("[Gerda] took this photo")]
    [InlineData("[Gerda] would laugh")]
    [InlineData("[Gerda] has left, the cake stays")]
    [InlineData("[Gerda], where are you")]
    public void Of_WordsThatPutSomebodyElsewhere_SoundAbsent(string marked) => Assert.True(SoundsAbsent(marked));

    [Theory]
    [InlineData("[Gerda] sails up the river")]
    [InlineData("[Ruth], Will and Tom at the lake")]
    [InlineData("[Anna], William and Kate")]
    [InlineData("[Max] is at the beach")]
    [InlineData("[Ruth] is in her new dress")]
    [InlineData("[Tom] had a great birthday")]
    [InlineData("[Anna] will love this cake")]
    [InlineData("[Ivy] is off to school")]
    [InlineData("[Tom] is working on the roof")]
    [InlineData("Our puppy, called [Bella]")]
    [InlineData("Miss [Julia] opens the library")]
    [InlineData("Dear [Grandma] turned ninety")]
    [InlineData("Well done [Ruth], first place")]
    [InlineData("Thanks [Omar], what a chef")]
    [InlineData("I like [Anna] in red")]
    [InlineData("Looks like [Tom] won")]
    [InlineData("A visit from [Grandma]")]
    [InlineData("Told [Max] to smile")]
    [InlineData("[Gerda] did not want to leave the sofa")]
    [InlineData("[Gerda] has the ball")]
    [InlineData("[Gerda] is on the swing")]
    [InlineData("[Gerda] wasn't amused by the rain")]
    [InlineData("[Gerda] can't stop laughing")]
    [InlineData("Two scoops for [Gerda]")]
    [InlineData("Birthday cake with [Gerda]")]
    [InlineData("My sister [Gerda] on the left")]
    [InlineData("Look at [Gerda] run")]
    public void Of_WordsThatShowSomebody_DoNot(string marked) => Assert.False(SoundsAbsent(marked));

    [Theory]
    [InlineData("[Tom] on the right and Anna on the left", "Right")]
    [InlineData("Tom on the right and [Anna] on the left", "Left")]
    [InlineData("On the left [Tom], on the right Anna", "Left")]
    [InlineData("On the left Tom, on the right [Anna]", "Right")]
    [InlineData("[Tom] to the left of Anna", "Left")]
    [InlineData("Tom to the left of [Anna]", "Right")]
    [InlineData("[Tom] in the middle", "Middle")]
    [InlineData("[Ruth] (right) and Frank (left)", "Right")]
    [InlineData("Ruth (right) and [Frank] (left)", "Left")]
    [InlineData("Ruth (r) and [Frank] (l)", "Left")]
    [InlineData("Right: [Ruth]. Left: Frank.", "Right")]
    [InlineData("Right: Ruth. Left: [Frank].", "Left")]
    [InlineData("This is what is left of [Tom]", "Unsaid")]
    public void Of_WordsOfASide_AreThoseOfTheNearestName(string marked, string side) =>
        Assert.Equal(side, Read(marked).Side.ToString());

    private static bool SoundsAbsent(string marked) => Read(marked).SoundsAbsent;

    private static PresenceCues Read(string marked)
    {
        var (start, end) = (marked.IndexOf('[', StringComparison.Ordinal), marked.IndexOf(']', StringComparison.Ordinal) - 1);
        var text = marked.Replace("[", string.Empty, StringComparison.Ordinal).Replace("]", string.Empty, StringComparison.Ordinal);
        return PresenceCues.Of(text, new TextSpan(start, end), string.Empty);
    }
}
