using Riveg.Builtin.Learning;
using Riveg.Regions;

namespace Riveg.Builtin.Grounding;

/// <summary>
/// What the layout prior believes of a box that it does not know: the mean of what it says of its own boxes, those that overlap most
/// counting most (IoU to the fourth power).
/// </summary>
internal static class PlaceBelief
{
    /// <summary>The log-odds of the belief in a place.</summary>
    /// <param name="place">The box, in relative coordinates.</param>
    /// <param name="boxes">The prior's boxes.</param>
    /// <param name="probabilities">What the prior says of each for an entity.</param>
    public static double LogOdds(Box place, IReadOnlyList<Box> boxes, IReadOnlyList<double> probabilities)
    {
        double belief = 0;
        double weights = 0;
        for (var k = 0; k < boxes.Count; k++)
        {
            var overlap = place.IntersectionOverUnion(boxes[k]);
            var weight = overlap * overlap * overlap * overlap;
            belief += weight * probabilities[k];
            weights += weight;
        }

        // A box that overlaps none of the prior's is nowhere an entity ever was.
        return Logistic.LogOdds(weights > 0 ? belief / weights : 0);
    }
}
