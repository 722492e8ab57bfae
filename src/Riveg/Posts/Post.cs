namespace Riveg.Posts;

/// <summary>A post: a short text, and mostly a picture. Immutable and safe to share between threads.</summary>
/// <example><code source="../../samples/Riveg.Samples.Programs/OtherModels.cs" region="post"><![CDATA[
/// var post = new Post
/// {
///     Id = "1",
///     Text = "Adele lights up the O2 Arena in London tonight",
///     Image = ImageSource.FromFile("concert.png"),
///     Captions = ["a woman sings on a stage"],
/// };
/// var result = await riveg.AnnotateAsync(post);
/// ]]></code></example>
public sealed record Post
{
    /// <summary>Names the post within its run or data set.</summary>
    public required string Id { get; init; }

    /// <summary>The text as it was written. All offsets are UTF-16 indices into this string.</summary>
    public required string Text { get; init; }

    /// <summary>The post's own tokens, in order and without overlap, where it came with some; null for a raw text.</summary>
    public IReadOnlyList<TextSpan>? Tokens { get; init; }

    /// <summary>Where the picture comes from; null for a post without one.</summary>
    public ImageSource? Image { get; init; }

    /// <summary>
    /// What a language model said of the post, as it said it (docs/method.md, stage 1: <c>Named entities: ... Reasoning: ...</c>); null if
    /// none was asked.
    /// </summary>
    public string? AuxiliaryKnowledge { get; init; }

    /// <summary>What captioners say that the picture shows; mostly none, one or two sentences.</summary>
    public IReadOnlyList<string> Captions { get; init; } = [];

    /// <summary>
    /// Why the post could not be read, in one line with its place; null for a proper post. A stream of posts carries its unreadable ones
    /// this way, so that each becomes a failed result in its place and the run goes on.
    /// </summary>
    public string? ReadError { get; init; }
}
