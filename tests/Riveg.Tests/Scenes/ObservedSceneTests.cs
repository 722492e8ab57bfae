using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Riveg.Evidence;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Scenes;
using Riveg.TestKit;

namespace Riveg.Tests.Scenes;

/// <summary>Which things that are seen are which that are named, and how much that speaks for their being there.</summary>
public sealed class ObservedSceneTests
{
    private static readonly Box Place = new(20, 20, 180, 140);
    private static readonly Box Other = new(190, 60, 230, 100);

    [Theory]
    [InlineData("Flying Lufthansa today", "Lufthansa", "AIRFRANCE")]
    [InlineData("Flying Lufthansa today", "Lufthansa", "KLM")]
    [InlineData("A bottle of Pepsi", "Pepsi", "Coca-Cola")]
    [InlineData("Boarding with Delta", "Delta", "RYANAIR")]
    public void Rival_NameOnTheThing_IsEvidenceAgainst(string text, string name, string written)
    {
        var label = text.Contains("bottle", StringComparison.Ordinal) ? "bottle" : "airplane";
        var bare = Probability(Post(text, name, EntityType.Organization, Object(label, Place)), 0.3);
        var rival = Probability(Post(text, name, EntityType.Organization, Object(label, Place), Word(written)), 0.3);
        Assert.True(bare > 0.8, $"not there without a word: {bare}");
        Assert.True(rival < 0.6, $"there with {written}: {rival}");
    }

    [Theory]
    [InlineData("Flying Lufthansa today", "Lufthansa", "airplane", "LUFTHANSA")]
    [InlineData("Flying Lufthansa today", "Lufthansa", "airplane", "EXIT")]
    [InlineData("Flying Delta today", "Delta", "airplane", "Delta Air Lines")]
    [InlineData("Driving his Mack", "Mack", "truck", "FedEx")]
    [InlineData("Driving his Mack", "Mack", "truck", "Coca-Cola")]
    public void OtherWords_OnTheThing_AreNone(string text, string name, string label, string written)
    {
        var bare = Probability(Post(text, name, EntityType.Organization, Object(label, Place)));
        Assert.InRange(Probability(Post(text, name, EntityType.Organization, Object(label, Place), Word(written))), bare, 1);
    }

    [Fact]
    public void PersonsName_OnASignAndNobodySeen_IsItsPanel()
    {
        var post = Post("The stop is called Ruth Miller now", "Ruth Miller", EntityType.Person, Word("RUTH MILLER"));
        Assert.Equal(PlaceKind.Written, Assert.Single(Assert.Single(ObservedScene.Of(post)!.Things).Places).Kind);
        Assert.InRange(Probability(post, 0.3), 0.7, 1);
        var seen = Post("Ruth Miller at the stop", "Ruth Miller", EntityType.Person, Object("person", Place), Word("RUTH MILLER"));
        Assert.Equal(PlaceKind.Person, Assert.Single(ObservedScene.Of(seen)!.Things).Places[0].Kind);
    }

    [Theory]
    [InlineData("Netflix and chill", "Netflix")]
    [InlineData("Spotify all day", "Spotify")]
    public void NoLook_NothingWritten_IsRatherAbsent(string text, string name)
    {
        Assert.InRange(Probability(Post(text, name, EntityType.Organization, Object("couch", Place))), 0, 0.5);
        Assert.InRange(Probability(Post(text, name, EntityType.Organization, Object("tv", Place), Word(name))), 0.6, 1);
    }

    // Nobody knows what it is, and nothing is written: the words alone are left, and those say no more than that it is named.
    [Theory]
    [InlineData("Postgres", "ORG", "couch")]
    [InlineData("Postgres", "OTHER", "couch")]
    [InlineData("Postgres", "OTHER", "zebra")]
    [InlineData("Qworbtek", "ORG", "couch")]
    [InlineData("Qworbtek", "ORG", "zebra")]
    [InlineData("Qworbtek", "OTHER", "car")]
    public void NotKnown_NothingWritten_IsNoLikelierThanTheWordsSay(string name, string type, string label)
    {
        var parsed = EntityType.Parse(type);
        Assert.InRange(Probability(Post($"{name} is great", name, parsed, Object(label, Place)), 0.3), 0, 0.45);
        Assert.InRange(Probability(Post($"{name} is great", name, parsed, Object(label, Place), Word(name)), 0.3), 0.8, 1);
    }

    // "Chesterfield is a sofa": a dog that is seen does not stand for it, however weakly the name is a pet's too.
    [Fact]
    public void LikelyClassNotSeen_IsEvidenceAgainst_ThoughAnUnlikelyOneIs()
    {
        var sofa = Probability(Post("Look at Chesterfield", "Chesterfield", EntityType.Other, Object("couch", Place)), 0.3);
        var dog = Probability(Post("Look at Chesterfield", "Chesterfield", EntityType.Other, Object("zebra", Place)), 0.3);
        Assert.InRange(sofa, 0.8, 1);
        Assert.InRange(dog, 0, 0.4);
    }

    [Theory]
    [InlineData("Who needs Heineken", "Heineken")]
    [InlineData("No Heineken today", "Heineken")]
    public void Written_OutweighsWordsOfAbsence(string text, string name)
    {
        Assert.InRange(Probability(Post(text, name, EntityType.Organization, Object("bottle", Place)), 0.3), 0, 0.8);
        Assert.InRange(Probability(Post(text, name, EntityType.Organization, Object("bottle", Place), Word(name)), 0.3), 0.95, 1);
    }

    [Fact]
    public void OwnedThing_OfAnUnknownMaker_IsTheThingThatStandsOut()
    {
        var place = Assert.Single(Scene(Post("Tom and his Xanvor", "Xanvor", EntityType.Organization, Object("bicycle", Place))).Places);
        Assert.Equal((Place, "bicycle"), (place.Box, place.Label));
        Assert.Empty(Scene(Post("Tom likes Xanvor", "Xanvor", EntityType.Organization, Object("bicycle", Place))).Places);
    }

    [Fact]
    public void Label_OfWhatIsTakenForIt_IsALookAlike()
    {
        var exact = Scene(Post("the truck is a Mack", "Mack", EntityType.Organization, Object("truck", Place))).Places[0];
        var alike = Scene(Post("the truck is a Mack", "Mack", EntityType.Organization, Object("bus", Place))).Places[0];
        Assert.Equal((PlaceKind.Object, PlaceKind.LookAlike), (exact.Kind, alike.Kind));
        Assert.True(alike.Strength < exact.Strength);
    }

    // The recogniser's score: a data set's own mention is sure of its type.
    [Theory]
    [InlineData("PER", "dog", 0.6, true)]
    [InlineData("PER", "dog", 1, false)]
    [InlineData("PER", "car", 0.6, false)]
    public void FirstName_OfAnUnsureType_MayBeAPet(string type, string label, double score, bool expected)
    {
        var post = Post("Bella is happy", "Bella", EntityType.Parse(type), score, Object(label, Place));
        Assert.Equal(expected, Scene(post).Places.Count > 0);
    }

    [Fact]
    public void Scores_OfPlaces_FollowTheDetectorAndAddToOneAtMost()
    {
        var post = Post("my dog Rex", "Rex", EntityType.Other, Object("dog", Place), Object("dog", Other, 0.4));
        var scores = PlaceReliability.Of(Scene(post).Places);
        Assert.Equal(2, scores.Count);
        Assert.True(scores[0] > scores[1]);
        Assert.InRange(scores.Sum(), 0.5, 1);
        var weak = PlaceReliability.Of(Scene(Post("my dog Rex", "Rex", EntityType.Other, Object("dog", Place, 0.3))).Places);
        Assert.True(weak[0] < scores[0], "the detector's score says nothing");
    }

    [Fact]
    public void Of_TheSamePost_IsReckonedOnceAPicture()
    {
        var post = Post("my dog Rex", "Rex", EntityType.Other, Object("dog", Place));
        Assert.Same(ObservedScene.Of(post), ObservedScene.Of(new PostContext(post) { Mentions = [.. post.Mentions.Select(Again)] }));
        var more = new PostContext(post)
        {
            Observations = [.. post.Observations, Word("REX")],
            Mentions = [.. post.Mentions.Select(Again)],
        };
        Assert.NotSame(ObservedScene.Of(post), ObservedScene.Of(more));
        static MentionContext Again(MentionContext mention) => new(mention.Mention) { Expansion = mention.Expansion };
    }

    [Fact]
    public void Of_APostOfTwentyThousandCharacters_TakesLittleTime()
    {
        var text = string.Concat(Enumerable.Repeat("Look, my dog Rex met Anna Li at the Nokia stand in Rome. ", 360));
        var mentions = new List<Mention>();
        (string, EntityType)[] names = [("Rex", EntityType.Other), ("Anna Li", EntityType.Person), ("Nokia", EntityType.Organization)];
        foreach (var (name, type) in names)
        {
            for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
            {
                mentions.Add(new Mention(new TextSpan(at, at + name.Length - (mentions.Count % 2)), type));
            }
        }

        _ = ObservedScene.Of(Post("my dog Rex", "Rex", EntityType.Other, Object("dog", Place)));
        var post = new PostContext(Post("x Rex", "Rex", EntityType.Other, Object("dog", Place)))
        {
            Post = new Post { Id = "1", Text = text },
            Mentions = [.. mentions.OrderBy(m => m.Span.Start).Select(m => new MentionContext(m))],
        };
        var start = Stopwatch.GetTimestamp();
        _ = ObservedScene.Of(post);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    // light's stages for a post without a picture: twice the text takes no more than thrice the time.
    [Fact]
    public async Task LightsStages_TwiceTheText_TakeNoMoreThanThriceTheTime()
    {
        using var pipeline = RivegPipeline.CreateBuilder("builtin").Configure("stages", new JsonObject
        {
            ["expansion"] = "lexicon",
            ["entailment"] = new JsonObject { ["use"] = "observed", ["prior"] = "builtin" },
            ["grounding"] = new JsonObject { ["use"] = "observed", ["others"] = "builtin" },
            ["segmentation"] = "observed",
        }).Build();
        await TimeAsync(2_000);
        var (half, whole) = (await TimeAsync(10_000), await TimeAsync(20_000));
        Assert.InRange(whole, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.True(whole < (3 * half) + TimeSpan.FromMilliseconds(100), $"{half.TotalMilliseconds} ms, {whole.TotalMilliseconds} ms");

        // The quickest of five: other tests run beside this one.
        async Task<TimeSpan> TimeAsync(int characters)
        {
            const string sentence = "Look, my dog Rex met Anna Li and her Nokia at the Heineken stand in Rome, RIP Otto. ";
            var text = string.Concat(Enumerable.Repeat(sentence, (characters / sentence.Length) + 1))[..characters];
            var best = TimeSpan.MaxValue;
            for (var round = 0; round < 5; round++)
            {
                var start = Stopwatch.GetTimestamp();
                var result = await pipeline.AnnotateAsync(new Post { Id = "1", Text = text }, TestContext.Current.CancellationToken);
                var elapsed = Stopwatch.GetElapsedTime(start);
                Assert.True(result.Succeeded && result.Entities.Count > characters / 200, $"{result.Entities.Count} names");
                best = elapsed < best ? elapsed : best;
            }

            return best;
        }
    }

    [Fact]
    public void Weights_AreThoseOfTheDocumentsTable()
    {
        var rows = File.ReadAllLines(Path.Combine(SharedFolder.RepositoryRoot, "docs", "eyes.md"))
            .SkipWhile(l => l != "| number | weight |").Skip(2).TakeWhile(l => l.StartsWith('|'))
            .Select(l => double.Parse(l.Split('|')[2], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(15, rows.Count);
        Assert.Equal(SceneEvidence.Names.Count, EntailmentWeights.Shipped.Weights.Count);
        Assert.Equal([EntailmentWeights.Shipped.Bias, .. EntailmentWeights.Shipped.Weights], rows);
        Assert.Equal(PlaceReliability.Names.Count, PlaceReliability.Shipped.Count);
    }

    private static double Probability(PostContext post, double prior = 0.5) =>
        EntailmentWeights.Shipped.Probability(SceneEvidence.Of(Scene(post), prior));

    private static ObservedThing Scene(PostContext post) => ObservedScene.Of(post)!.Of(post.Mentions[0]);

    private static PictureObservation Object(string label, Box box, double score = 0.95) =>
        new(ObservationKind.Object, label, "d") { Box = box, Score = score };

    private static PictureObservation Word(string text) =>
        new(ObservationKind.Word, text, "d") { Box = new Box(60, 60, 140, 80), Score = 0.97 };

    private static PostContext Post(string text, string name, EntityType type, params PictureObservation[] observations) =>
        Post(text, name, type, 1, observations);

    private static PostContext Post(string text, string name, EntityType type, double score, params PictureObservation[] observations)
    {
        var start = text.IndexOf(name, StringComparison.Ordinal);
        return new PostContext
        {
            Post = new Post { Id = "1", Text = text },
            Image = DrawnPicture.Draw(240, 160),
            Observations = observations,
            Mentions = [new MentionContext(new Mention(new TextSpan(start, start + name.Length), type, score))],
        };
    }
}
