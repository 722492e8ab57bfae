namespace Riveg.Posts;

/// <summary>One mention together with its post: what expansion, entailment and grounding are asked about. Immutable.</summary>
/// <param name="Post">The post with all its mentions.</param>
/// <param name="Index">The mention's index in <see cref="PostContext.Mentions"/>.</param>
/// <param name="Expansion">The short phrase that says what the entity is; null before expansion or where none is known.</param>
public sealed record MentionContext(PostContext Post, int Index, string? Expansion = null)
{
    /// <summary>The mention asked about.</summary>
    public Mention Mention => Post.Mentions[Index];

    /// <summary>The mention's words as they stand in the text.</summary>
    public string Surface => Mention.Span.Of(Post.Post.Text);

    /// <summary>The expanded entity in the paper's form: <c>surface(TYPE)-expansion</c>, or <c>surface(TYPE)</c> without an expansion.</summary>
    public string ExpandedEntity => string.IsNullOrWhiteSpace(Expansion)
        ? $"{Surface}({Mention.Type})"
        : $"{Surface}({Mention.Type})-{Expansion}";
}
