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

/// <summary>One stage of each kind whose answers a test sets; a callback that is left out answers as a proper stage does.</summary>
internal sealed class ScriptedStages : IEntityRecognizer, IEntityExpander, IVisualEntailment, IVisualGrounder, ISegmenter, IImageCaptioner, IAuxiliaryKnowledgeSource, IDisposable
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

    public PipelineStages Stages() => new()
    {
        Captions = Caption is null ? null : this,
        Knowledge = Know is null ? null : this,
        Recognition = this,
        Expansion = Expand is null ? null : this,
        Entailment = this,
        Grounding = this,
        Segmentation = Segment is null ? null : this,
    };

    public void Dispose()
    {
        UsesAfterDisposal += Volatile.Read(ref running);
        IsDisposed = true;
    }

    public ValueTask<IReadOnlyList<string?>> CaptionAsync(IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default) => Answer(posts, Caption!);

    public ValueTask<IReadOnlyList<string>> GetKnowledgeAsync(IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default) => Answer(posts, Know!);

    public async ValueTask<IReadOnlyList<IReadOnlyList<Mention>>> RecognizeAsync(IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref running);
        try
        {
            UsesAfterDisposal += IsDisposed ? 1 : 0;
            if (RecognizeBatch is not null)
            {
                return RecognizeBatch(posts)!;
            }

            var answers = new List<IReadOnlyList<Mention>>();
            foreach (var post in posts)
            {
                answers.Add((Recognize is null ? Words(post.Post.Text) : await Recognize(post, cancellationToken))!);
            }

            return answers;
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    public ValueTask<IReadOnlyList<string?>> ExpandAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default) => Answer(mentions, Expand!);

    public ValueTask<IReadOnlyList<EntailmentAnswer>> EntailAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default)
    {
        EntailmentCalls += mentions.Count;
        return Answer(mentions, m => Entail is null ? new EntailmentAnswer(0.9) : Entail(m)!);
    }

    public ValueTask<IReadOnlyList<IReadOnlyList<Region>>> GroundAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default) =>
        Answer(mentions, m => Ground is null ? [new Region(new Box(0, 0, 0.5, 1), 0.7) { Unit = RegionUnit.Relative }] : Ground(m)!);

    public ValueTask<IReadOnlyList<Mask>> SegmentAsync(RgbImage image, IReadOnlyList<Box> boxes, CancellationToken cancellationToken = default) => Answer(boxes, b => Segment!(image, b)!);

    /// <summary>Each word that begins with a capital is a person.</summary>
    private static List<Mention> Words(string text)
    {
        var mentions = new List<Mention>();
        var start = 0;
        foreach (var word in text.Split(' '))
        {
            if (word.Length > 0 && char.IsUpper(word[0]))
            {
                mentions.Add(new Mention(new TextSpan(start, start + word.Length), EntityType.Person));
            }

            start += word.Length + 1;
        }

        return mentions;
    }

    // One outcome for each input: what a callback throws is the input's own.
    private static ValueTask<IReadOnlyList<TOut>> Answer<TIn, TOut>(IReadOnlyList<TIn> inputs, Func<TIn, TOut> answer)
    {
        var outcomes = inputs.Select(input =>
        {
            try
            {
                return new StageOutcome<TOut>(answer(input), null);
            }
            catch (InvalidOperationException exception)
            {
                return new StageOutcome<TOut>(default, exception);
            }
        }).ToList();
        return outcomes.TrueForAll(o => o.Error is null)
            ? ValueTask.FromResult<IReadOnlyList<TOut>>([.. outcomes.Select(o => o.Answer!)])
            : throw new PartialBatchException<TOut>(outcomes);
    }
}
