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

    /// <summary>The entities in text order; empty for a post with an <see cref="Error"/>.</summary>
    public IReadOnlyList<AnnotatedEntity> Entities { get; init; } = [];

    /// <summary>Where the annotation came from.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>Why there is no answer at all: the post itself is wrong, or its text could not be read for names; null where there is an answer.</summary>
    public AnnotationError? Error { get; init; }

    /// <summary>Optional stages that could not answer for the whole post (captions, knowledge); the others went on without them.</summary>
    public IReadOnlyList<StageFault> Faults { get; init; } = [];

    /// <summary>Whether the post was annotated in full: no error, no fault of a stage, of the picture or of a mention.</summary>
    public bool Succeeded => Error is null && Faults.Count == 0 && Image?.Fault is null && Entities.All(e => e.Fault is null);

    /// <summary>Everything that went wrong, in the order of the stages; empty for a post that <see cref="Succeeded"/>.</summary>
    public IEnumerable<StageFault> AllFaults()
    {
        if (Error is { } error)
        {
            yield return new StageFault(error.Stage, error.Message);
        }

        if (Image?.Fault is { } unreadable)
        {
            yield return new StageFault(AnnotatedImage.Stage, unreadable);
        }

        foreach (var fault in Faults.Concat(Entities.Select(e => e.Fault).OfType<StageFault>()))
        {
            yield return fault;
        }
    }

    /// <summary>Whether an entity of this post is in its picture.</summary>
    public EntityPresence PresenceOf(AnnotatedEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        if (entity.Regions.Count > 0)
        {
            return EntityPresence.InPicture;
        }

        if (Image is null)
        {
            return EntityPresence.NotInPicture;
        }

        return Image.Fault is null && entity.Fault is null && entity.Entailment is not null ? EntityPresence.NotInPicture : EntityPresence.NotJudged;
    }
}

/// <summary>The picture of an annotated post.</summary>
/// <param name="Path">As the post named it.</param>
/// <param name="Size">Of the upright picture; null where the picture was not opened.</param>
public sealed record AnnotatedImage(string Path, ImageSize? Size)
{
    /// <summary>How faults name the reading of a picture.</summary>
    public const string Stage = "image";

    /// <summary>
    /// The file that it is in; null where it is in none. A relative path starts in the current folder, or, of an annotation that was read from a file, in that
    /// file's folder; such an annotation says it only where <see cref="Path"/> alone does not lead there.
    /// </summary>
    public string? File { get; init; }

    /// <summary>Why the picture could not be read, in one line; null where it could. The text's entities stand without regions then.</summary>
    public string? Fault { get; init; }

    /// <summary>What is wrong with a picture that was read all the same, in one line; null for a proper one.</summary>
    public string? Warning { get; init; }

    /// <summary>Whether there is a picture that could not be looked at (<see cref="ImageSource.Unseen"/>): regions are guesses from the text.</summary>
    public bool Unseen { get; init; }
}

/// <summary>Why a post has no answer.</summary>
/// <param name="Stage">Where: <c>input</c> or <c>recognition</c>.</param>
/// <param name="Message">One line: what is wrong and what to do.</param>
public sealed record AnnotationError(string Stage, string Message);

/// <summary>A stage could not answer; what the other stages found is kept.</summary>
/// <param name="Stage">The stage's name in profiles, such as <c>entailment</c>, or <c>image</c>.</param>
/// <param name="Message">One line: what is wrong and what to do.</param>
public sealed record StageFault(string Stage, string Message);

/// <summary>Whether an entity is in its post's picture.</summary>
public enum EntityPresence
{
    /// <summary>It is, and has at least one region.</summary>
    InPicture,

    /// <summary>It is not, or the post has no picture.</summary>
    NotInPicture,

    /// <summary>Nobody could say: the picture could not be read, or a stage failed.</summary>
    NotJudged,
}

/// <summary>A named entity of a post.</summary>
public sealed record AnnotatedEntity
{
    /// <summary>Span, type and the recogniser's score.</summary>
    public required Mention Mention { get; init; }

    /// <summary>The mention's words as they stand in the text.</summary>
    public required string Text { get; init; }

    /// <summary>The short phrase that says what the entity is; null where none is known.</summary>
    public string? Expansion { get; init; }

    /// <summary>The probability that the entity is in the picture, 0..1; null where it was not judged, and in a post without a picture.</summary>
    public double? Entailment { get; init; }

    /// <summary>Where the entity is, best first; empty where it is not in the picture or nobody could say.</summary>
    public IReadOnlyList<Region> Regions { get; init; } = [];

    /// <summary>The entailment model's own words where it is a language model; null elsewhere.</summary>
    public string? EntailmentAnswer { get; init; }

    /// <summary>The first stage that could not answer for this mention; null where all could.</summary>
    public StageFault? Fault { get; init; }
}
