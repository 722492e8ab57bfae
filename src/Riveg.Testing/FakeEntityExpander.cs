using Riveg.Expansion;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Testing;

/// <summary>Stage 2 as a test says it. Thread-safe where its callback is.</summary>
public sealed class FakeEntityExpander : MentionStage<string?>, IEntityExpander
{
    private readonly Func<MentionContext, CancellationToken, ValueTask<string?>> expand;
    private int mentions;

    /// <summary>Makes the stage.</summary>
    /// <param name="expand">Answers about a mention; what it throws is a fault of that mention.</param>
    /// <param name="name">Names the implementation in the provenance.</param>
    public FakeEntityExpander(Func<MentionContext, CancellationToken, ValueTask<string?>> expand, string name = "fake")
        : base(name) => this.expand = expand;

    /// <inheritdoc cref="FakeEntityExpander(Func{MentionContext, CancellationToken, ValueTask{string}}, string)" />
    public FakeEntityExpander(Func<MentionContext, string?> expand, string name = "fake")
        : this((mention, _) => ValueTask.FromResult(expand(mention)), name)
    {
    }

    /// <summary>How many mentions it was asked about so far.</summary>
    public int MentionsAsked => Volatile.Read(ref mentions);

    /// <inheritdoc />
    protected override ValueTask<string?> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref mentions);
        return expand(mention, cancellationToken);
    }
}
