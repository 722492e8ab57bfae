using Riveg.Regions;

namespace Riveg.Posts;

/// <summary>What a stage sees of one mention: what recognition said, and what the stages behind it have found. Immutable.</summary>
public sealed class MentionContext
{
    private PostContext? post;
    private string? text;

    /// <summary>Makes a mention that is to be put into a <see cref="PostContext"/>.</summary>
    /// <param name="mention">Span, type and the recogniser's score.</param>
    public MentionContext(Mention mention)
    {
        ArgumentNullException.ThrowIfNull(mention);
        Mention = mention;
    }

    /// <summary>Makes a mention that is in no post yet and differs from another one in what the initializer says.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="mention">Takes the place of the other's own; null to keep that.</param>
    internal MentionContext(MentionContext other, Mention? mention = null)
        : this(mention ?? other.Mention)
    {
        Expansion = other.Expansion;
        Entailment = other.Entailment;
        Regions = other.Regions;
        IsAsked = other.IsAsked;
    }

    /// <summary>The post with all its mentions.</summary>
    /// <exception cref="InvalidOperationException">The mention is in no <see cref="PostContext"/> yet.</exception>
    public PostContext Post => post ?? throw new InvalidOperationException("The mention is in no post's context.");

    /// <summary>The mention's index in <see cref="PostContext.Mentions"/>.</summary>
    public int Index { get; private set; }

    /// <summary>Span, type and the recogniser's score.</summary>
    public Mention Mention { get; }

    /// <summary>Where in the post's text, in UTF-16 code units.</summary>
    public TextSpan Span => Mention.Span;

    /// <summary>The entity's type.</summary>
    public EntityType Type => Mention.Type;

    /// <summary>The mention's words as they stand in the text.</summary>
    public string Text => text ??= Mention.Span.Of(Post.Text);

    /// <summary>The short phrase that says what the entity is; null before expansion or where none is known.</summary>
    public string? Expansion { get; init; }

    /// <summary>The probability that the entity is in the picture, 0..1; null before entailment.</summary>
    public double? Entailment { get; init; }

    /// <summary>Where the entity is, best first; empty before grounding.</summary>
    public IReadOnlyList<Region> Regions { get; init; } = [];

    /// <summary>Whether the stage is asked about the mention; else it is there for the others' sake.</summary>
    /// <value>The default value is true.</value>
    public bool IsAsked { get; init; } = true;

    /// <summary>
    /// The expanded entity in the paper's form: <c>surface(TYPE)-expansion</c>, or <c>surface(TYPE)</c> without an expansion.
    /// </summary>
    public string ExpandedEntity => string.IsNullOrWhiteSpace(Expansion) ? $"{Text}({Type})" : $"{Text}({Type})-{Expansion}";

    /// <summary>The mention as one of a post: itself where it is in none yet, else a copy.</summary>
    internal MentionContext In(PostContext context, int index)
    {
        if (post is not null)
        {
            return new MentionContext(this).In(context, index);
        }

        post = context;
        Index = index;
        return this;
    }
}
