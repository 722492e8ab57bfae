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
    [InlineData("Dinner is served, where is [Gerda]")]
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
    [InlineData("[Gerda] took this photo")]
    [InlineData("[Gerda] would laugh")]
    [InlineData("[Gerda] has left, the cake stays")]
    [InlineData("[Gerda], where are you")]
    public void Of_WordsThatPutSomebodyElsewhere_SoundAbsent(string marked) => Assert.True(SoundsAbsent(marked));

    [Theory]
    [InlineData("[Gerda] sails up the river")]
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

    private static bool SoundsAbsent(string marked)
    {
        var (start, end) = (marked.IndexOf('[', StringComparison.Ordinal), marked.IndexOf(']', StringComparison.Ordinal) - 1);
        var text = marked.Replace("[", string.Empty, StringComparison.Ordinal).Replace("]", string.Empty, StringComparison.Ordinal);
        return PresenceCues.Of(text, new TextSpan(start, end), string.Empty).SoundsAbsent;
    }
}
