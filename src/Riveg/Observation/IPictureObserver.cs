using Riveg.Evidence;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Observation;

/// <summary>
/// Before stage 1: what is seen in the picture, whatever the text says: faces, objects, words. Asked once for each post with a picture; all
/// later stages, prompts and outputs read its answer. It answers with observations in any order, their boxes in pixels inside the upright
/// picture, their scores 0..1.
/// </summary>
public interface IPictureObserver : IStage<IReadOnlyList<PictureObservation>>
{
}

/// <summary>An observer that serves one picture at a time.</summary>
/// <example><code source="../../../samples/Riveg.Samples.Programs/OtherStages.cs" region="observer"><![CDATA[
/// /// <summary>Sees whether a picture is dark.</summary>
/// public sealed class DarknessObserver() : PictureObserver("darkness")
/// {
///     protected override ValueTask<IReadOnlyList<PictureObservation>> ObserveAsync(RgbImage image, CancellationToken cancellationToken)
///     {
///         var sum = 0L;
///         foreach (var value in image.Pixels.Span)
///         {
///             sum += value;
///         }
///
///         return ValueTask.FromResult<IReadOnlyList<PictureObservation>>(
///             sum / image.Pixels.Length < 64 ? [new PictureObservation(ObservationKind.Caption, "a dark picture", "darkness")] : []);
///     }
/// }
/// ]]></code></example>
public abstract class PictureObserver : PostStage<IReadOnlyList<PictureObservation>>, IPictureObserver
{
    /// <inheritdoc cref="PostStage{TAnswer}(string)" />
    protected PictureObserver(string name)
        : base(name)
    {
    }

    /// <inheritdoc cref="PostStage{TAnswer}(StageInfo)" />
    protected PictureObserver(StageInfo info)
        : base(info)
    {
    }

    /// <summary>Looks at one picture.</summary>
    /// <param name="image">The upright picture.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>What is seen, as <see cref="IPictureObserver"/> tells; empty where nothing is.</returns>
    protected abstract ValueTask<IReadOnlyList<PictureObservation>> ObserveAsync(RgbImage image, CancellationToken cancellationToken);

    /// <inheritdoc />
    protected sealed override ValueTask<IReadOnlyList<PictureObservation>> AnswerPostAsync(
        PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        return post.Image is { } image
            ? ObserveAsync(image, cancellationToken)
            : ValueTask.FromResult<IReadOnlyList<PictureObservation>>([]);
    }
}
