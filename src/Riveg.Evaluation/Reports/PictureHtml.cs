using System.Text;
using Riveg.Evaluation.Datasets;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Rendering;

namespace Riveg.Evaluation.Reports;

/// <summary>
/// Writes a post's picture with its boxes and outlines laid over it as SVG, and their names as text, which is as large on a phone as
/// anywhere.
/// </summary>
internal sealed class PictureHtml(HtmlReportOptions options)
{
    public string Render(AnnotationResult result, RgbImage image, GoldPost? gold)
    {
        var size = new ImageSize(image.Width, image.Height);
        using var jpeg = SkiaPictures.ToJpeg(image, options.LongestSide, options.JpegQuality);
        var html = new StringBuilder("<figure><div class=\"stage\">");
        html.Append(
            $"<img alt=\"{HtmlText.Escape(Describe(result))}\" width=\"{image.Width}\" height=\"{image.Height}\" "
                + "src=\"data:image/jpeg;base64,");
        html.Append(Convert.ToBase64String(jpeg.AsSpan())).Append("\">");
        html.Append($"<svg viewBox=\"0 0 {image.Width} {image.Height}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        var names = new BoxNames(size);
        AppendGold(html, gold, size, names);
        foreach (var entity in result.Entities)
        {
            AppendEntity(html, entity, size, names);
        }

        return html.Append("</svg>").Append(names.Render()).Append("</div></figure>").ToString();
    }

    private static string Describe(AnnotationResult result)
    {
        var seen = result.Entities.Where(e => e.Presence == EntityPresence.InPicture).Select(e => HtmlText.IsolateText(e.Text)).ToList();
        var post = $"Picture of post {HtmlText.IsolateText(result.PostId)}";
        return seen.Count == 0 ? $"{post}; no entity found in it" : $"{post}, with {string.Join(", ", seen)} outlined";
    }

    private static void AppendGold(StringBuilder html, GoldPost? gold, ImageSize size, BoxNames names)
    {
        var from = gold?.ImageSize ?? size;
        foreach (var (entity, box) in gold?.Entities.SelectMany(e => e.Boxes.Select(b => (e, b))) ?? [])
        {
            var scaled = Box.FromRelative(box.ToRelative(from), size).ClampTo(size);
            AppendBox(html, scaled, "class=\"gold\"");
            names.AddGold(scaled, entity.Span.End <= gold!.Post.Text.Length ? entity.Span.Of(gold.Post.Text) : entity.Type.Name);
        }
    }

    private static void AppendEntity(StringBuilder html, AnnotatedEntity entity, ImageSize size, BoxNames names)
    {
        html.Append($"<g {HtmlText.ColorStyle(entity.Mention.Type)}>");
        foreach (var region in entity.Regions)
        {
            var box = region.ToPixels(size).ClampTo(size);
            AppendMask(html, region.Mask, size);
            AppendBox(html, box, string.Empty);
            names.AddFound(box, entity.Text, entity.Mention.Type);
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
            html.Append($"<rect {attributes} x=\"{HtmlText.Number(box.X0)}\" y=\"{HtmlText.Number(box.Y0)}\" ");
            html.Append($"width=\"{HtmlText.Number(box.Width)}\" height=\"{HtmlText.Number(box.Height)}\"/>");
        }
    }
}
