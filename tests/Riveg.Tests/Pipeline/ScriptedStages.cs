using Riveg.Entailment;
using Riveg.Evidence;
using Riveg.Expansion;
using Riveg.Grounding;
using Riveg.Observation;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Regions;
using Riveg.Segmentation;
using Riveg.Stages;

namespace Riveg.Tests.Pipeline;

/// <summary>
/// One stage of each kind whose answers a test sets; a callback that is left out answers as a proper stage does. What a callback throws
/// (<see cref="InvalidOperationException"/>) is the fault of the input that it was called for.
/// </summary>
internal sealed class ScriptedStages
    : IEntityRecognizer, IEntityExpander, IVisualEntailment, IVisualGrounder, ISegmenter, IAuxiliaryKnowledgeSource, IDisposable
{
    private int running;

    public StageInfo Info { get; } = new("scripted");

    public TimeSpan? TimeLimit { get; init; }

    public Func<PostContext, CancellationToken, Task<IReadOnlyList<Mention>?>>? Recognize { get; init; }

    public Func<IReadOnlyList<PostContext>, IReadOnlyList<IReadOnlyList<Mention>>?>? RecognizeBatch { get; init; }

    public Func<PostContext, string?>? Caption { get; init; }

    public Func<PostContext, string>? Know { get; init; }

    public Func<MentionContext, string?>? Expand { get; init; }

    public Func<MentionContext, EntailmentAnswer?>? Entail { get; init; }

    public Func<MentionContext, IReadOnlyList<Region>?>? Ground { get; init; }

    public Func<RgbImage, Box, Mask?>? Segment { get; init; }

    /// <summary>How many calls began after the stage was disposed of, or were under way then.</summary>
    public int UsesAfterDisposal { get; private set; }

    public int EntailmentCalls { get; private set; }

    private bool IsDisposed { get; set; }

    public PipelineStages Stages()
    {
        var stages = new PipelineStages();
        Put(StageSlots.Captions, Caption is null ? null : new Captioner(Caption));
        Put(StageSlots.Knowledge, Know is null ? null : this);
        Put(StageSlots.Recognition, this);
        Put(StageSlots.Expansion, Expand is null ? null : this);
        Put(StageSlots.Entailment, this);
        Put(StageSlots.Grounding, this);
        Put(StageSlots.Segmentation, Segment is null ? null : this);
        return stages;

        void Put(StageSlot slot, IStage? stage)
        {
            if (stage is not null)
            {
                stages.Set(slot, stage);
            }
        }
    }

    public void Dispose()
    {
        UsesAfterDisposal += Volatile.Read(ref running);
        IsDisposed = true;
    }

    ValueTask<IReadOnlyList<Answer<AuxiliaryKnowledge>>> IStage<AuxiliaryKnowledge>.AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Each(posts, p => Know!(p) is { } answer ? AuxiliaryKnowledge.Parse(answer) : null!));

    async ValueTask<IReadOnlyList<Answer<IReadOnlyList<Mention>>>> IStage<IReadOnlyList<Mention>>.AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref running);
        try
        {
            UsesAfterDisposal += IsDisposed ? 1 : 0;
            if (RecognizeBatch is not null)
            {
                return RecognizeBatch(posts)?.Select(Answer.Of).ToList()!;
            }

            var answers = new List<Answer<IReadOnlyList<Mention>>>();
            foreach (var post in posts)
            {
                answers.Add(
                    Answer.Of((Recognize is null ? PipelineFixture.Capitals(post.Text) : await Recognize(post, cancellationToken))!));
            }

            return answers;
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<string?>>>>> IStage<IReadOnlyList<Answer<string?>>>.AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken) => OfMentions(posts, Expand!);

    ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<EntailmentAnswer>>>>> IStage<IReadOnlyList<Answer<EntailmentAnswer>>>.AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken)
    {
        EntailmentCalls += posts.Sum(p => p.Asked.Count);
        return OfMentions(posts, m => Entail is null ? new EntailmentAnswer(0.9) : Entail(m)!);
    }

    ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<GroundingAnswer>>>>> IStage<IReadOnlyList<Answer<GroundingAnswer>>>.AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken) => OfMentions(
        posts,
        m => new GroundingAnswer(Ground is null ? [new Region(new Box(0, 0, 0.5, 1), 0.7) { Unit = RegionUnit.Relative }] : Ground(m)!));

    ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<IReadOnlyList<Mask>>>>>> IStage<IReadOnlyList<Answer<IReadOnlyList<Mask>>>>.AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken) =>
        OfMentions(posts, m => (IReadOnlyList<Mask>)[.. m.Regions.Select(r => Segment!(m.Post.Image!, r.Box)!)]);

    private static ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<TOut>>>>> OfMentions<TOut>(
        IReadOnlyList<PostContext> posts, Func<MentionContext, TOut> answer) =>
        ValueTask.FromResult<IReadOnlyList<Answer<IReadOnlyList<Answer<TOut>>>>>([.. posts.Select(p => Answer.Of(Each(p.Asked, answer)))]);

    private static IReadOnlyList<Answer<TOut>> Each<TIn, TOut>(IReadOnlyList<TIn> inputs, Func<TIn, TOut> answer) =>
    [
        .. inputs.Select(input =>
        {
            try
            {
                return Answer.Of(answer(input));
            }
            catch (InvalidOperationException exception)
            {
                return Answer.Failed<TOut>(exception);
            }
        }),
    ];

    private sealed class Captioner(Func<PostContext, string?> caption) : PostStage<string?>("scripted"), IImageCaptioner
    {
        protected override ValueTask<string?> AnswerPostAsync(PostContext post, CancellationToken cancellationToken) =>
            ValueTask.FromResult(caption(post));
    }
}
