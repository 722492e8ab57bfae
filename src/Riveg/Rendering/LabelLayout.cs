using Riveg.Regions;

namespace Riveg.Rendering;

/// <summary>A label that wants a place near its region.</summary>
/// <param name="Width">The label's width in pixels.</param>
/// <param name="Height">The label's height in pixels.</param>
/// <param name="Anchor">The region's box, in pixels inside the picture.</param>
internal readonly record struct LabelRequest(double Width, double Height, Box Anchor);

/// <summary>
/// Decides where labels go; draws nothing. Every label lies inside the picture (cut to it where it is larger), and takes the first place
/// near its region that covers no earlier label, or else the place that covers least.
/// </summary>
internal static class LabelLayout
{
    /// <summary>Places the labels, one after the other.</summary>
    /// <returns>For each label its box, inside the picture.</returns>
    public static IReadOnlyList<Box> Place(IReadOnlyList<LabelRequest> labels, ImageSize picture)
    {
        var placed = new List<Box>(labels.Count);
        foreach (var label in labels)
        {
            placed.Add(FindPlace(label, picture, placed));
        }

        return placed;
    }

    private static Box FindPlace(LabelRequest label, ImageSize picture, List<Box> taken)
    {
        var best = default(Box);
        var least = double.PositiveInfinity;
        foreach (var (x, y) in Candidates(label))
        {
            var place = MoveInside(x, y, label, picture);
            var covered = taken.Sum(other => Overlap(place, other));
            if (covered < least)
            {
                (best, least) = (place, covered);
            }

            if (covered <= 0)
            {
                break;
            }
        }

        return best;
    }

    // From the usual place (on top of the box's upper edge) to ever less usual ones; then in rows away from the box.
    private static IEnumerable<(double X, double Y)> Candidates(LabelRequest label)
    {
        var (box, width, height) = (label.Anchor, label.Width, label.Height);
        double[] columns = [box.X0, box.X1 - width, box.X0 + ((box.Width - width) / 2)];
        double[] rows = [box.Y0 - height, box.Y0, box.Y1, box.Y1 - height];
        foreach (var y in rows)
        {
            foreach (var x in columns)
            {
                yield return (x, y);
            }
        }

        const int FurtherRows = 12;
        for (var i = 1; i <= FurtherRows; i++)
        {
            yield return (box.X0, box.Y0 + (i * height));
            yield return (box.X0, box.Y0 - ((i + 1) * height));
        }

        yield return (box.X1, box.Y0);
        yield return (box.X0 - width, box.Y0);
    }

    private static Box MoveInside(double x, double y, LabelRequest label, ImageSize picture)
    {
        var width = Math.Min(label.Width, picture.Width);
        var height = Math.Min(label.Height, picture.Height);
        var left = Math.Clamp(x, 0, picture.Width - width);
        var top = Math.Clamp(y, 0, picture.Height - height);
        return new Box(left, top, left + width, top + height).ClampTo(picture);
    }

    private static double Overlap(Box a, Box b) =>
        Math.Max(0, Math.Min(a.X1, b.X1) - Math.Max(a.X0, b.X0)) * Math.Max(0, Math.Min(a.Y1, b.Y1) - Math.Max(a.Y0, b.Y0));
}
