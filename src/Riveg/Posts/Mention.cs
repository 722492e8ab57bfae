namespace Riveg.Posts;

/// <summary>A place in a post's text that names an entity: a span and a type.</summary>
/// <param name="Span">Where in the post's text, in UTF-16 code units.</param>
/// <param name="Type">The entity's type.</param>
/// <param name="Score">The recogniser's probability that exactly this span has exactly this type, 0..1.</param>
public sealed record Mention(TextSpan Span, EntityType Type, double Score = 1);
