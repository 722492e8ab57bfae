using Riveg.Observation;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Testing;

/// <summary>A captioner as a test says it. Thread-safe where its callback is.</summary>
public sealed class FakeImageCaptioner : PostStage<string?>, IImageCaptioner
{
    private readonly Func<PostContext, CancellationToken, ValueTask<string?>> caption;
    private int posts;

    /// <summary>Makes the stage.</summary>
    /// <param name="caption">Answers about a post; what it throws is a fault of that post.</param>
    /// <param name="name">Names the implementation in the provenance.</param>
    public FakeImageCaptioner(Func<PostContext, CancellationToken, ValueTask<string?>> caption, string name = "fake")
        : base(name) => this.caption = caption;

    /// <inheritdoc cref="FakeImageCaptioner(Func{PostContext, CancellationToken, ValueTask{string}}, string)" />
    public FakeImageCaptioner(Func<PostContext, string?> caption, string name = "fake")
        : this((post, _) => ValueTask.FromResult(caption(post)), name)
    {
    }

    /// <summary>How many posts it was asked about so far.</summary>
    public int PostsAsked => Volatile.Read(ref posts);

    /// <inheritdoc />
    protected override ValueTask<string?> AnswerPostAsync(PostContext post, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref posts);
        return caption(post, cancellationToken);
    }
}
