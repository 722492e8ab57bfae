using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg;

/// <summary>The picture of an annotated post.</summary>
/// <param name="Path">As the post named it.</param>
/// <param name="Size">Of the upright picture, in pixels; null where the picture was not opened.</param>
public sealed record AnnotatedImage(string Path, ImageSize? Size)
{
    /// <summary>How faults name the reading of a picture.</summary>
    public const string Stage = PostInProgress.ImageStage;

    /// <summary>
    /// The file that it is in; null where it is in none. A relative path starts in the current folder, or, of an annotation that was read
    /// from a file, in that file's folder; such an annotation says it only where <see cref="Path"/> alone does not lead there.
    /// </summary>
    public string? File { get; init; }

    /// <summary>
    /// Why the picture could not be read; null where it could. The text's entities stand without regions then.
    /// </summary>
    public Fault? Fault { get; init; }

    /// <summary>What is wrong with a picture that was read all the same, in one line; null for a proper one.</summary>
    public string? Warning { get; init; }

    /// <summary>
    /// Whether there is a picture that could not be looked at (<see cref="ImageSource.Unseen"/>): regions are guesses from the text.
    /// </summary>
    public bool Unseen { get; init; }
}
