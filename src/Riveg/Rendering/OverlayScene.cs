using System.Globalization;
using Riveg.Regions;

namespace Riveg.Rendering;

/// <summary>One region as it is drawn.</summary>
/// <param name="Box">In pixels inside the picture, with an area.</param>
/// <param name="Outline">The mask's contour; empty without a mask.</param>
/// <param name="Color">The entity type's colour.</param>
/// <param name="Name">The entity's words, without control characters.</param>
/// <param name="Detail">Type, and the probability that the box is right.</param>
internal sealed record DrawnRegion(Box Box, IReadOnlyList<ContourPoint[]> Outline, EntityColor Color, string Name, string Detail);

/// <summary>What an overlay shows: the regions of a result in pixels of one picture.</summary>
internal sealed record OverlayScene(ImageSize Picture, OverlayScale Scale, IReadOnlyList<DrawnRegion> Regions)
{
    /// <summary>
    /// Collects the regions of a result. Entities without a region are left out, and so is what lies outside the picture; a mask of another
    /// size than the picture is scaled to it.
    /// </summary>
    public static OverlayScene Of(AnnotationResult result, ImageSize picture)
    {
        var regions =
            from entity in result.Entities
            from region in entity.Regions
            let box = region.ToPixels(picture).ClampTo(picture)
            where box.IsProper
            select new DrawnRegion(
                box,
                Outline(region.Mask, picture),
                EntityPalette.ColorOf(entity.Mention.Type),
                OneLine(entity.Text),
                Detail(entity, region));
        return new OverlayScene(picture, OverlayScale.For(picture), [.. regions]);
    }

    private static IReadOnlyList<ContourPoint[]> Outline(Mask? mask, ImageSize picture)
    {
        if (mask is null)
        {
            return [];
        }

        var (scaleX, scaleY) = ((double)picture.Width / mask.Width, (double)picture.Height / mask.Height);
        return [.. MaskContour.Trace(mask).Select(contour => Array.ConvertAll(contour, p => new ContourPoint(p.X * scaleX, p.Y * scaleY)))];
    }

    private static string Detail(AnnotatedEntity entity, Region region) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{entity.Mention.Type.Name} · box {region.Score * 100:0} "
            + $"%{(region.Mask is { IsPlaceholder: true } ? ", no outline" : string.Empty)}");

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
