using Riveg.Faults;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Datasets;

/// <summary>One split of a data set, read into memory.</summary>
/// <param name="Name">The data set's kind, such as <c>twitter-gmner</c>.</param>
/// <param name="Split">Such as <c>dev</c>.</param>
/// <param name="Posts">In the file's order.</param>
/// <param name="Faults">What was broken or did not fit together; the reading went on past each.</param>
public sealed record Dataset(string Name, string Split, IReadOnlyList<GoldPost> Posts, IReadOnlyList<DatasetFault> Faults)
{
    /// <summary>The different gold boxes of the entities of one type, post by post, each with its picture's size.</summary>
    /// <param name="type">The entities' type.</param>
    /// <returns>In pixels; posts whose picture's size is not known are left out.</returns>
    public IReadOnlyList<(Box Box, ImageSize Picture)> BoxesOf(EntityType type) =>
    [
        .. from post in Posts
           where post.ImageSize is not null
           from box in post.Entities.Where(e => e.Type == type).SelectMany(e => e.Boxes).Distinct()
           select (box, post.ImageSize!.Value),
    ];
}

/// <summary>Something broken in a data set.</summary>
/// <param name="Kind">What sort of fault it is.</param>
/// <param name="Location">Where, as <c>file:line</c> or <c>file</c>.</param>
/// <param name="Message">What, in one line.</param>
public sealed record DatasetFault(DatasetFaultKind Kind, string Location, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{Location}: {Message}";
}

/// <summary>The sorts of faults.</summary>
public enum DatasetFaultKind
{
    /// <summary>A row of a file is not of its form.</summary>
    BrokenRow,

    /// <summary>A tag cannot be read, or its type is none of the data set's.</summary>
    UnreadTag,

    /// <summary>A picture's annotation belongs to no post.</summary>
    OrphanAnnotation,

    /// <summary>A picture's annotation is missing parts or is no XML or JSON.</summary>
    BrokenAnnotation,

    /// <summary>An entity of an annotated post cannot be meant as it stands.</summary>
    BrokenEntity,

    /// <summary>A box reaches out of its picture; it stays as it is.</summary>
    BoxOutside,

    /// <summary>A box lies so far outside its picture that no prediction can match it; it is left out.</summary>
    BoxBeyondPicture,

    /// <summary>A box has no area; it is left out.</summary>
    BoxWithoutArea,

    /// <summary>A box's corners are in the wrong order; it is left out.</summary>
    BoxReversed,

    /// <summary>A box or an outline is in fractions of its picture where pixels belong.</summary>
    BoxInFractions,

    /// <summary>A mask has no pixel.</summary>
    MaskWithoutPixel,

    /// <summary>An annotated name is no entity of the post's text.</summary>
    NameWithoutEntity,

    /// <summary>Two posts of a split have the same id.</summary>
    DuplicateId,

    /// <summary>A side file (knowledge, captions) does not fit the posts.</summary>
    SideFile,

    /// <summary>A post also stands in another split or data set.</summary>
    Shared,

    /// <summary>A post's picture is missing.</summary>
    MissingPicture,

    /// <summary>A post's picture cannot be decoded.</summary>
    BrokenPicture,

    /// <summary>A post's picture has a single colour.</summary>
    BlankPicture,
}

/// <summary>A data set cannot be read at all; the message is one line that says what to do.</summary>
public sealed class DatasetException : RivegException
{
    /// <summary>Makes the exception.</summary>
    public DatasetException(string message, Exception? innerException = null)
        : base(FaultKind.WrongInput, message, innerException)
    {
    }
}
