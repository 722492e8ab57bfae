using Riveg.Formats;

namespace Riveg.Service;

/// <summary>What of an annotation is told, as the options of <c>riveg annotate</c> choose it.</summary>
internal sealed record AnnotationView
{
    /// <summary>Whether the places that grounding weighed are told (<c>--candidates</c>).</summary>
    /// <value>The default value is false.</value>
    public bool Candidates { get; init; }

    /// <summary>Whether what was seen in the picture is told (not <c>--no-observations</c>).</summary>
    /// <value>The default value is true.</value>
    public bool Observations { get; init; } = true;

    /// <summary>What offsets count (<c>--offsets</c>).</summary>
    /// <value>The default value is <see cref="OffsetUnit.Utf16"/>.</value>
    public OffsetUnit Offsets { get; init; }

    /// <summary>The annotation without what is not told.</summary>
    /// <param name="result">Whole, with candidates and observations.</param>
    public AnnotationResult Of(AnnotationResult result)
    {
        var shown = result with
        {
            Provenance = result.Provenance is { } origin
                ? origin with { HasCandidates = Candidates, HasObservations = Observations }
                : null,
        };
        shown = Observations ? shown : shown with { Observations = [] };
        return Candidates ? shown : shown with { Entities = [.. shown.Entities.Select(e => e with { Candidates = [] })] };
    }
}
