using Riveg.Regions;

namespace Riveg.Grounding;

/// <summary>
/// Decides, from what entailment and grounding say, whether an entity is put into its picture. Implementations are immutable.
/// </summary>
public interface IGroundingDecision
{
    /// <summary>The threshold where none is given.</summary>
    const double DefaultThreshold = 0.5;

    /// <summary>The paper's decision: in the picture when entailment says so, whatever the region.</summary>
    /// <param name="threshold">The least probability that counts as yes, 0..1.</param>
    /// <returns>The decision.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not 0..1.</exception>
    static IGroundingDecision Threshold(double threshold = DefaultThreshold) => new EntailmentThreshold(threshold);

    /// <summary>
    /// Takes the answer that is more likely to count as right, from entailment's probability and the best region's score. Needs region
    /// scores that are probabilities.
    /// </summary>
    /// <returns>The decision.</returns>
    static IGroundingDecision MostLikelyRight() => new ExpectedCorrectness();

    /// <summary>Names the decision with its numbers, for the provenance: such as <c>threshold 0.5</c>.</summary>
    string Name { get; }

    /// <summary>Whether grounding is worth asking: false where no region could change the answer.</summary>
    /// <param name="entailment">The probability that the entity is in the picture, 0..1.</param>
    /// <returns>Whether it is worth asking.</returns>
    bool MayBeInPicture(double entailment);

    /// <summary>Whether the entity is put into the picture.</summary>
    /// <param name="entailment">The probability that the entity is in the picture, 0..1.</param>
    /// <param name="regions">What the grounder found, best first.</param>
    /// <returns>Whether it is.</returns>
    bool IsInPicture(double entailment, IReadOnlyList<Region> regions);
}
