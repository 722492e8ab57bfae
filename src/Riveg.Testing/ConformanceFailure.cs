namespace Riveg.Testing;

/// <summary>A rule that a stage breaks. Immutable.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Post">
/// The name of the post with which it does, one of <see cref="HostilePosts"/> or of the plain ones; null where it is no single post.
/// </param>
/// <param name="Message">A sentence that says what happened.</param>
public sealed record ConformanceFailure(ConformanceRule Rule, string? Post, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{Rule}: {Message}";
}
