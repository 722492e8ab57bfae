using Riveg.Evidence;
using Riveg.Faults;

namespace Riveg;

/// <summary>What came out for one post: its entities, or why there are none. Immutable and safe to share between threads.</summary>
/// <example><code source="../../samples/Riveg.Samples.Programs/ReadResult.cs" region="result"><![CDATA[
/// var result = await riveg.AnnotateAsync("Adele lights up the O2 Arena in London tonight", "concert.png");
/// if (!result.Succeeded)
/// {
///     foreach (var fault in result.AllFaults())
///     {
///         output.WriteLine($"{fault.Stage}: {fault.Message}");
///     }
/// }
///
/// foreach (var entity in result.Entities.Where(e => e.Presence == EntityPresence.InPicture))
/// {
///     output.WriteLine($"{entity.Text} is at {entity.Regions[0].Box}");
/// }
/// ]]></code></example>
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

    /// <summary>What was seen in the picture, captions included; empty where nobody looked.</summary>
    public IReadOnlyList<PictureObservation> Observations { get; init; } = [];

    /// <summary>Where the annotation came from; null where that is not known.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>
    /// Why there is no answer at all: the post itself is wrong, or its text could not be read for names; null where there is an answer.
    /// </summary>
    public Fault? Error { get; init; }

    /// <summary>Optional stages that could not answer for the whole post (captions, knowledge); the others went on without them.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>Whether the post was annotated in full: no error, no fault of a stage, of the picture or of a mention.</summary>
    public bool Succeeded => Error is null && Faults.Count == 0 && Image?.Fault is null && Entities.All(e => e.Fault is null);

    /// <summary>Everything that went wrong, in the order of the stages.</summary>
    /// <returns>Empty for a post that <see cref="Succeeded"/>.</returns>
    public IEnumerable<Fault> AllFaults()
    {
        if (Error is { } error)
        {
            yield return error;
        }

        if (Image?.Fault is { } unreadable)
        {
            yield return unreadable;
        }

        foreach (var fault in Faults.Concat(Entities.Select(e => e.Fault).OfType<Fault>()))
        {
            yield return fault;
        }
    }
}
