using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Reports;

/// <summary>Judges entities against gold as GMNER does: same span, same type, and the best region right (IoU of at least 0.5 with any gold box, or none in both).</summary>
internal sealed class GoldComparison(GoldView gold, ImageSize? picture)
{
    private const double Threshold = 0.5;

    /// <summary>Null where the entity is right, else what is wrong.</summary>
    public string? FaultOf(AnnotatedEntity entity)
    {
        var sameSpan = gold.Entities.Where(g => g.Span == entity.Mention.Span).ToList();
        if (sameSpan.Count == 0)
        {
            return gold.Entities.Any(g => g.Span.Overlaps(entity.Mention.Span)) ? "span" : "not an entity";
        }

        var match = sameSpan.Find(g => g.Type == entity.Mention.Type);
        return match is null ? $"type: {sameSpan[0].Type}" : RegionFault(entity, match);
    }

    /// <summary>Gold entities whose span no entity of the result has.</summary>
    public IEnumerable<GoldViewEntity> Missed(AnnotationResult result) =>
        gold.Entities.Where(g => result.Entities.All(e => e.Mention.Span != g.Span));

    private string? RegionFault(AnnotatedEntity entity, GoldViewEntity match) => (entity.Regions.Count, match.Boxes.Count) switch
    {
        (0, 0) => null,
        (0, _) => "is in the picture",
        (_, 0) => "is not in the picture",
        _ => IsRight(entity.Regions[0], match.Boxes) ? null : "box off",
    };

    private bool IsRight(Region region, IReadOnlyList<Box> boxes)
    {
        var size = gold.Picture ?? picture;
        if (region.Unit == RegionUnit.Relative && size is null)
        {
            return false;
        }

        var box = region.ToPixels(size ?? default);
        return boxes.Any(b => b.IntersectionOverUnion(box) >= Threshold);
    }
}
