namespace Riveg.Regions;

/// <summary>A region that grounding weighed for an entity.</summary>
/// <param name="Region">Where; its score is what the grounder made of it.</param>
/// <param name="Source">What proposed it, such as <c>layout-prior</c> or <c>face</c>.</param>
/// <param name="Reason">Why it was taken or left, in a few words.</param>
/// <param name="IsChosen">Whether it became one of the entity's regions.</param>
public sealed record Candidate(Region Region, string Source, string Reason, bool IsChosen);
