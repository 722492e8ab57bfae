using System.Text;
using Riveg.Evaluation.Datasets;
using Riveg.Regions;
using Riveg.Rendering;

namespace Riveg.Evaluation.Reports;

/// <summary>
/// Writes a post's picture with its boxes and outlines laid over it as SVG, and their names as text, which is as large on a phone as
/// anywhere.
/// </summary>
/// <param name="size">The picture's.</param>
/// <param name="jpeg">The picture, as base64.</param>
internal sealed class PictureHtml(ImageSize size, string jpeg)
{
    /// <summary>The picture alone, with what one run found.</summary>
    public string Render(AnnotationResult result, GoldPost? gold) =>
        $"<figure><div class=\"stage\"><img alt=\"{HtmlText.Escape(Describe(result))}\" width=\"{size.Width}\" height=\"{size.Height}\" "
        + $"src=\"data:image/jpeg;base64,{jpeg}\">{Svg("aria-hidden=\"true\"", string.Empty, result, gold)}</div></figure>";

    /// <summary>The picture of the first of two runs; the second one refers to its pixels, so that they lie in the page once.</summary>
    /// <param name="id">Of the pixels, in the page.</param>
    /// <param name="result">What the run found.</param>
    /// <param name="gold">What people marked.</param>
    public string RenderFirst(string id, AnnotationResult result, GoldPost? gold) => Shared(
        $"<image id=\"{id}\" width=\"{size.Width}\" height=\"{size.Height}\" preserveAspectRatio=\"none\" "
            + $"href=\"data:image/jpeg;base64,{jpeg}\"/>",
        result,
        gold);

    /// <summary>The picture of the second of two runs.</summary>
    /// <param name="id">Of the pixels, in the page.</param>
    /// <param name="result">What the run found.</param>
    /// <param name="gold">What people marked.</param>
    public string RenderSecond(string id, AnnotationResult result, GoldPost? gold) => Shared($"<use href=\"#{id}\"/>", result, gold);

    private string Shared(string pixels, AnnotationResult result, GoldPost? gold) =>
        $"<figure><div class=\"stage shared\" style=\"aspect-ratio:{size.Width}/{size.Height}\">"
        + $"{Svg($"role=\"img\" aria-label=\"{HtmlText.Escape(Describe(result))}\"", pixels, result, gold)}</div></figure>";

    private string Svg(string attributes, string pixels, AnnotationResult result, GoldPost? gold)
    {
        var html = new StringBuilder($"<svg viewBox=\"0 0 {size.Width} {size.Height}\" preserveAspectRatio=\"none\" {attributes}>{pixels}");
        var names = new BoxNames(size);
        AppendGold(html, gold, names);
        foreach (var entity in result.Entities)
        {
            AppendEntity(html, entity, names);
        }

        return html.Append("</svg>").Append(names.Render()).ToString();
    }

    private static string Describe(AnnotationResult result)
    {
        var seen = result.Entities.Where(e => e.Presence == EntityPresence.InPicture).Select(e => HtmlText.IsolateText(e.Text)).ToList();
        var post = $"Picture of post {HtmlText.IsolateText(result.PostId)}";
        return seen.Count == 0 ? $"{post}; no entity found in it" : $"{post}, with {string.Join(", ", seen)} outlined";
    }

    private void AppendGold(StringBuilder html, GoldPost? gold, BoxNames names)
    {
        var from = gold?.ImageSize ?? size;
        foreach (var (entity, box) in gold?.Entities.SelectMany(e => e.Boxes.Select(b => (e, b))) ?? [])
        {
            var scaled = Box.FromRelative(box.ToRelative(from), size).ClampTo(size);
            AppendBox(html, scaled, "class=\"gold\"");
            names.AddGold(scaled, entity.Span.End <= gold!.Post.Text.Length ? entity.Span.Of(gold.Post.Text) : entity.Type.Name);
        }
    }

    private void AppendEntity(StringBuilder html, AnnotatedEntity entity, BoxNames names)
    {
        html.Append($"<g {HtmlText.ColorStyle(entity.Mention.Type)}>");
        foreach (var region in entity.Regions)
        {
            var box = region.ToPixels(size).ClampTo(size);
            AppendMask(html, region.Mask);
            AppendBox(html, box, string.Empty);
            names.AddFound(box, entity.Text, entity.Mention.Type);
        }

        html.Append("</g>");
    }

    private void AppendMask(StringBuilder html, Mask? mask)
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
