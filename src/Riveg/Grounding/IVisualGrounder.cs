using Riveg.Stages;

namespace Riveg.Grounding;

/// <summary>
/// Stage 4: where in the picture is the entity? (TMM 2025, section III-D.) It is asked about those mentions that may be in the picture, and
/// answers for each with 0..n regions, best first: boxes in pixels inside the upright picture, or relative (0..1) where the post's picture
/// cannot be seen; scores 0..1.
/// </summary>
/// <example><code source="../../../samples/Riveg.Samples.Programs/OtherStages.cs" region="grounder"><![CDATA[
/// /// <summary>Takes the middle of the picture for the place of everything.</summary>
/// public sealed class MiddleGrounder() : MentionStage<GroundingAnswer>("middle"), IVisualGrounder
/// {
///     private static readonly Box Middle = new(0.25, 0.25, 0.75, 0.75);
///
///     protected override ValueTask<GroundingAnswer> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken)
///     {
///         // In pixels, or relative where the picture cannot be seen.
///         var region = mention.Post.Image is { } image
///             ? new Region(Box.FromRelative(Middle, new ImageSize(image.Width, image.Height)), 0.5)
///             : new Region(Middle, 0.5) { Unit = RegionUnit.Relative };
///         return ValueTask.FromResult(new GroundingAnswer([region]));
///     }
/// }
/// ]]></code></example>
public interface IVisualGrounder : IStage<IReadOnlyList<Answer<GroundingAnswer>>>
{
}
