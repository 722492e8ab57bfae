using Riveg.Regions;

namespace Riveg.Grounding;

/// <summary>
/// Takes the answer that is more likely to count as right: with entailment <c>p</c> and a best region that is right with probability
/// <c>q</c> (its score), saying "here" is right with <c>p q</c>, saying "not in the picture" with <c>1 - p</c>. A doubtful box is thus held
/// back until entailment is nearly sure. Needs region scores that are probabilities.
/// </summary>
internal sealed class ExpectedCorrectness : IGroundingDecision
{
    /// <inheritdoc />
    public string Name => "expected-correctness";

    /// <inheritdoc />
    /// <remarks>A region is right with certainty at most, and <c>p q >= 1 - p</c> then needs <c>p >= 0.5</c>.</remarks>
    public bool MayBeInPicture(double entailment) => entailment >= 0.5;

    /// <inheritdoc />
    public bool IsInPicture(double entailment, IReadOnlyList<Region> regions)
    {
        ArgumentNullException.ThrowIfNull(regions);
        return regions.Count > 0 && entailment * regions[0].Score >= 1 - entailment;
    }
}
