using Riveg.Posts;

namespace Riveg.Training.Tagging;

/// <summary>A post to learn from.</summary>
/// <param name="Post">The post; its own knowledge is not looked at.</param>
/// <param name="Entities">Its entities: spans of its text and their types.</param>
public sealed record TaggerExample(Post Post, IReadOnlyList<(TextSpan Span, EntityType Type)> Entities)
{
    /// <summary>What language models answered about it; each is another way to read the post. None teaches text alone.</summary>
    public IReadOnlyList<string> Knowledge { get; init; } = [];

    /// <summary>By whose rules it was annotated, which the network is told; null for our own.</summary>
    public string? Rules { get; init; }
}
