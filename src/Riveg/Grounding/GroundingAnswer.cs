using Riveg.Regions;

namespace Riveg.Grounding;

/// <summary>Where an entity is. Immutable.</summary>
/// <param name="Regions">0..n regions, best first; scores 0..1.</param>
public sealed record GroundingAnswer(IReadOnlyList<Region> Regions)
{
    /// <summary>The entity is nowhere.</summary>
    public static GroundingAnswer Nowhere { get; } = new([]);

    /// <summary>
    /// The places that were weighed, best first, those that were chosen among them; empty where the grounder does not tell.
    /// </summary>
    public IReadOnlyList<Candidate> Candidates
    {
        get => OnDemand is { } make ? make() : field;
        init;
    } = [];

    /// <summary>
    /// Makes the candidates for whoever asks for them, so that a run that keeps none never pays for them; null where they are given.
    /// </summary>
    internal Func<IReadOnlyList<Candidate>>? OnDemand { get; init; }
}
