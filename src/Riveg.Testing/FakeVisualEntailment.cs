using Riveg.Entailment;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Testing;

/// <summary>Stage 3 as a test says it. Thread-safe where its callback is.</summary>
public sealed class FakeVisualEntailment : MentionStage<EntailmentAnswer>, IVisualEntailment
{
    private readonly Func<MentionContext, CancellationToken, ValueTask<EntailmentAnswer>> entail;
    private int mentions;

    /// <summary>Makes the stage.</summary>
    /// <param name="entail">Answers about a mention; what it throws is a fault of that mention.</param>
    /// <param name="name">Names the implementation in the provenance.</param>
    public FakeVisualEntailment(Func<MentionContext, CancellationToken, ValueTask<EntailmentAnswer>> entail, string name = "fake")
        : base(name) => this.entail = entail;

    /// <inheritdoc cref="FakeVisualEntailment(Func{MentionContext, CancellationToken, ValueTask{EntailmentAnswer}}, string)" />
    public FakeVisualEntailment(Func<MentionContext, EntailmentAnswer> entail, string name = "fake")
        : this((mention, _) => ValueTask.FromResult(entail(mention)), name)
    {
    }

    /// <summary>How many mentions it was asked about so far.</summary>
    public int MentionsAsked => Volatile.Read(ref mentions);

    /// <inheritdoc />
    protected override ValueTask<EntailmentAnswer> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref mentions);
        return entail(mention, cancellationToken);
    }
}
