using System.Globalization;
using Riveg.Regions;

namespace Riveg.Grounding;

/// <summary>The paper's decision: in the picture when entailment says so, whatever the region.</summary>
internal sealed class EntailmentThreshold : IGroundingDecision
{
    /// <summary>The threshold where none is given.</summary>
    public const double Default = 0.5;

    /// <summary>Makes the decision.</summary>
    /// <param name="threshold">The least probability that counts as yes, 0..1.</param>
    public EntailmentThreshold(double threshold = Default)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(threshold, double.NaN);
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, 1);
        Threshold = threshold;
    }

    /// <inheritdoc />
    public string Name => string.Create(CultureInfo.InvariantCulture, $"threshold {Threshold}");

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
