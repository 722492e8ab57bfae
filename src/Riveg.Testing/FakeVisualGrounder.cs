using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Testing;

/// <summary>Stage 4 as a test says it. Thread-safe where its callback is.</summary>
public sealed class FakeVisualGrounder : MentionStage<GroundingAnswer>, IVisualGrounder
{
    private readonly Func<MentionContext, CancellationToken, ValueTask<GroundingAnswer>> ground;
    private int mentions;

    /// <summary>Makes the stage.</summary>
    /// <param name="ground">Answers about a mention; what it throws is a fault of that mention.</param>
    /// <param name="name">Names the implementation in the provenance.</param>
    public FakeVisualGrounder(Func<MentionContext, CancellationToken, ValueTask<GroundingAnswer>> ground, string name = "fake")
        : base(name) => this.ground = ground;

    /// <inheritdoc cref="FakeVisualGrounder(Func{MentionContext, CancellationToken, ValueTask{GroundingAnswer}}, string)" />
    public FakeVisualGrounder(Func<MentionContext, GroundingAnswer> ground, string name = "fake")
        : this((mention, _) => ValueTask.FromResult(ground(mention)), name)
    {
    }

    /// <summary>How many mentions it was asked about so far.</summary>
    public int MentionsAsked => Volatile.Read(ref mentions);

    /// <inheritdoc />
    protected override ValueTask<GroundingAnswer> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref mentions);
        return ground(mention, cancellationToken);
    }
}
