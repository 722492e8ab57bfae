using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Annotations;

/// <summary>What came out for one post: its entities, or why there are none.</summary>
public sealed record AnnotationResult
{
    /// <summary>The post's id.</summary>
    public required string PostId { get; init; }

    /// <summary>The post's text; offsets are UTF-16 indices into it.</summary>
    public required string Text { get; init; }

    /// <summary>The picture; null for a post without one.</summary>
    public AnnotatedImage? Image { get; init; }

    /// <summary>The entities in text order; empty for a failed post.</summary>
    public IReadOnlyList<AnnotatedEntity> Entities { get; init; } = [];

    /// <summary>Where the annotation came from.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>Why the post failed; null where it did not.</summary>
    public AnnotationError? Error { get; init; }

    /// <summary>Whether the post was annotated.</summary>
    public bool Succeeded => Error is null;
}

/// <summary>The picture of an annotated post.</summary>
/// <param name="Path">As the post named it.</param>
/// <param name="Size">Of the upright picture; null where the picture was not opened.</param>
public sealed record AnnotatedImage(string Path, ImageSize? Size);

/// <summary>Why a post failed.</summary>
/// <param name="Stage">Where: <c>input</c>, <c>image</c>, <c>captions</c>, <c>knowledge</c>, <c>recognition</c>, <c>expansion</c>, <c>entailment</c>, <c>grounding</c> or <c>segmentation</c>.</param>
/// <param name="Message">One line: what is wrong and what to do.</param>
public sealed record AnnotationError(string Stage, string Message);

/// <summary>A named entity of a post.</summary>
public sealed record AnnotatedEntity
{
    /// <summary>Span, type and the recogniser's score.</summary>
    public required Mention Mention { get; init; }

    /// <summary>The mention's words as they stand in the text.</summary>
    public required string Text { get; init; }

    /// <summary>The short phrase that says what the entity is; null where none is known.</summary>
    public string? Expansion { get; init; }

    /// <summary>The probability that the entity is in the picture, 0..1; null where it was not judged.</summary>
    public double? Entailment { get; init; }

    /// <summary>Where the entity is, best first; empty where it is not in the picture.</summary>
    public IReadOnlyList<Region> Regions { get; init; } = [];

    /// <summary>The entailment model's own words where it is a language model; null elsewhere.</summary>
    public string? EntailmentAnswer { get; init; }
}
