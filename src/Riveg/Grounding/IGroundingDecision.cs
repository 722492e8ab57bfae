using Riveg.Regions;

namespace Riveg.Grounding;

/// <summary>
/// Decides, from what entailment and grounding say, whether an entity is put into its picture. Implementations are immutable.
/// </summary>
public interface IGroundingDecision
{
    /// <summary>Names the decision with its numbers, for the provenance: such as <c>threshold 0.5</c>.</summary>
    string Name { get; }

    /// <summary>Whether grounding is worth asking: false where no region could change the answer.</summary>
    /// <param name="entailment">The probability that the entity is in the picture, 0..1.</param>
    bool MayBeInPicture(double entailment);

    /// <summary>Whether the entity is put into the picture.</summary>
    /// <param name="entailment">The probability that the entity is in the picture, 0..1.</param>
    /// <param name="regions">What the grounder found, best first.</param>
    bool IsInPicture(double entailment, IReadOnlyList<Region> regions);
}
