using Riveg.Entailment;
using Riveg.Evidence;
using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Scenes;

namespace Riveg.Tests.Scenes;

/// <summary>The stages of the profile <c>light</c> that judge and locate by what was seen, with fakes inside.</summary>
public sealed class ObservedStagesTests
{
    private const double Prior = 0.5;

    private static readonly Box Place = new(20, 20, 90, 140);

    private static readonly Region Guess = new(new Box(1, 2, 3, 4), 0.1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task ObservedEntailment_KeepsTheContract() => StageConformance
        .Of(
            new ObservedEntailment(new FakeVisualEntailment(_ => new EntailmentAnswer(Prior))),
            new ConformanceOptions { ManyMentions = 20 })
        .VerifyAsync(Token);

    [Fact]
    public Task ObservedGrounder_KeepsTheContract() => StageConformance
        .Of(new ObservedGrounder(new FakeVisualGrounder(_ => new GroundingAnswer([]))), new ConformanceOptions { ManyMentions = 20 })
        .VerifyAsync(Token);

    // A face has its body below it, and letters have the sign around them.
    [Theory]
    [InlineData("Adele sings", "PER", ObservationKind.Object, "person", 0.99)]
    [InlineData("Adele sings", "PER", ObservationKind.Face, "face", 0.05)]
    [InlineData("my dog Rex sleeps", "MISC", ObservationKind.Object, "dog", 0.99)]
    [InlineData("Pepsi for all", "ORG", ObservationKind.Word, "PEPSI", 0.5)]
    public async Task WhatIsSeen_RaisesTheProbabilityAndIsThePlace(
        string text, string type, ObservationKind kind, string seen, double least)
    {
        var post = Post(text, type, new PictureObservation(kind, seen, "d") { Box = Place, Score = 0.95 });
        Assert.True(await EntailAsync(post) > await EntailAsync(Post(text, type)), "what is seen says nothing");
        var (answer, asked) = await GroundAsync(post);
        Assert.Equal(0, asked);
        var region = Assert.Single(answer.Regions);
        Assert.InRange(region.Box.IntersectionOverUnion(Place), least, 1);
        Assert.True(Assert.Single(answer.Candidates, c => c.IsChosen).Region.Box == region.Box, "another candidate is chosen");
    }

    // Detectors with other lists of classes see as well.
    [Theory]
    [InlineData("Adele sings", "PER", "Woman")]
    [InlineData("Adele sings", "PER", "PERSON")]
    [InlineData("my dog Rex sleeps", "MISC", "DOGS")]
    [InlineData("Lufthansa, the airline", "ORG", "aeroplane")]
    [InlineData("off we go on my motorbike Betsy", "MISC", "motorbike")]
    [InlineData("binge night on our sofa Klippan", "MISC", "sofa")]
    public async Task LabelsOfOtherLists_AreSeenAsTheSame(string text, string type, string label)
    {
        var post = Post(text, type, new PictureObservation(ObservationKind.Object, label, "d") { Box = Place, Score = 0.95 });
        Assert.True(await EntailAsync(post) > await EntailAsync(Post(text, type)), "what is seen says nothing");
        Assert.Equal(Place, Assert.Single((await GroundAsync(post)).Answer.Regions).Box);
    }

    [Theory]
    [InlineData("Adele sings", "PER")]
    [InlineData("my dog Rex sleeps", "MISC")]
    public async Task NothingSeen_LowersTheProbabilityAndGoesOnToTheOtherGrounder(string text, string type)
    {
        Assert.True(await EntailAsync(Post(text, type)) < Prior, "nothing seen says nothing");
        var (answer, asked) = await GroundAsync(Post(text, type));
        Assert.Equal((1, Guess), (asked, Assert.Single(answer.Regions)));
    }

    [Fact]
    public async Task WithoutAPicture_ThePriorStandsAndTheOtherGrounderIsAsked()
    {
        var post = new PostContext(Post("Adele sings", "PER")) { Image = null };
        Assert.Equal(Prior, await EntailAsync(post));
        Assert.Equal(1, (await GroundAsync(post)).Asked);
    }

    [Fact]
    public async Task FaultOfTheInnerStage_IsThatOfTheMentionsItWasAskedAbout()
    {
        var post = Post("Adele sings", "PER");
        var entailment = new ObservedEntailment(new FakeVisualEntailment(_ => throw new InvalidDataException("it broke")));
        Assert.Equal("it broke", (await entailment.AnswerAsync([post], Token))[0].Value![0].Fault?.Message);
        var grounder = new ObservedGrounder(new FakeVisualGrounder(_ => throw new InvalidDataException("it broke")));
        Assert.Equal("it broke", (await grounder.AnswerAsync([post], Token))[0].Value![0].Fault?.Message);
    }

    private static async Task<double> EntailAsync(PostContext post)
    {
        var stage = new ObservedEntailment(new FakeVisualEntailment(_ => new EntailmentAnswer(Prior)));
        return (await stage.AnswerAsync([post], Token))[0].Value![0].Value!.Probability;
    }

    private static async Task<(GroundingAnswer Answer, int Asked)> GroundAsync(PostContext post)
    {
        var others = new FakeVisualGrounder(_ => new GroundingAnswer([Guess]));
        var answer = (await new ObservedGrounder(others).AnswerAsync([post], Token))[0].Value![0].Value!;
        return (answer, others.MentionsAsked);
    }

    private static PostContext Post(string text, string type, params PictureObservation[] observations)
    {
        var name = text.Split(' ').First(w => char.IsUpper(w[0]));
        var start = text.IndexOf(name, StringComparison.Ordinal);
        return new PostContext
        {
            Post = new Post { Id = "1", Text = text },
            Image = DrawnPicture.Draw(200, 160),
            Observations = observations,
            Mentions = [new MentionContext(new Mention(new TextSpan(start, start + name.Length), EntityType.Parse(type)))],
        };
    }
}
