using Riveg.Evaluation.Augmentation;
using Riveg.Evaluation.Datasets;
using Riveg.Evidence;
using Riveg.Expansion;
using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.Evaluation.Tests.Augmentation;

/// <summary>Whole splits are asked about as a pipeline asks: answers are checked, time is limited, one post's fault is its own.</summary>
public sealed class WritersTests
{
    private static readonly AuxiliaryKnowledge Knowledge = AuxiliaryKnowledge.Parse("an answer");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Expansions_ListThatIsTooShort_IsAFaultOfItsPost()
    {
        using var output = new StringWriter();
        var failures = await ExpansionWriter.WriteAsync(
            [Gold("1", "Adele Bono Cher"), Gold("2", "Dido")], new ForgetfulExpander(), output, cancellationToken: Token);
        Assert.Equal(
            [("1", "The stage expansion gave an answer that cannot be used: 2 answers for 3 mentions.")], failures);
        Assert.Equal("""{"id":"2","start":0,"end":4,"type":"PER","expansion":"a singer"}""" + "\n", output.ToString());
    }

    [Fact]
    public async Task Expansions_OneMentionThatFails_LeavesTheOthers()
    {
        using var output = new StringWriter();
        var failures = await ExpansionWriter.WriteAsync(
            [Gold("1", "Adele Bono Cher")], new ForgetfulExpander { Failing = "Bono" }, output, cancellationToken: Token);
        Assert.Equal([("1", "nobody knows Bono")], failures);
        Assert.Equal(2, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Knowledge_SourceThatHangsOnOnePost_CostsThatPostAlone(bool limitOfTheProfile)
    {
        using var output = new StringWriter();
        var limit = TimeSpan.FromMilliseconds(100);
        var source = new HangingSource("2", limitOfTheProfile ? null : limit);
        var options = limitOfTheProfile ? new PipelineOptions { StageTimeLimit = limit } : null;
        var failures = await KnowledgeWriter.WriteAsync(
            [Gold("1", "Adele"), Gold("2", "Bono"), Gold("3", "Cher")], source, output, options, cancellationToken: Token);
        Assert.Equal(
            [("2", "The stage knowledge has not answered within 0.3 s; look at what serves it, or raise pipeline.stageTimeLimitSeconds.")],
            failures);
        Assert.Equal(2, output.ToString().Split("<EOS>").Length - 1);
    }

    [Fact]
    public async Task Knowledge_SourceThatThrowsOrGivesNothing_IsAFaultOfItsPost()
    {
        using var output = new StringWriter();
        var source = new FakeKnowledgeSource(p => p.Text == "Bono" ? throw new InvalidDataException("it broke") : Knowledge);
        var failures = await KnowledgeWriter.WriteAsync(
            [Gold("1", "Adele"), Gold("2", "Bono")], source, output, cancellationToken: Token);
        Assert.Equal([("2", "it broke")], failures);
        Assert.Equal(1, output.ToString().Split("<EOS>").Length - 1);
    }

    [Fact]
    public async Task Knowledge_SourceThatAnswersNothingMore_EndsBehindWhatIsWritten()
    {
        using var output = new StringWriter();
        var source = new FakeKnowledgeSource(p => p.Text == "Bono" ? throw new StageUnavailableException("the quota is spent") : Knowledge);
        var end = await Assert.ThrowsAsync<StageUnavailableException>(async () => await KnowledgeWriter.WriteAsync(
            [Gold("1", "Adele"), Gold("2", "Bono"), Gold("3", "Cher")], source, output, cancellationToken: Token));
        Assert.Equal(("the quota is spent", 1), (end.Message, output.ToString().Split("<EOS>").Length - 1));
    }

    private static GoldPost Gold(string id, string text) => new()
    {
        Post = new Post { Id = id, Text = text },
        Entities = [.. text.Split(' ').Select(w => Of(text.IndexOf(w, StringComparison.Ordinal), w.Length))],
    };

    private static GoldEntity Of(int start, int length) => new() { Span = new TextSpan(start, start + length), Type = EntityType.Person };

    private sealed class ForgetfulExpander : IEntityExpander
    {
        public StageInfo Info { get; } = new("forgetful");

        public string? Failing { get; init; }

        public ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<string?>>>>> AnswerAsync(
            IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<Answer<IReadOnlyList<Answer<string?>>>>>(
                [.. posts.Select(p => Answer.Of<IReadOnlyList<Answer<string?>>>([.. p.Asked.Select(Of).Take(Failing is null ? 2 : 3)]))]);

        private Answer<string?> Of(MentionContext mention) => mention.Text == Failing
            ? Answer.Failed<string?>(new InvalidDataException($"nobody knows {mention.Text}"))
            : Answer.Of<string?>("a singer");
    }

    private sealed class HangingSource(string id, TimeSpan? limit) : PostStage<AuxiliaryKnowledge>("hanging"), IAuxiliaryKnowledgeSource
    {
        public override TimeSpan? TimeLimit => limit;

        protected override async ValueTask<AuxiliaryKnowledge> AnswerPostAsync(PostContext post, CancellationToken cancellationToken)
        {
            await Task.Delay(post.Post.Id == id ? Timeout.Infinite : 0, cancellationToken);
            return Knowledge;
        }
    }
}
