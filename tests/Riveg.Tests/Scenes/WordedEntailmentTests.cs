using Riveg.Entailment;
using Riveg.Evidence;
using Riveg.Posts;
using Riveg.Scenes;

namespace Riveg.Tests.Scenes;

public sealed class WordedEntailmentTests
{
    private const double Prior = 0.3;
    private static readonly byte[] Pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_NoPicture_IsTheInnerStagesAnswer() =>
        Assert.Equal(Prior, await JudgeAsync("our dog Rex sleeps", "Rex", EntityType.Other, image: null));

    [Fact]
    public async Task Answer_PictureOfOneColour_IsTheInnerStagesAnswer() =>
        Assert.Equal(Prior, await JudgeAsync("our dog Rex sleeps", "Rex", EntityType.Other, new RgbImage(2, 2, new byte[12])));

    [Fact]
    public async Task Answer_SomethingWasObserved_IsTheInnerStagesAnswer() => Assert.Equal(
        Prior,
        await JudgeAsync(
            "our dog Rex sleeps", "Rex", EntityType.Other, Picture(), new PictureObservation(ObservationKind.Caption, "a dog", "post")));

    [Fact]
    public async Task Answer_AThing_IsLikelierThanAPlaceOrWhoIsSaidToBeElsewhere()
    {
        var dog = await JudgeAsync("our dog Rex sleeps", "Rex", EntityType.Other, Picture());
        Assert.True(dog > Prior);
        Assert.True(dog > await JudgeAsync("a day in Lisbon", "Lisbon", EntityType.Location, Picture()));
        Assert.True(dog > await JudgeAsync("looks just like Rex", "Rex", EntityType.Other, Picture()));
    }

    [Fact]
    public async Task Observed_OverIt_TakesTheWordsAlone()
    {
        var inner = Inner();
        var observed = new ObservedEntailment(new WordedEntailment(inner));
        var post = Post("a day in Lisbon", "Lisbon", EntityType.Location, Picture());
        var bare = await new ObservedEntailment(inner).AnswerAsync([post], Cancel);
        var over = await observed.AnswerAsync([post], Cancel);
        Assert.Equal(bare[0].Value![0].Value!.Probability, over[0].Value![0].Value!.Probability);
    }

    [Fact]
    public void Names_AreAsManyAsWeights() => Assert.Equal(WordedEntailment.Names.Count, WordedEntailment.Shipped.Weights.Count);

    private static FakeVisualEntailment Inner() => new(_ => new EntailmentAnswer(Prior));

    private static RgbImage Picture() => new(2, 2, [.. Pixels]);

    private static PostContext Post(string text, string name, EntityType type, RgbImage? image, params PictureObservation[] seen) => new()
    {
        Post = new Post { Id = "p", Text = text },
        Image = image,
        Observations = seen,
        Mentions = [new MentionContext(new Mention(Span(text, name), type, 1))],
    };

    private static TextSpan Span(string text, string name)
    {
        var start = text.IndexOf(name, StringComparison.Ordinal);
        return new TextSpan(start, start + name.Length);
    }

    private static async Task<double> JudgeAsync(
        string text, string name, EntityType type, RgbImage? image, params PictureObservation[] seen)
    {
        var answers = await new WordedEntailment(Inner()).AnswerAsync([Post(text, name, type, image, seen)], Cancel);
        return answers[0].Value![0].Value!.Probability;
    }
}
