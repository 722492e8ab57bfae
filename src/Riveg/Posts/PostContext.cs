namespace Riveg.Posts;

/// <summary>A post on its way through the stages: what was in it and what the stages before have found. Immutable.</summary>
public sealed record PostContext
{
    /// <summary>The post itself.</summary>
    public required Post Post { get; init; }

    /// <summary>The picture, decoded once for all stages; null where the post has none.</summary>
    public RgbImage? Image { get; init; }

    /// <summary>The post's captions, or the captioner's where the post brought none.</summary>
    public IReadOnlyList<string> Captions { get; init; } = [];

    /// <summary>The language model's answer about the post, the post's own or the knowledge stage's.</summary>
    public string? AuxiliaryKnowledge { get; init; }

    /// <summary>All mentions of the post in text order; empty before recognition.</summary>
    public IReadOnlyList<Mention> Mentions { get; init; } = [];
}
