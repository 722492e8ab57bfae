using Riveg.Entailment;
using Riveg.Evidence;
using Riveg.Faults;
using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Testing.Tests;

/// <summary>Stages that break one rule each are caught, and those that break none are not.</summary>
public sealed class StageConformanceTests
{
    private static readonly ConformanceOptions Quick = new()
    {
        CallTime = TimeSpan.FromSeconds(20), CancellationTime = TimeSpan.FromMilliseconds(500), LongText = 5000, ManyMentions = 100,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FakeStages_OfAllSlots_KeepAllRules()
    {
        await StageConformance.Of(FakeEntityRecognizer.Capitals()).VerifyAsync(Token);
        await StageConformance.Of(new FakeImageCaptioner(p => p.Image!.Width > 64 ? "a wide picture" : null)).VerifyAsync(Token);
        await StageConformance
            .Of(new FakeKnowledgeSource(p => AuxiliaryKnowledge.Parse($"Named entities: 1. {p.Text.Length} (other)"))).VerifyAsync(Token);
        await StageConformance.Of(new FakePictureObserver(image =>
        [
            new PictureObservation(ObservationKind.Object, "sky", "fake") { Box = new Box(0, 0, image.Width, image.Height), Score = 1 },
        ])).VerifyAsync(Token);
        await StageConformance.Of(new FakeEntityExpander(m => m.Index % 2 == 0 ? $"the {m.Type}" : null)).VerifyAsync(Token);
        await StageConformance.Of(new FakeVisualEntailment(m => new EntailmentAnswer(1.0 / (1 + m.Index)))).VerifyAsync(Token);
        await StageConformance.Of(new FakeVisualGrounder(Left)).VerifyAsync(Token);
        await StageConformance.Of(FakeSegmenter.Rectangles()).VerifyAsync(Token);
    }

    [Fact]
    public void Posts_OfEachStage_AreWhatAPipelineAsksItAbout()
    {
        Assert.Equal(HostilePosts.All, StageConformance.Of(FakeEntityRecognizer.Capitals()).Posts.Where(HostilePosts.All.Contains));
        var seen = StageConformance.Of(new FakeImageCaptioner(_ => null)).Posts;
        Assert.Equal([HostilePosts.NoPicture, HostilePosts.UnseenPicture], HostilePosts.All.Except(seen));
        var entailed = StageConformance.Of(new FakeVisualEntailment(_ => new EntailmentAnswer(0))).Posts;
        Assert.Equal([HostilePosts.Empty, HostilePosts.WhiteSpace, HostilePosts.NoPicture], HostilePosts.All.Except(entailed));
        Assert.Equal(
            [HostilePosts.Empty, HostilePosts.WhiteSpace, HostilePosts.NoPicture, HostilePosts.UnseenPicture],
            HostilePosts.All.Except(StageConformance.Of(FakeSegmenter.Rectangles()).Posts));
    }

    [Fact]
    public async Task Verify_StageThatBreaksARule_ThrowsWithALineForEachFailure()
    {
        var stage = new FakeEntityRecognizer(p => p.Text.Contains('\0') ? throw new FormatException("no NUL please") : [], "picky");
        var exception = await Assert.ThrowsAsync<StageConformanceException>(() => StageConformance.Of(stage, Quick).VerifyAsync(Token));
        Assert.Equal(
            "The stage picky breaks its contract:\n* Answered: The post \"NUL\": the stage failed: no NUL please.", exception.Message);
        Assert.Equal(
            [new ConformanceFailure(ConformanceRule.Answered, HostilePosts.Nul, "The post \"NUL\": the stage failed: no NUL please.")],
            exception.Failures);
    }

    [Fact]
    public async Task Verify_StageThatBreaksRulesOften_HasALineForEachRuleWithItsFirstExample()
    {
        var stage = new FakeEntityRecognizer(
            p => p.Text switch
            {
                "good morning everyone" => [new Mention(new TextSpan(0, 99), EntityType.Person)],
                { Length: > 30 } => throw new FormatException("too long"),
                _ => [],
            },
            "picky");
        var exception = await Assert.ThrowsAsync<StageConformanceException>(() => StageConformance.Of(stage, Quick).VerifyAsync(Token));
        var answered = exception.Failures.Where(f => f.Rule == ConformanceRule.Answered).ToList();
        Assert.True(answered.Count > 2);
        Assert.Equal(
            $"The stage picky breaks its contract:\n* Answered: {answered[0].Message} This rule is broken {answered.Count} times."
            + "\n* Range: The post \"a post without names\": the stage gave a mention at [0, 99), outside the text of 21 characters.",
            exception.Message);
    }

    [Fact]
    public async Task MayRefuse_PostThatTheStageRefuses_IsNoFailure()
    {
        var stage = new FakeEntityRecognizer(p => p.Text.Contains('\0') ? throw new FormatException("no NUL please") : []);
        await StageConformance.Of(stage, Quick with { MayRefuse = [HostilePosts.Nul] }).VerifyAsync(Token);
    }

    [Fact]
    public async Task Answered_StageThatIsUnavailable_IsNamedEvenWhereItMayRefuse()
    {
        var stage = new FakeEntityRecognizer(p => p.Text.Contains('\0') ? throw new StageUnavailableException("no more credit") : []);
        await BreaksAsync(
            stage,
            ConformanceRule.Answered,
            "The post \"NUL\": the stage says that it can answer nothing more: no more credit.",
            Quick with { MayRefuse = [HostilePosts.Nul] });
    }

    [Fact]
    public Task Description_WithoutAName_IsNamed() =>
        BreaksAsync(new FakeEntityRecognizer(_ => [], " "), ConformanceRule.Description, "The stage's Info names no implementation.");

    [Fact]
    public Task Description_TimeLimitOfZero_IsNamed() => BreaksAsync(
        new BatchRecognizer((posts, token) => Nothing(posts, token)) { TimeLimit = TimeSpan.Zero },
        ConformanceRule.Description,
        "The stage's TimeLimit is 00:00:00; it must be above 0, or null for none.");

    [Fact]
    public Task Count_OneAnswerTooFewInABatch_IsNamed() => BreaksAsync(
        new BatchRecognizer((posts, token) => Nothing([.. posts.Skip(posts.Count > 1 ? 1 : 0)], token)),
        ConformanceRule.Count,
        "A batch of 27 posts: the stage gave 26 answers for 27 posts.");

    [Fact]
    public Task Count_NoList_IsNamed() => BreaksAsync(
        new BatchRecognizer(async (posts, token) => posts.Any(p => p.Text.Contains('\0')) ? null! : await Nothing(posts, token)),
        ConformanceRule.Count,
        "The post \"NUL\": the stage gave no list of answers (null).");

    [Fact]
    public Task Count_AnswersForMentionsThatWereNotAsked_IsNamed() => BreaksAsync(
        StageConformance.Of(new AllMentions(), Quick),
        ConformanceRule.Count,
        "The post \"a plain post\": the stage gave 9 answers for 7 mentions asked about.");

    [Fact]
    public Task Order_AnswersInReverse_IsNamed() => BreaksAsync(
        new BatchRecognizer(async (posts, token) => [.. (await Capitals(posts, token)).Reverse()]),
        ConformanceRule.Order,
        "The post \"a post of two persons\" has the answer of another post in a batch of 27 posts: the answers come in another order.");

    [Fact]
    public Task NothingThrown_StageThatThrows_IsNamed() => BreaksAsync(
        new BatchRecognizer((posts, token) =>
            posts.Any(p => p.Text.Contains('\0')) ? throw new InvalidOperationException("Bad text.") : Capitals(posts, token)),
        ConformanceRule.NothingThrown,
        "The post \"NUL\": the stage threw InvalidOperationException: Bad text. A failure is a value in the answer.");

    [Fact]
    public Task NothingThrown_CancellationThatNobodyAskedFor_IsNamed() => BreaksAsync(
        new BatchRecognizer((posts, token) =>
            posts.Any(p => p.Text.Contains('\0')) ? throw new OperationCanceledException("Gone.") : Capitals(posts, token)),
        ConformanceRule.NothingThrown,
        "The post \"NUL\": the stage threw OperationCanceledException: Gone. A failure is a value in the answer.");

    [Theory]
    [InlineData(0, 0, 1.0, "an empty mention at [0, 0)")]
    [InlineData(0, 99, 1.0, "a mention at [0, 99), outside the text of 46 characters")]
    [InlineData(0, 5, 1.5, "a mention with the score 1.5, not 0 to 1")]
    [InlineData(0, 5, double.NaN, "a mention with the score NaN, not 0 to 1")]
    public Task Range_MentionThatNoTextHas_IsNamed(int start, int end, double score, string fault) => BreaksAsync(
        new FakeEntityRecognizer(p => p.Text.StartsWith("Adele lights", StringComparison.Ordinal)
            ? [new Mention(new TextSpan(start, end), EntityType.Person, score)]
            : []),
        ConformanceRule.Range,
        $"The post \"a plain post\": the stage gave {fault}.",
        isFirstOnly: true);

    [Fact]
    public Task Range_MentionsOutOfOrder_IsNamed() => BreaksAsync(
        new FakeEntityRecognizer(p => [.. Names(p).Reverse()]),
        ConformanceRule.Range,
        "The post \"a plain post\": the stage gave a mention at [23, 28) that overlaps the one before or stands in front of it.",
        isFirstOnly: true);

    [Fact]
    public Task Range_MentionOfHalfAnEmoji_IsNamed() => BreaksAsync(
        new FakeEntityRecognizer(p => p.Text.Length > 0 ? [new Mention(new TextSpan(0, 1), EntityType.Person)] : []),
        ConformanceRule.Range,
        "The post \"lone emoji\": the stage gave a mention at [0, 1) that splits a surrogate pair.",
        isFirstOnly: true);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public Task Range_ProbabilityOutside_IsNamed(double probability) => BreaksAsync(
        StageConformance.Of(new FakeVisualEntailment(m => new EntailmentAnswer(m.Text == "O2" ? probability : 0.5)), Quick),
        ConformanceRule.Range,
        FormattableString.Invariant(
            $"The post \"a plain post\": the stage gave the probability {probability}, not 0 to 1 (mention 4 at [20, 22))."),
        isFirstOnly: true);

    [Fact]
    public Task Range_BoxOutsideThePicture_IsNamed() => BreaksAsync(
        Grounder(m => m.Post.Image is null ? Left(m) : new GroundingAnswer([new Region(new Box(0, 0, 121, 80), 1)])),
        ConformanceRule.Range,
        "The post \"a plain post\": the stage gave a region whose box (0, 0, 121, 80) reaches out of the picture of 120 x 80 "
        + "(mention 0 at [0, 5)).",
        isFirstOnly: true);

    [Fact]
    public Task Range_BoxWithoutAnArea_IsNamed() => BreaksAsync(
        Grounder(m => m.Post.Image is null ? Left(m) : new GroundingAnswer([new Region(new Box(5, 5, 5, 9), 1)])),
        ConformanceRule.Range,
        "The post \"a plain post\": the stage gave a region whose box (5, 5, 5, 9) has no area (mention 0 at [0, 5)).",
        isFirstOnly: true);

    [Fact]
    public Task Range_WorstRegionFirst_IsNamed() => BreaksAsync(
        Grounder(m => m.Post.Image is null
            ? Left(m)
            : new GroundingAnswer([new Region(new Box(0, 0, 1, 1), 0.1), new Region(new Box(0, 0, 1, 1), 0.2)])),
        ConformanceRule.Range,
        "The post \"a plain post\": the stage gave regions that are not best first (mention 0 at [0, 5)).",
        isFirstOnly: true);

    [Fact]
    public Task Range_PixelsOfAPictureThatNobodySees_IsNamed() => BreaksAsync(
        Grounder(m => new GroundingAnswer([new Region(new Box(0, 0, 1, 1), 1)])),
        ConformanceRule.Range,
        "The post \"unseen picture\": the stage gave a region in pixels of a picture that cannot be seen (mention 0 at [0, 5)).",
        isFirstOnly: true);

    [Fact]
    public Task Range_CandidatesWithoutTheChosenOne_IsNamed() => BreaksAsync(
        Grounder(m => Left(m) with { Candidates = [new Candidate(Left(m).Regions[0], "x", "y", IsChosen: false)] }),
        ConformanceRule.Range,
        "The post \"a plain post\": the stage gave candidates that leave out a region that was chosen (mention 0 at [0, 5)).",
        isFirstOnly: true);

    [Fact]
    public Task Range_MaskOfAnotherSize_IsNamed() => BreaksAsync(
        StageConformance.Of(new FakeSegmenter((_, _) => Mask.FromPixels(2, 2, [1, 1, 1, 1])), Quick),
        ConformanceRule.Range,
        "The post \"a plain post\": the stage gave a mask of 2 x 2 for a picture of 120 x 80 (mention 0 at [0, 5)).",
        isFirstOnly: true);

    [Fact]
    public Task Range_CaptionWithoutAWord_IsNamed() => BreaksAsync(
        StageConformance.Of(new FakeImageCaptioner(_ => " "), Quick),
        ConformanceRule.Range,
        "The post \"a plain post\": the stage gave a caption without a word; null says that there is none.",
        isFirstOnly: true);

    [Fact]
    public Task Range_ObservationWithoutASource_IsNamed() => BreaksAsync(
        StageConformance.Of(new FakePictureObserver(_ => [new PictureObservation(ObservationKind.Word, "EXIT", string.Empty)]), Quick),
        ConformanceRule.Range,
        "The post \"a plain post\": the stage gave an observation without a source.",
        isFirstOnly: true);

    [Fact]
    public Task Range_KnowledgeThatIsNull_IsNamed() => BreaksAsync(
        StageConformance.Of(new FakeKnowledgeSource(_ => null!), Quick),
        ConformanceRule.Range,
        "The post \"a plain post\": the stage gave nothing (null).",
        isFirstOnly: true);

    [Fact]
    public Task Range_ExpansionWithoutAWord_IsNamed() => BreaksAsync(
        StageConformance.Of(new FakeEntityExpander(_ => string.Empty), Quick),
        ConformanceRule.Range,
        "The post \"a plain post\": the stage gave an expansion without a word; null says that there is none (mention 0 at [0, 5)).",
        isFirstOnly: true);

    [Fact]
    public Task SameAnswer_StageThatLooksAtItsNeighbours_IsNamed() => BreaksAsync(
        new BatchRecognizer(async (posts, token) =>
        {
            await Nothing(posts, token);
            IReadOnlyList<Mention> Shared(PostContext post) => [.. Names(post).Select(m => m with { Score = 1.0 / posts.Count })];
            return [.. posts.Select(p => Answer.Of(Shared(p)))];
        }),
        ConformanceRule.SameAnswer,
        "The post \"a plain post\" has another answer in a batch of 27 posts than alone: [0].score 0.037037037037037035 instead of 1.",
        isFirstOnly: true);

    [Fact]
    public async Task SameAnswer_StageThatRemembersPostsByTheirIds_IsNamed()
    {
        var known = new System.Collections.Concurrent.ConcurrentDictionary<string, IReadOnlyList<Mention>>();
        var stage = new FakeEntityRecognizer(p => known.GetOrAdd(p.Post.Id, _ => Names(p)));
        var failures = await StageConformance.Of(stage, Quick).FindFailuresAsync(Token);
        Assert.Equal(
            [(ConformanceRule.SameAnswer, HostilePosts.SameId,
                "The post \"the id of another post\" has another answer than under an id of its own: [0].span [0, 5) instead of [0, 6).")],
            failures.Select(f => (f.Rule, f.Post, f.Message)));
    }

    [Fact]
    public async Task Concurrency_StageThatIsNotThreadSafe_IsNamed()
    {
        var stage = new Forgetful();
        var failures = await StageConformance.Of(stage, Quick).FindFailuresAsync(Token);
        Assert.Contains(failures, f => f.Rule == ConformanceRule.Concurrency);
        Assert.DoesNotContain(failures, f => f.Rule is not (ConformanceRule.Concurrency or ConformanceRule.Order));
    }

    [Fact]
    public Task KeepsNothing_AnswerThatReadsThePictureLater_IsNamed() => BreaksAsync(
        StageConformance.Of(new FakePictureObserver(image => new Later(image)), Quick),
        ConformanceRule.KeepsNothing,
        "The post \"a plain post\": the answer changed when the picture's memory was used again behind the call: "
        + "[0].text \"153\" instead of \"60\".",
        isFirstOnly: true);

    [Fact]
    public Task Cancellation_CancelledTokenThatIsNotLookedAt_IsNamed() => BreaksAsync(
        new BatchRecognizer((posts, _) => Deaf(posts)),
        ConformanceRule.Cancellation,
        "A call with a cancelled token gave 1 answers; it must throw OperationCanceledException.");

    [Fact]
    public Task Cancellation_AnotherException_IsNamed() => BreaksAsync(
        new BatchRecognizer((posts, token) =>
            token.IsCancellationRequested ? throw new InvalidOperationException("Stopped.") : Deaf(posts)),
        ConformanceRule.Cancellation,
        "A call with a cancelled token threw InvalidOperationException: Stopped; it must throw OperationCanceledException.",
        isFirstOnly: true);

    [Fact]
    public async Task Cancellation_BecomesAFault_IsNamed()
    {
        var stage = new BatchRecognizer(async (posts, token) =>
        {
            token.ThrowIfCancellationRequested();
            var answers = new List<Answer<IReadOnlyList<Mention>>>();
            foreach (var post in posts)
            {
                answers.Add(token.IsCancellationRequested
                    ? Answer.Failed<IReadOnlyList<Mention>>(new OperationCanceledException("Stopped."))
                    : Answer.Of<IReadOnlyList<Mention>>([]));
            }

            return await Task.FromResult(answers);
        });
        await BreaksAsync(
            stage,
            ConformanceRule.Cancellation,
            "A call whose token was cancelled on the way became a fault of the post \"a plain post\": Stopped.",
            isFirstOnly: true);
    }

    [Fact]
    public Task Cancellation_BecomesAnEmptyAnswer_IsNamed() => BreaksAsync(
        new BatchRecognizer(async (posts, token) =>
        {
            token.ThrowIfCancellationRequested();
            var answers = new List<Answer<IReadOnlyList<Mention>>>();
            foreach (var post in posts)
            {
                answers.Add(Answer.Of(token.IsCancellationRequested ? [] : Names(post)));
            }

            return await Task.FromResult(answers);
        }),
        ConformanceRule.Cancellation,
        "A call whose token was cancelled on the way became another answer about the post \"a plain post\": 0 values instead of 12.",
        isFirstOnly: true);

    [Fact]
    public Task Cancellation_StageOfOnePostThatCatchesEverything_IsNamed() => BreaksAsync(
        new FakeEntityRecognizer(async (post, token) =>
        {
            try
            {
                await Task.Delay(1, token);
            }
            catch (Exception)
            {
                return [];
            }

            return Names(post);
        }),
        ConformanceRule.Cancellation,
        "A call whose token was cancelled on the way became another answer about the post \"a post of two persons\": 0 values instead of 18.",
        isFirstOnly: true);

    // It hears of the end while it waits alone.
    [Fact]
    public Task Cancellation_StageThatLooksAtTheTokenAndCatchesWhatItWaitsFor_IsNamed() => BreaksAsync(
        new FakeEntityRecognizer(async (post, token) =>
        {
            token.ThrowIfCancellationRequested();
            try
            {
                await Task.Delay(20, token);
            }
            catch (Exception)
            {
                return [];
            }

            return Names(post);
        }),
        ConformanceRule.Cancellation,
        "A call of one post whose token was cancelled on the way became another answer about the post \"a post of two persons\": "
        + "0 values instead of 18.",
        new ConformanceOptions { LongText = 5000, ManyMentions = 100 });

    [Fact]
    public Task Cancellation_BecomesNull_IsNamed() => BreaksAsync(
        new FakeEntityRecognizer(async (post, token) =>
        {
            try
            {
                await Task.Delay(1, token);
                return Names(post);
            }
            catch (OperationCanceledException)
            {
                return null!;
            }
        }),
        ConformanceRule.Cancellation,
        "A call whose token was cancelled on the way became no answer about the post \"a post of two persons\": no list of mentions (null).",
        isFirstOnly: true);

    [Fact]
    public Task Cancellation_StageThatGoesOn_IsNamed() => BreaksAsync(
        new BatchRecognizer(async (posts, token) =>
        {
            token.ThrowIfCancellationRequested();
            for (var i = 0; i < posts.Count; i++)
            {
                _ = posts[i];
                await Task.Delay(token.IsCancellationRequested ? 100 : 0, CancellationToken.None);
            }

            return await Deaf(posts);
        }),
        ConformanceRule.Cancellation,
        "A call whose token was cancelled on the way has not ended within 0.5 s.");

    [Fact]
    public async Task EndsInTime_StageThatHangs_IsAskedNothingMore()
    {
        var asked = 0;
        var stage = new BatchRecognizer(async (_, _) =>
        {
            Interlocked.Increment(ref asked);
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return [];
        });
        var failures = await StageConformance.Of(stage, Quick with { CallTime = TimeSpan.FromMilliseconds(200) }).FindFailuresAsync(Token);
        Assert.Equal(
            [(ConformanceRule.EndsInTime, "The post \"a plain post\": the stage has not answered within 0.2 s.")],
            failures.Select(f => (f.Rule, f.Message)));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Except_RuleThatIsLeftOut_IsNotReported() =>
        Assert.Empty(await StageConformance.Of(
            new BatchRecognizer((posts, _) => Deaf(posts)),
            Quick with { Except = [ConformanceRule.Cancellation] }).FindFailuresAsync(Token));

    [Fact]
    public async Task Run_TokenOfTheTestIsCancelled_Ends()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var stage = new FakeEntityRecognizer(async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return [];
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StageConformance.Of(stage).FindFailuresAsync(source.Token));
    }

    [Fact]
    public void Options_AllWrong_AreNamedTogether() => Assert.Equal(
        "The options of the conformance tests are wrong: CallTime is 00:00:00, must be above 0; CancellationTime is -00:00:01, "
        + "must be above 0; "
        + "Calls is 1, must be 2 to 64; LongText is 5, must be 1000 to 1000000; ManyMentions is 1, must be 10 to 100000; "
        + "Tolerance is NaN, must be 0 to 1; MayRefuse names no hostile post \"x\".",
        Assert.Throws<ArgumentException>(() => StageConformance.Of(FakeEntityRecognizer.Capitals(), new ConformanceOptions
        {
            CallTime = TimeSpan.Zero,
            CancellationTime = TimeSpan.FromSeconds(-1),
            Calls = 1,
            LongText = 5,
            ManyMentions = 1,
            Tolerance = double.NaN,
            MayRefuse = ["x"],
        })).Message);

    private static Task BreaksAsync(
        IEntityRecognizer stage, ConformanceRule rule, string message, ConformanceOptions? options = null, bool isFirstOnly = false) =>
        BreaksAsync(StageConformance.Of(stage, options ?? Quick), rule, message, isFirstOnly);

    // Nothing but one rule is broken, and the first failure reads as it should.
    private static async Task BreaksAsync<T>(
        StageConformance<T> conformance, ConformanceRule rule, string message, bool isFirstOnly = false)
    {
        var failures = await conformance.FindFailuresAsync(Token);
        Assert.NotEmpty(failures);
        Assert.Equal(message, failures[0].Message);
        Assert.Equal(rule, failures[0].Rule);
        Assert.All(failures, f => Assert.True(isFirstOnly || f.Rule == rule, f.ToString()));
    }

    private static StageConformance<IReadOnlyList<Answer<GroundingAnswer>>> Grounder(Func<MentionContext, GroundingAnswer> ground) =>
        StageConformance.Of(new FakeVisualGrounder(ground), Quick);

    private static GroundingAnswer Left(MentionContext mention) => mention.Post.Image is { } image
        ? new GroundingAnswer([new Region(new Box(0, 0, image.Width / 2.0, image.Height), 0.9)])
        : new GroundingAnswer([new Region(new Box(0, 0, 0.5, 1), 0.9) { Unit = RegionUnit.Relative }]);

    private static IReadOnlyList<Mention> Names(PostContext post)
    {
        var mentions = new List<Mention>();
        for (var i = 0; i < post.Text.Length; i++)
        {
            if (char.IsAsciiLetterUpper(post.Text[i]) && (i == 0 || post.Text[i - 1] == ' '))
            {
                var end = post.Text.IndexOf(' ', i);
                mentions.Add(new Mention(new TextSpan(i, end < 0 ? post.Text.Length : end), EntityType.Person));
            }
        }

        return mentions;
    }

    private static async Task<IReadOnlyList<Answer<IReadOnlyList<Mention>>>> Capitals(
        IReadOnlyList<PostContext> posts, CancellationToken token) =>
        await FakeEntityRecognizer.Capitals().AnswerAsync(posts, token);

    private static Task<IReadOnlyList<Answer<IReadOnlyList<Mention>>>> Nothing(IReadOnlyList<PostContext> posts, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        return Deaf(posts);
    }

    // Looks at no token.
    private static Task<IReadOnlyList<Answer<IReadOnlyList<Mention>>>> Deaf(IReadOnlyList<PostContext> posts) =>
        Task.FromResult<IReadOnlyList<Answer<IReadOnlyList<Mention>>>>([.. posts.Select(_ => Answer.Of<IReadOnlyList<Mention>>([]))]);

    private sealed class BatchRecognizer(
        Func<IReadOnlyList<PostContext>, CancellationToken, Task<IReadOnlyList<Answer<IReadOnlyList<Mention>>>>> answer) : IEntityRecognizer
    {
        public StageInfo Info { get; } = new("batch");

        public TimeSpan? TimeLimit { get; init; }

        public async ValueTask<IReadOnlyList<Answer<IReadOnlyList<Mention>>>> AnswerAsync(
            IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default) => await answer(posts, cancellationToken);
    }

    /// <summary>Answers about all mentions, asked about or not.</summary>
    private sealed class AllMentions() : PostStage<IReadOnlyList<Answer<EntailmentAnswer>>>("all"), IVisualEntailment
    {
        protected override ValueTask<IReadOnlyList<Answer<EntailmentAnswer>>> AnswerPostAsync(
            PostContext post, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<Answer<EntailmentAnswer>>>([.. post.Mentions.Select(_ => Answer.Of(new EntailmentAnswer(0.5)))]);
    }

    /// <summary>Keeps the post that it is asked about in a field while it waits.</summary>
    private sealed class Forgetful() : PostStage<IReadOnlyList<Mention>>("forgetful"), IEntityRecognizer
    {
        private PostContext? current;

        protected override async ValueTask<IReadOnlyList<Mention>> AnswerPostAsync(PostContext post, CancellationToken cancellationToken)
        {
            current = post;
            await Task.Delay(1, cancellationToken);
            return [.. Names(current).Where(m => m.Span.End <= post.Text.Length && !post.Text.Contains('\uD83D'))];
        }
    }

    /// <summary>Looks at the picture when somebody looks at it.</summary>
    private sealed class Later(RgbImage image) : IReadOnlyList<PictureObservation>
    {
        public int Count => 1;

        public PictureObservation this[int index] => new(ObservationKind.Word, $"{image.Pixels.Span[0]}", "later");

        public IEnumerator<PictureObservation> GetEnumerator() => Enumerable.Repeat(this[0], 1).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
