using Riveg.Stages;

namespace Riveg.Annotations;

/// <summary>Where an annotation came from.</summary>
public sealed record Provenance
{
    /// <summary>The profile's name.</summary>
    public required string Profile { get; init; }

    /// <summary>Riveg's version.</summary>
    public required string Version { get; init; }

    /// <summary>What served each stage, by the stage's name.</summary>
    public required IReadOnlyDictionary<string, StageInfo> Stages { get; init; }

    /// <summary>The language model's whole answer about the post; null where there was none.</summary>
    public string? AuxiliaryKnowledge { get; init; }

    /// <summary>The captions that the stages saw.</summary>
    public IReadOnlyList<string> Captions { get; init; } = [];
}
