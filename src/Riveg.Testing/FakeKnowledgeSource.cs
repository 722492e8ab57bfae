using Riveg.Evidence;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.Testing;

/// <summary>A source of auxiliary knowledge as a test says it. Thread-safe where its callback is.</summary>
public sealed class FakeKnowledgeSource : PostStage<AuxiliaryKnowledge>, IAuxiliaryKnowledgeSource
{
    private readonly Func<PostContext, CancellationToken, ValueTask<AuxiliaryKnowledge>> answer;
    private int posts;

    /// <summary>Makes the stage.</summary>
    /// <param name="answer">Answers about a post; what it throws is a fault of that post.</param>
    /// <param name="name">Names the implementation in the provenance.</param>
    public FakeKnowledgeSource(Func<PostContext, CancellationToken, ValueTask<AuxiliaryKnowledge>> answer, string name = "fake")
        : base(name) => this.answer = answer;

    /// <inheritdoc cref="FakeKnowledgeSource(Func{PostContext, CancellationToken, ValueTask{AuxiliaryKnowledge}}, string)" />
    public FakeKnowledgeSource(Func<PostContext, AuxiliaryKnowledge> answer, string name = "fake")
        : this((post, _) => ValueTask.FromResult(answer(post)), name)
    {
    }

    /// <summary>How many posts it was asked about so far.</summary>
    public int PostsAsked => Volatile.Read(ref posts);

    /// <inheritdoc />
    protected override ValueTask<AuxiliaryKnowledge> AnswerPostAsync(PostContext post, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref posts);
        return answer(post, cancellationToken);
    }
}
