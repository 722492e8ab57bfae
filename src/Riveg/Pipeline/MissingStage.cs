using Riveg.Entailment;
using Riveg.Evidence;
using Riveg.Faults;
using Riveg.Grounding;
using Riveg.Observation;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Segmentation;
using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>
/// Stands for a stage whose model is not here, in a slot that is asked about pictures alone. Posts without a picture never come to it, and
/// the first one with a picture ends the run before (<see cref="PipelineStages.EnsureReadyForPictures"/>), as does the first one with a
/// picture that is not to be had where entailment or grounding is missing, which guess without one.
/// </summary>
internal sealed class MissingStage : IImageCaptioner, IPictureObserver, IVisualEntailment, IVisualGrounder, ISegmenter
{
    // The name of the detail that tells of it in the provenance.
    private const string Detail = "missing";

    /// <summary>Makes it.</summary>
    /// <param name="implementation">The implementation that lacks its model.</param>
    /// <param name="model">The model.</param>
    /// <param name="message">What is missing and what to do; one line.</param>
    public MissingStage(string implementation, string model, string message)
    {
        Message = message;
        Info = new StageInfo(implementation) { Details = new Dictionary<string, string> { [Detail] = model } };
    }

    /// <summary>What is missing and what to do.</summary>
    public string Message { get; }

    /// <inheritdoc />
    public StageInfo Info { get; }

    /// <summary>Whether a stage was there without its model, or a part of it was: it has answered nothing.</summary>
    /// <param name="info">What the provenance says of the stage.</param>
    public static bool IsIn(StageInfo info) =>
        info.Details.Keys.Any(k => k == Detail || k.EndsWith($".{Detail}", StringComparison.Ordinal));

    ValueTask<IReadOnlyList<Answer<string?>>> IStage<string?>.AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken) => throw Unavailable();

    ValueTask<IReadOnlyList<Answer<IReadOnlyList<PictureObservation>>>> IStage<IReadOnlyList<PictureObservation>>.AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken) => throw Unavailable();

    ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<EntailmentAnswer>>>>> IStage<IReadOnlyList<Answer<EntailmentAnswer>>>.AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken) => throw Unavailable();

    ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<GroundingAnswer>>>>> IStage<IReadOnlyList<Answer<GroundingAnswer>>>.AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken) => throw Unavailable();

    ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<IReadOnlyList<Mask>>>>>>
        IStage<IReadOnlyList<Answer<IReadOnlyList<Mask>>>>.AnswerAsync(
            IReadOnlyList<PostContext> posts, CancellationToken cancellationToken) => throw Unavailable();

    private StageUnavailableException Unavailable() => new(Message);
}
