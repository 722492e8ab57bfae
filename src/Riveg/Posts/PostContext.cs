using System.Diagnostics.CodeAnalysis;
using Riveg.Evidence;

namespace Riveg.Posts;

/// <summary>
/// What a stage sees of a post: what was given, and what the stages before have found. Immutable, made fresh for each stage, and safe to
/// share between threads; keep none beyond the call, since the picture's memory is used again.
/// </summary>
public sealed class PostContext
{
    private readonly IReadOnlyList<MentionContext> mentions = [];
    private IReadOnlyList<MentionContext>? asked;
    private IReadOnlyList<string>? captions;
    private PostContext? readable;
    private IReadOnlyList<EntityMentions>? things;

    /// <summary>Makes a context.</summary>
    public PostContext()
    {
    }

    /// <summary>Makes a context that differs from another one in what the initializer says.</summary>
    /// <param name="other">The other one.</param>
    [SetsRequiredMembers]
    public PostContext(PostContext other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Post = other.Post;
        Image = other.Image;
        Knowledge = other.Knowledge;
        Observations = other.Observations;
        Mentions = other.mentions;
    }

    /// <summary>The post itself, as it was given.</summary>
    public required Post Post { get; init; }

    /// <summary>The post's text.</summary>
    public string Text => Post.Text;

    /// <summary>
    /// The upright picture, decoded once for all stages; null where the post has none, and where it cannot be seen or read.
    /// </summary>
    public RgbImage? Image { get; init; }

    /// <summary>What a language model says of the post, the post's own or the knowledge stage's; null where there is none.</summary>
    public AuxiliaryKnowledge? Knowledge { get; init; }

    /// <summary>What is seen in the picture, captions included; those that came with the post, or those of the stages.</summary>
    public IReadOnlyList<PictureObservation> Observations { get; init; } = [];

    /// <summary>The sentences of the observed captions.</summary>
    public IReadOnlyList<string> Captions =>
        captions ??= [.. Observations.Where(o => o.Kind == ObservationKind.Caption).Select(o => o.Text)];

    /// <summary>All mentions of the post in text order; empty before recognition.</summary>
    /// <value>Those that are given are taken over, and belong to this post from then on.</value>
    public IReadOnlyList<MentionContext> Mentions
    {
        get => mentions;
        init => mentions = [.. value.Select((mention, index) => mention.In(this, index))];
    }

    /// <summary>The mentions that the stage is asked about, in text order: all, or those for which an answer can matter.</summary>
    public IReadOnlyList<MentionContext> Asked => asked ??= mentions.All(m => m.IsAsked) ? mentions : [.. mentions.Where(m => m.IsAsked)];

    /// <summary>What all mentions of the post name, in the order of first mentions.</summary>
    internal IReadOnlyList<EntityMentions> Things => things ??= EntityMentions.Of(mentions);

    /// <summary>
    /// The post and its mentions as a reader sees them (<see cref="ReadableText"/>), for stages that judge words and give back no places in
    /// the text; itself where that is the post as it was written, or where the post brought its own tokens.
    /// </summary>
    internal PostContext AsRead => readable ??= IsReadable ? this : Read();

    private bool IsReadable => Post.Tokens is not null
        || (ReadableText.IsPlain(Post.Text) && (Knowledge is null || ReadableText.IsPlain(Knowledge.Answer)));

    private PostContext Read()
    {
        var text = ReadableText.Of(Post.Text);
        return new PostContext(this)
        {
            Post = Post with { Text = text.Text },
            Knowledge = Knowledge?.AsRead(static answer => ReadableText.Of(answer).Text),
            Mentions =
            [
                .. mentions.Select(m => new MentionContext(m, m.Mention with { Span = text.FromWritten(m.Span) })
                {
                    Expansion = m.Expansion is { } expansion ? ReadableText.Of(expansion).Text : null,
                }),
            ],
        };
    }
}
