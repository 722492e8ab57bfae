using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Reports;

/// <summary>What a post's gold annotation says, for the comparison in a report.</summary>
/// <param name="Entities">All gold entities of the post.</param>
public sealed record GoldView(IReadOnlyList<GoldViewEntity> Entities)
{
    /// <summary>The size of the picture that the gold boxes refer to; null where it is not known.</summary>
    public ImageSize? Picture { get; init; }
}

/// <summary>One gold entity.</summary>
/// <param name="Span">Where in the text, in UTF-16 code units.</param>
/// <param name="Type">Its type.</param>
/// <param name="Boxes">In pixels; empty where the entity is not in the picture.</param>
public sealed record GoldViewEntity(TextSpan Span, EntityType Type, IReadOnlyList<Box> Boxes);
