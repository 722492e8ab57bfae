using Riveg.Faults;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg;

/// <summary>A named entity of a post. Immutable and safe to share between threads.</summary>
/// <example><code source="../../samples/Riveg.Samples.Programs/ReadResult.cs" region="entity"><![CDATA[
/// foreach (var entity in result.Entities)
/// {
///     var answer = entity.Presence switch
///     {
///         EntityPresence.InPicture => $"in the picture, {entity.Regions.Count} times",
///         EntityPresence.NotInPicture => "not in the picture",
///         _ => $"not judged: {entity.Fault?.Message ?? result.Image?.Fault?.Message}",
///     };
///     output.WriteLine($"{entity.Span} {entity.Text} ({entity.Type}, {entity.Score:P0}): {answer}");
/// }
/// ]]></code></example>
public sealed record AnnotatedEntity
{
    private readonly EntityPresence? presence;

    /// <summary>Span, type and the recogniser's score.</summary>
    public required Mention Mention { get; init; }

    /// <summary>The mention's words as they stand in the text.</summary>
    public required string Text { get; init; }

    /// <summary>Where in the post's text, in UTF-16 code units, half open.</summary>
    public TextSpan Span => Mention.Span;

    /// <summary>The entity's type.</summary>
    public EntityType Type => Mention.Type;

    /// <summary>The recogniser's probability of exactly this span and type, 0..1.</summary>
    public double Score => Mention.Score;

    /// <summary>The short phrase that says what the entity is; null where none is known.</summary>
    public string? Expansion { get; init; }

    /// <summary>
    /// The probability that the entity is in the picture, 0..1; null where it was not judged, and in a post without a picture.
    /// </summary>
    public double? Entailment { get; init; }

    /// <summary>Where the entity is, best first; empty where it is not in the picture or nobody could say.</summary>
    public IReadOnlyList<Region> Regions { get; init; } = [];

    /// <summary>Whether the entity is in its post's picture.</summary>
    /// <value>
    /// In the picture where there is a region. Else what is said; where nothing is, it is not in the picture if entailment judged it, and
    /// not judged if not.
    /// </value>
    public EntityPresence Presence
    {
        get => Regions.Count > 0
            ? EntityPresence.InPicture
            : presence ?? (Entailment is null ? EntityPresence.NotJudged : EntityPresence.NotInPicture);
        init => presence = value;
    }

    /// <summary>
    /// The places that grounding weighed, best first, with the reason of the choice; empty unless the pipeline was told to keep them.
    /// </summary>
    public IReadOnlyList<Candidate> Candidates { get; init; } = [];

    /// <summary>The entailment model's own words where it is a language model; null elsewhere.</summary>
    public string? EntailmentAnswer { get; init; }

    /// <summary>
    /// Whether <see cref="Entailment"/> comes of a bare yes or no of a language model that gave no log-probabilities.
    /// </summary>
    public bool EntailmentIsFlatGuess { get; init; }

    /// <summary>The first stage that could not answer for this mention; null where all could.</summary>
    public Fault? Fault { get; init; }
}

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
