using Riveg.Stages;

namespace Riveg;

/// <summary>Where an annotation came from.</summary>
public sealed record Provenance
{
    /// <summary>The profile's name.</summary>
    public required string Profile { get; init; }

    /// <summary>Riveg's version.</summary>
    public required string Version { get; init; }

    /// <summary>What served each stage, by the stage's name.</summary>
    public required IReadOnlyDictionary<string, StageInfo> Stages { get; init; }

    /// <summary>
    /// What decided whether an entity is put into its picture, such as <c>expected-correctness</c> or <c>threshold 0.5</c>; null where it
    /// is not known.
    /// </summary>
    public string? Decision { get; init; }

    /// <summary>Mentions with a smaller score were dropped, 0..1.</summary>
    public double MinScore { get; init; }

    /// <summary>
    /// Whether entities carry the places that grounding weighed for them (<see cref="Pipeline.PipelineOptions.KeepCandidates"/>).
    /// </summary>
    public bool HasCandidates { get; init; }

    /// <summary>Whether the annotation says what was seen in its picture; false where that was left out.</summary>
    public bool HasObservations { get; init; } = true;

    /// <summary>What was known of the post's picture.</summary>
    public PictureUse Picture { get; init; }

    /// <summary>The language model's whole answer about the post; null where there was none.</summary>
    public string? AuxiliaryKnowledge { get; init; }

    /// <summary>The captions that the stages saw.</summary>
    public IReadOnlyList<string> Captions { get; init; } = [];
}

/// <summary>What was known of a post's picture.</summary>
public enum PictureUse
{
    /// <summary>The post has none. <c>none</c></summary>
    None,

    /// <summary>The stages saw it. <c>seen</c></summary>
    Seen,

    /// <summary>There is one, but it was not to be had: what is said of it is a guess from the text. <c>unseen</c></summary>
    Unseen,

    /// <summary>It could not be read: nothing is said of it. <c>unreadable</c></summary>
    Unreadable,
}
