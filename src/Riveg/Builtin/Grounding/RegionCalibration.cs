using Riveg.Builtin.Learning;
using Riveg.Posts;

namespace Riveg.Builtin.Grounding;

/// <summary>
/// Turns the layout prior's log-odds for the box that was chosen into the probability that the region is right, fitted out of fold: apart
/// for each view (the post's <see cref="EvidenceView"/>, with and without the picture's proportion), and with one factor for boxes that
/// were moved. Immutable.
/// </summary>
/// <param name="views">For each view the calibration of the chosen box.</param>
/// <param name="moveFactor">How much the log-odds change with the prior's belief in the new place, less that in the old one.</param>
internal sealed class RegionCalibration(PlattScaling[] views, double moveFactor)
{
    /// <summary>How many views there are.</summary>
    public const int ViewCount = 2 * EvidenceView.Count;

    /// <summary>How much the log-odds change with the prior's belief in a moved box's place.</summary>
    public double MoveFactor => moveFactor;

    /// <summary>The view of a post.</summary>
    /// <param name="post">What it brings.</param>
    /// <param name="proportion">The picture's width over its height; null where it is not known.</param>
    public static int ViewOf(PostContext post, double? proportion) => EvidenceView.Of(post) + (proportion is null ? 0 : EvidenceView.Count);

    /// <summary>The calibrated log-odds that the chosen box is right.</summary>
    /// <param name="logOdds">What the prior says of it.</param>
    /// <param name="view">What evidence the prior had.</param>
    public double LogOdds(double logOdds, int view) => views[view].LogOdds(logOdds);

    /// <summary>The probability, 0..1, that the region is right.</summary>
    /// <param name="logOdds">What the prior says of the chosen box.</param>
    /// <param name="view">What evidence the prior had.</param>
    /// <param name="change">How the prior's belief (<see cref="PlaceBelief"/>) changes from the chosen box to the region; 0 for a box that
    /// was not moved.</param>
    public double Probability(double logOdds, int view, double change) => Logistic.Sigmoid(LogOdds(logOdds, view) + (moveFactor * change));

    /// <summary>Writes slope and offset of each view, and the factor.</summary>
    public void Write(BinaryWriter writer)
    {
        foreach (var view in views)
        {
            writer.Write(view.Slope);
            writer.Write(view.Offset);
        }

        writer.Write(moveFactor);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The data is not of that form.</exception>
    public static RegionCalibration Read(BinaryReader reader)
    {
        var views = new PlattScaling[ViewCount];
        for (var i = 0; i < views.Length; i++)
        {
            views[i] = new PlattScaling(reader.ReadDouble(), reader.ReadDouble());
            if (!double.IsFinite(views[i].Slope) || !double.IsFinite(views[i].Offset))
            {
                throw new InvalidDataException($"Calibration {i} of the layout prior is no number.");
            }
        }

        var factor = reader.ReadDouble();
        return double.IsFinite(factor)
            ? new RegionCalibration(views, factor)
            : throw new InvalidDataException("The layout prior's factor for moved boxes is no number.");
    }
}
