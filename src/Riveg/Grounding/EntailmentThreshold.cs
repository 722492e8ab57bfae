using Riveg.Regions;

namespace Riveg.Grounding;

/// <summary>The paper's decision: in the picture when entailment says so, whatever the region.</summary>
public sealed class EntailmentThreshold : IGroundingDecision
{
    /// <summary>Makes the decision.</summary>
    /// <param name="threshold">The least probability that counts as yes, 0..1.</param>
    public EntailmentThreshold(double threshold = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, 1);
        Threshold = threshold;
    }

    /// <summary>The least probability that counts as yes.</summary>
    public double Threshold { get; }

    /// <inheritdoc />
    public bool MayBeInPicture(double entailment) => entailment >= Threshold;

    /// <inheritdoc />
    public bool IsInPicture(double entailment, IReadOnlyList<Region> regions)
    {
        ArgumentNullException.ThrowIfNull(regions);
        return MayBeInPicture(entailment) && regions.Count > 0;
    }
}
