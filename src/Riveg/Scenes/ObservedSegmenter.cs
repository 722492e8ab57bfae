using Riveg.Builtin.Segmentation;
using Riveg.Evidence;
using Riveg.Lexicon;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Segmentation;
using Riveg.Stages;

namespace Riveg.Scenes;

/// <summary>
/// Stage 5 by what was seen: GrabCut that starts at the shape of the observed thing in a box (<see cref="ShapesOfThings"/>), at a person's
/// face, and beside other observed things. Where nothing was observed it is GrabCut alone. Deterministic and thread-safe.
/// </summary>
internal sealed class ObservedSegmenter() : MentionStage<IReadOnlyList<Mask>>(new StageInfo("observed") { Model = "grabcut" }), ISegmenter
{
    // An observed thing is the box's from this intersection over union on, and another one below it.
    private const double SamePlace = 0.5;

    // Less sure things say nothing about another one's place.
    private const double Sure = 0.35;

    private readonly GrabCutSegmenter grabCut = new();

    /// <inheritdoc />
    protected override ValueTask<IReadOnlyList<Mask>> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mention);
        return ValueTask.FromResult<IReadOnlyList<Mask>>(mention.Post.Image is { } image
            ? [.. mention.Regions.Select(r => Segment(image, r.Box, mention.Post.Observations, cancellationToken))]
            : []);
    }

    private Mask Segment(RgbImage image, Box box, IReadOnlyList<PictureObservation> observations, CancellationToken cancellationToken) =>
        grabCut.Segment(image, PriorOf(GrabCutSegmenter.Inside(image, box), observations), cancellationToken);

    private static ShapePrior PriorOf(Box box, IReadOnlyList<PictureObservation> observations)
    {
        var things = observations.Where(o => o is { Kind: ObservationKind.Object, Box: not null }).ToList();
        var around = things.Where(t => t.Box!.Value.IntersectionOverUnion(box) > SamePlace)
            .MaxBy(t => t.Box!.Value.IntersectionOverUnion(box) * (t.Score ?? 1));
        var thing = around is null ? null : SeenClass.Of(around.Text);
        var shape = ShapePrior.Of(box, ShapesOfThings.Of(thing));
        if (thing == ShapesOfThings.Person && FaceIn(box, observations) is { } face)
        {
            shape = ShapePrior.OfPerson(box, face);
        }

        return shape.Among(
            [.. things.Where(t => t.Score is not < Sure && IsOther(t.Box!.Value, box)).Select(t => (t.Box!.Value, t.Score ?? 1))]);
    }

    // What is larger is behind as often as before.
    private static bool IsOther(Box other, Box box) => other.IsProper
        && other.Area < box.Area && other.IntersectionOverUnion(box) is > 0 and < SamePlace;

    // The largest sure face in the upper part of a person.
    private static Box? FaceIn(Box box, IReadOnlyList<PictureObservation> observations) => observations
        .Where(o => o is { Kind: ObservationKind.Face, Box.IsProper: true } && IsFaceOf(o.Box!.Value, box))
        .MaxBy(o => o.Box!.Value.Area * (o.Score ?? 1))?.Box;

    private static bool IsFaceOf(Box face, Box box)
    {
        var (x, y) = ((face.X0 + face.X1) / 2, (face.Y0 + face.Y1) / 2);
        return x > box.X0 && x < box.X1 && y > box.Y0 && y < box.Y0 + (0.6 * box.Height) && face.Width < 0.8 * box.Width;
    }
}
