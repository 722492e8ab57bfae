using Riveg.Builtin;
using Riveg.Builtin.Entailment;
using Riveg.Builtin.Learning;
using Riveg.Entailment;
using Riveg.Evidence;
using Riveg.Posts;
using Riveg.TestKit;
using Riveg.Tests.Builtin.Grounding;

namespace Riveg.Tests.Builtin.Entailment;

public sealed class LinearVisualEntailmentTests
{
    private const string Text = "Adele sings in London";

    // "type=PER" and so on are hashed; a model without features says the same of everybody, by its view alone.
    private static readonly EntailmentModel ByView = new(
        new HashedLinearModel([], [], [0.5f]), [new(1, 0), new(2, 0), new(0, -1), new(-1, 0.25)]);

    [Theory]
    [InlineData(false, false, 0.6224593312018546)]
    [InlineData(true, false, 0.7310585786300049)]
    [InlineData(false, true, 0.2689414213699951)]
    [InlineData(true, true, 0.43782349911420193)]
    public async Task EntailAsync_EachView_IsCalibratedByItsOwn(bool withKnowledge, bool withCaptions, double expected)
    {
        var answers = await new LinearVisualEntailment(ByView).EachAsync(
            Context(withKnowledge ? "Named entities:1. Adele (singer)Reasoning:x" : " ", withCaptions ? ["a woman"] : []),
            TestContext.Current.CancellationToken);
        Assert.All(answers, a => Assert.Equal(expected, a.Probability, 1e-12));
        Assert.Equal(2, answers.Count);
    }

    [Fact]
    public async Task EntailAsync_PictureOfOneColour_ShowsNobody()
    {
        var entailment = new LinearVisualEntailment(ByView);
        var blank = await entailment.EachAsync(
            new PostContext(Context()) { Image = DrawnPictures.Draw(20, 10) }, TestContext.Current.CancellationToken);
        Assert.All(blank, a => Assert.Equal(0, a.Probability));
        var drawn = await entailment.EachAsync(
            new PostContext(Context()) { Image = DrawnPictures.Draw(20, 10, (new(5, 5, 6, 6), DrawnPictures.Red)) },
            TestContext.Current.CancellationToken);
        Assert.All(drawn, a => Assert.InRange(a.Probability, 0.6, 0.7));
    }

    [Fact]
    public async Task EntailAsync_WhatThePictureIsSaidToShow_MakesItLikely()
    {
        var shipped = new LinearVisualEntailment(BuiltinModel.Default.Entailment);
        async Task<double[]> Judge(string? knowledge, params string[] captions) =>
            [.. (await shipped.EachAsync(Context(knowledge, captions), TestContext.Current.CancellationToken)).Select(a => a.Probability)];

        const string List = "Named entities:1. Adele (person/singer)2. London (location/city)Reasoning:Adele is a singer. ";
        var alone = await Judge(null);
        var shown = await Judge(List + "The image shows Adele on stage.", "a woman singing into a microphone");
        var hidden = await Judge(List + "The image shows a bowl of soup.", "a bowl of soup on a table");
        Assert.True(shown[0] > alone[0] && alone[0] > hidden[0], $"{shown[0]} {alone[0]} {hidden[0]}");
        Assert.True(shown[0] > shown[1], "A city is hardly ever in a picture of a singer.");
        Assert.All([.. alone, .. shown, .. hidden], p => Assert.InRange(p, 0.001, 0.999));
    }

    [Fact]
    public async Task EntailAsync_SeveralPosts_EqualsEachAlone()
    {
        var shipped = new LinearVisualEntailment(BuiltinModel.Default.Entailment);
        PostContext[] posts = [Context(), Context(null, "two men in a street")];
        var together = await ((IVisualEntailment)shipped).AnswerAsync(posts, TestContext.Current.CancellationToken);
        foreach (var (post, answer) in posts.Zip(together))
        {
            Assert.Equal(await shipped.EachAsync(post, TestContext.Current.CancellationToken), answer.Value!.Select(a => a.Value!));
        }
    }

    private static PostContext Context(string? knowledge = null, params string[] captions) => new()
    {
        Post = new Post { Id = "1", Text = Text },
        Knowledge = AuxiliaryKnowledge.Of(knowledge),
        Observations = [.. captions.Select(c => PictureObservation.OfCaption(c))],
        Mentions = [new(new Mention(new TextSpan(0, 5), EntityType.Person)), new(new Mention(new TextSpan(15, 21), EntityType.Location))],
    };
}
