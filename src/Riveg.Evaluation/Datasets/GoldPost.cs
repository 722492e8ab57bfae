using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Datasets;

/// <summary>A post of a data set with what people marked in it.</summary>
public sealed record GoldPost
{
    /// <summary>The post, with its own tokens where the data set has some.</summary>
    public required Post Post { get; init; }

    /// <summary>
    /// The tokens as a file in the CoNLL form has them: the post's own, or else those of <see cref="SocialMediaTokenizer"/>, and what no
    /// token covers. One is cut
    /// where an entity begins or ends within it. Made anew at each call.
    /// </summary>
    public IReadOnlyList<TextSpan> Tokens => ConllTokens.Of(this);

    /// <summary>The tokens joined by one space, as files in the CoNLL form have them.</summary>
    public string TokenText => string.Join(' ', Tokens.Select(t => t.Of(Post.Text)));

    /// <summary>The entities in text order.</summary>
    public required IReadOnlyList<GoldEntity> Entities { get; init; }

    /// <summary>
    /// What language models said of the post beside <see cref="Riveg.Posts.Post.AuxiliaryKnowledge"/>: further views of the same post,
    /// which training learns
    /// from as well. Empty where there is at most one answer.
    /// </summary>
    public IReadOnlyList<string> FurtherKnowledge { get; init; } = [];

    /// <summary>
    /// The picture's size as its annotation says, or else, where there are boxes, as the picture itself does; null where neither is known.
    /// </summary>
    public ImageSize? ImageSize { get; init; }

    /// <summary>Where the post stands, as <c>file:line</c>.</summary>
    public string Location { get; init; } = string.Empty;
}

/// <summary>An entity that people marked.</summary>
public sealed record GoldEntity
{
    /// <summary>Where in the post's text, in UTF-16 code units.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>The (coarse) type.</summary>
    public required EntityType Type { get; init; }

    /// <summary>The fine type, where the data set has one.</summary>
    public string? FineType { get; init; }

    /// <summary>All boxes of the entity in pixels; empty where it is not in the picture.</summary>
    public IReadOnlyList<Box> Boxes { get; init; } = [];

    /// <summary>All masks of the entity; empty where it is not in the picture or the data set has none.</summary>
    public IReadOnlyList<Mask> Masks { get; init; } = [];

    /// <summary>Whether the entity is in its picture.</summary>
    public bool IsGroundable => Boxes.Count > 0 || Masks.Count > 0;
}
