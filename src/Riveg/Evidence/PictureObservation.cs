using Riveg.Regions;

namespace Riveg.Evidence;

/// <summary>Something that is seen in a post's picture, whatever the text says. Immutable.</summary>
/// <param name="Kind">What sort of thing it is.</param>
/// <param name="Text">The class of an object (<c>dog</c>), the words that were read, or the sentence of a caption; never empty.</param>
/// <param name="Source">Who saw it: a model's name, or <see cref="FromPost"/>.</param>
public sealed record PictureObservation(ObservationKind Kind, string Text, string Source)
{
    /// <summary>The source of what came with the post itself.</summary>
    public const string FromPost = "post";

    /// <summary>Where, in pixels of the upright picture and inside it; null where it is the whole picture.</summary>
    public Box? Box { get; init; }

    /// <summary>How sure the source is, 0..1; null where it does not say.</summary>
    public double? Score { get; init; }

    /// <summary>A sentence about the whole picture.</summary>
    /// <param name="caption">The sentence.</param>
    /// <param name="source">Who wrote it.</param>
    /// <returns>An observation of the kind <see cref="ObservationKind.Caption"/> without a region.</returns>
    public static PictureObservation OfCaption(string caption, string source = FromPost) => new(ObservationKind.Caption, caption, source);
}

/// <summary>The sorts of observations.</summary>
public enum ObservationKind
{
    /// <summary>A sentence about the whole picture. <c>caption</c></summary>
    Caption,

    /// <summary>A face. <c>face</c></summary>
    Face,

    /// <summary>An object of a named class. <c>object</c></summary>
    Object,

    /// <summary>Words that stand in the picture. <c>word</c></summary>
    Word,
}
