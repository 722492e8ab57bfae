using Riveg.Evidence;
using Riveg.Lexicon;
using Riveg.Regions;

namespace Riveg.Scenes;

/// <summary>An object, or a person, that is seen in the picture.</summary>
/// <param name="Label">Its class: that of COCO where the detector calls one otherwise, else as the detector says.</param>
/// <param name="Box">In pixels.</param>
/// <param name="Score">How sure the detector is, 0..1.</param>
/// <param name="Prominence">How much of a subject it is, above 0 and at most 1: large things are.</param>
internal sealed record SeenObject(string Label, Box Box, double Score, double Prominence)
{
    private const double SamePlace = 0.75;
    private const double CrowdFactor = 0.5;

    // Boxes that are much less sure are parts of the thing, and not those whose crowd it is.
    private const double CrowdSureness = 0.7;

    /// <summary>The objects of a picture's observations; of several boxes of one class around the same thing the surest is kept.</summary>
    /// <param name="observations">What is seen.</param>
    /// <param name="picture">The picture's size.</param>
    public static IReadOnlyList<SeenObject> Of(IReadOnlyList<PictureObservation> observations, ImageSize picture)
    {
        var objects = new List<SeenObject>();
        foreach (var seen in observations
            .Where(o => o is { Kind: ObservationKind.Object, Box: not null })
            .OrderByDescending(o => o.Score ?? 1))
        {
            var box = seen.Box!.Value.ClampTo(picture);
            var label = SeenClass.Of(seen.Text);
            if (box.IsProper && !objects.Exists(o => o.Label == label && o.Box.IntersectionOverUnion(box) > SamePlace))
            {
                objects.Add(new SeenObject(label, box, seen.Score ?? 1, ProminenceOf(box, picture)));
            }
        }

        return [.. objects.Select(o => IsCrowd(o, objects) ? o with { Score = o.Score * CrowdFactor } : o)];
    }

    /// <summary>The square root of the share of the picture: a thing of a quarter of both sides has a quarter.</summary>
    public static double ProminenceOf(Box box, ImageSize picture) => Math.Sqrt(box.Area / ((double)picture.Width * picture.Height));

    // A box around several of a kind is none of them.
    private static bool IsCrowd(SeenObject seen, List<SeenObject> objects)
    {
        var inside = objects.Where(o => o != seen && o.Label == seen.Label && o.Score > CrowdSureness * seen.Score
            && seen.Covers(o.Box) > 0.85 && o.Box.Area < 0.7 * seen.Box.Area).ToList();
        return inside.Count > 1
            && inside.Any(
                a => inside.Any(b => a != b && a.Box.IntersectionOverUnion(b.Box) < 0.3 && a.Box.Area + b.Box.Area > 0.6 * seen.Box.Area));
    }

    /// <summary>The share of another box that lies inside this one, 0..1.</summary>
    public double Covers(Box other)
    {
        var width = Math.Min(Box.X1, other.X1) - Math.Max(Box.X0, other.X0);
        var height = Math.Min(Box.Y1, other.Y1) - Math.Max(Box.Y0, other.Y0);
        return width > 0 && height > 0 && other.Area > 0 ? width * height / other.Area : 0;
    }
}
