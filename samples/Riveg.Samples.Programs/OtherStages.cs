using Riveg.Entailment;
using Riveg.Evidence;
using Riveg.Expansion;
using Riveg.Grounding;
using Riveg.Observation;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Segmentation;
using Riveg.Stages;

namespace Riveg.Samples.Programs;

#region expander
/// <summary>Says of each name what sort of thing it is.</summary>
public sealed class TypeExpander() : MentionStage<string?>("types"), IEntityExpander
{
    protected override ValueTask<string?> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken) =>
        ValueTask.FromResult(mention.Type == EntityType.Person ? "a person" : mention.Type == EntityType.Location ? "a place" : null);
}
#endregion

#region entailment
/// <summary>Believes that captions name what is in a picture.</summary>
public sealed class CaptionEntailment() : MentionStage<EntailmentAnswer>("captions"), IVisualEntailment
{
    protected override ValueTask<EntailmentAnswer> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new EntailmentAnswer(IsCaptioned(mention) ? 0.9 : 0.2));

    private static bool IsCaptioned(MentionContext mention) =>
        mention.Post.Captions.Any(c => c.Contains(mention.Text, StringComparison.OrdinalIgnoreCase));
}
#endregion

#region grounder
/// <summary>Takes the middle of the picture for the place of everything.</summary>
public sealed class MiddleGrounder() : MentionStage<GroundingAnswer>("middle"), IVisualGrounder
{
    private static readonly Box Middle = new(0.25, 0.25, 0.75, 0.75);

    protected override ValueTask<GroundingAnswer> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken)
    {
        // In pixels, or relative where the picture cannot be seen.
        var region = mention.Post.Image is { } image
            ? new Region(Box.FromRelative(Middle, new ImageSize(image.Width, image.Height)), 0.5)
            : new Region(Middle, 0.5) { Unit = RegionUnit.Relative };
        return ValueTask.FromResult(new GroundingAnswer([region]));
    }
}
#endregion

#region segmenter
/// <summary>Gives the box itself as the outline.</summary>
public sealed class BoxSegmenter() : Segmenter("boxes")
{
    public override ValueTask<IReadOnlyList<Mask>> SegmentAsync(
        RgbImage image, IReadOnlyList<Box> boxes, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<Mask>>([.. boxes.Select(box => Fill(image.Width, image.Height, box))]);

    private static Mask Fill(int width, int height, Box box)
    {
        var pixels = new byte[width * height];
        for (var y = (int)box.Y0; y < Math.Min(height, box.Y1); y++)
        {
            pixels.AsSpan(y * width, width)[(int)box.X0..Math.Min(width, (int)Math.Ceiling(box.X1))].Fill(1);
        }

        return Mask.FromPixels(width, height, pixels).AsPlaceholder();
    }
}
#endregion

#region observer
/// <summary>Sees whether a picture is dark.</summary>
public sealed class DarknessObserver() : PictureObserver("darkness")
{
    protected override ValueTask<IReadOnlyList<PictureObservation>> ObserveAsync(RgbImage image, CancellationToken cancellationToken)
    {
        var sum = 0L;
        foreach (var value in image.Pixels.Span)
        {
            sum += value;
        }

        return ValueTask.FromResult<IReadOnlyList<PictureObservation>>(
            sum / image.Pixels.Length < 64 ? [new PictureObservation(ObservationKind.Caption, "a dark picture", "darkness")] : []);
    }
}
#endregion
