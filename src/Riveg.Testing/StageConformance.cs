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
using Riveg.Testing.Conformance;

namespace Riveg.Testing;

/// <summary>
/// The conformance tests of stages: whether an own stage keeps what a pipeline relies on. They run in any test framework:
/// <c>await StageConformance.Of(myStage).VerifyAsync()</c>.
/// </summary>
public static class StageConformance
{
    /// <summary>Begins the tests of a captioner.</summary>
    /// <param name="stage">The stage; it is asked several times, from several threads, and not disposed of.</param>
    /// <param name="options">How it is tried out; the defaults if null.</param>
    /// <returns>The tests; <see cref="StageConformance{TAnswer}.VerifyAsync"/> runs them.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message names all that are.</exception>
    public static StageConformance<string?> Of(IImageCaptioner stage, ConformanceOptions? options = null) =>
        new(StageSlots.Captions, stage, AnswerContracts.Captions, options);

    /// <summary>Begins the tests of an observer of pictures.</summary>
    /// <inheritdoc cref="Of(IImageCaptioner, ConformanceOptions?)" />
    public static StageConformance<IReadOnlyList<PictureObservation>> Of(IPictureObserver stage, ConformanceOptions? options = null) =>
        new(StageSlots.Observation, stage, AnswerContracts.Observation, options);

    /// <summary>Begins the tests of a source of auxiliary knowledge.</summary>
    /// <inheritdoc cref="Of(IImageCaptioner, ConformanceOptions?)" />
    public static StageConformance<AuxiliaryKnowledge> Of(IAuxiliaryKnowledgeSource stage, ConformanceOptions? options = null) =>
        new(StageSlots.Knowledge, stage, AnswerContracts.Knowledge, options);

    /// <summary>Begins the tests of a recogniser.</summary>
    /// <inheritdoc cref="Of(IImageCaptioner, ConformanceOptions?)" />
    public static StageConformance<IReadOnlyList<Mention>> Of(IEntityRecognizer stage, ConformanceOptions? options = null) =>
        new(StageSlots.Recognition, stage, AnswerContracts.Recognition, options);

    /// <summary>Begins the tests of an expander.</summary>
    /// <inheritdoc cref="Of(IImageCaptioner, ConformanceOptions?)" />
    public static StageConformance<IReadOnlyList<Answer<string?>>> Of(IEntityExpander stage, ConformanceOptions? options = null) =>
        new(StageSlots.Expansion, stage, AnswerContracts.Expansion, options);

    /// <summary>Begins the tests of an entailment.</summary>
    /// <inheritdoc cref="Of(IImageCaptioner, ConformanceOptions?)" />
    public static StageConformance<IReadOnlyList<Answer<EntailmentAnswer>>> Of(
        IVisualEntailment stage, ConformanceOptions? options = null) =>
        new(StageSlots.Entailment, stage, AnswerContracts.Entailment, options);

    /// <summary>Begins the tests of a grounder.</summary>
    /// <inheritdoc cref="Of(IImageCaptioner, ConformanceOptions?)" />
    public static StageConformance<IReadOnlyList<Answer<GroundingAnswer>>> Of(IVisualGrounder stage, ConformanceOptions? options = null) =>
        new(StageSlots.Grounding, stage, AnswerContracts.Grounding, options);

    /// <summary>Begins the tests of a segmenter.</summary>
    /// <inheritdoc cref="Of(IImageCaptioner, ConformanceOptions?)" />
    public static StageConformance<IReadOnlyList<Answer<IReadOnlyList<Mask>>>> Of(ISegmenter stage, ConformanceOptions? options = null) =>
        new(StageSlots.Segmentation, stage, AnswerContracts.Segmentation, options);
}

/// <summary>The conformance tests of one stage; <see cref="StageConformance"/> begins them.</summary>
/// <typeparam name="TAnswer">What the stage answers about a post.</typeparam>
/// <remarks>
/// The stage is asked about plain and hostile posts (<see cref="HostilePosts"/>): one by one, in a batch, in another order, in calls
/// at once, and with tokens that are cancelled before and during a call. Each run asks anew; the stage stays the caller's.
/// </remarks>
public sealed class StageConformance<TAnswer>
{
    private readonly StageSlot slot;
    private readonly IStage<TAnswer> stage;
    private readonly AnswerContract<TAnswer> contract;
    private readonly ConformanceOptions options;

    internal StageConformance(StageSlot slot, IStage<TAnswer> stage, AnswerContract<TAnswer> contract, ConformanceOptions? options)
    {
        ArgumentNullException.ThrowIfNull(stage);
        this.slot = slot;
        this.stage = stage;
        this.contract = contract;
        this.options = (options ?? new ConformanceOptions()).Checked();
        Posts = [.. TrialPosts.Of(slot, this.options).Select(p => p.Name)];
    }

    /// <summary>The names of the posts that the stage is asked about, hostile ones and plain ones.</summary>
    public IReadOnlyList<string> Posts { get; }

    /// <summary>Runs the tests.</summary>
    /// <param name="cancellationToken">Ends the tests early.</param>
    /// <returns>The rules that the stage breaks; empty for a stage that keeps them all.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<ConformanceFailure>> FindFailuresAsync(CancellationToken cancellationToken = default)
    {
        var run = new ConformanceRun<TAnswer>(slot, stage, contract, options, cancellationToken);
        await run.RunAsync().ConfigureAwait(false);
        return [.. run.Failures.Where(f => !options.Except.Contains(f.Rule))];
    }

    /// <summary>Runs the tests, and throws where the stage breaks a rule.</summary>
    /// <param name="cancellationToken">Ends the tests early.</param>
    /// <exception cref="StageConformanceException">
    /// The stage breaks its contract; the message has a line for each rule that it breaks.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task VerifyAsync(CancellationToken cancellationToken = default)
    {
        var failures = await FindFailuresAsync(cancellationToken).ConfigureAwait(false);
        if (failures.Count > 0)
        {
            throw new StageConformanceException(stage.Info?.Implementation ?? stage.GetType().Name, failures);
        }
    }
}
