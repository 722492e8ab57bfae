namespace Riveg.Stages;

/// <summary>What serves a stage: it goes into the provenance of every annotation.</summary>
/// <param name="Implementation">The implementation's name in profiles, such as <c>builtin</c>, <c>chat</c>, <c>sam</c>.</param>
public sealed record StageInfo(string Implementation)
{
    /// <summary>The model's name, where the implementation has one.</summary>
    public string? Model { get; init; }

    /// <summary>The SHA-256 of the model's file (or files) in lower-case hexadecimal, where there is one.</summary>
    public string? ModelSha256 { get; init; }

    /// <summary>What else decides the answers, such as a prompt's version and hash, or the device; by name.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();
}
