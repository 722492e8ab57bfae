using System.Text;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Rendering;

namespace Riveg.Evaluation.Reports;

/// <summary>Writes a post's picture with its boxes and outlines laid over it as SVG.</summary>
internal sealed class PictureHtml(HtmlReportOptions options)
{
    public string Render(AnnotationResult result, RgbImage image, GoldView? gold)
    {
        var size = new ImageSize(image.Width, image.Height);
        using var jpeg = SkiaPictures.ToJpeg(image, options.LongestSide, options.JpegQuality);
        var html = new StringBuilder("<figure><div class=\"stage\">");
        html.Append($"<img alt=\"{HtmlText.Escape(Describe(result))}\" width=\"{image.Width}\" height=\"{image.Height}\" src=\"data:image/jpeg;base64,");
        html.Append(Convert.ToBase64String(jpeg.AsSpan())).Append("\">");
        html.Append($"<svg viewBox=\"0 0 {image.Width} {image.Height}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        AppendGold(html, gold, size);
        foreach (var entity in result.Entities)
        {
            AppendEntity(html, entity, size);
        }

        return html.Append("</svg></div></figure>").ToString();
    }

    private static string Describe(AnnotationResult result)
    {
        var seen = result.Entities.Where(e => e.Presence == EntityPresence.InPicture).Select(e => e.Text).ToList();
        return seen.Count == 0 ? $"Picture of post {result.PostId}; no entity found in it" : $"Picture of post {result.PostId}, with {string.Join(", ", seen)} outlined";
    }

    private static void AppendGold(StringBuilder html, GoldView? gold, ImageSize size)
    {
        var from = gold?.Picture ?? size;
        foreach (var box in gold?.Entities.SelectMany(e => e.Boxes) ?? [])
        {
            AppendBox(html, BoxConversions.FromRelative(BoxConversions.ToRelative(box, from), size).ClampTo(size), "class=\"gold\"");
        }
    }

    private static void AppendEntity(StringBuilder html, AnnotatedEntity entity, ImageSize size)
    {
        html.Append($"<g {HtmlText.ColorStyle(entity.Mention.Type)}><title>{HtmlText.Escape(entity.Text)}</title>");
        foreach (var region in entity.Regions)
        {
            AppendMask(html, region.Mask, size);
            AppendBox(html, region.ToPixels(size).ClampTo(size), string.Empty);
        }

        html.Append("</g>");
    }

    private static void AppendMask(StringBuilder html, Mask? mask, ImageSize size)
    {
        if (mask is null)
        {
            return;
        }

        html.Append("<path fill-rule=\"evenodd\" d=\"");
        foreach (var contour in MaskContour.Trace(mask))
        {
            html.Append('M');
            html.AppendJoin('L', contour.Select(p =>
                $"{HtmlText.Number(p.X * size.Width / mask.Width)} {HtmlText.Number(p.Y * size.Height / mask.Height)}"));
            html.Append('Z');
        }

        html.Append("\"/>");
    }

    private static void AppendBox(StringBuilder html, Box box, string attributes)
    {
        if (box.IsProper)
        {
            html.Append($"<rect {attributes} x=\"{HtmlText.Number(box.X0)}\" y=\"{HtmlText.Number(box.Y0)}\" width=\"{HtmlText.Number(box.Width)}\" height=\"{HtmlText.Number(box.Height)}\"/>");
        }
    }
}
