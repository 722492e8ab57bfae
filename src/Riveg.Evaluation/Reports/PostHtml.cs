using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Rendering;

namespace Riveg.Evaluation.Reports;

/// <summary>A post as it stands in the page.</summary>
/// <param name="Attributes">What filters and the search look at, without a mark of the element.</param>
/// <param name="Article">The post itself.</param>
internal readonly record struct RenderedPost(string Attributes, string Article);

/// <summary>Writes one post: its picture, and what one run says of it, or two side by side.</summary>
internal sealed class PostHtml(HtmlReportOptions options, ReportTotals totals, ReportTotals? otherTotals, PictureBudget budget)
{
    private static readonly PredictionCheck Sizes = new(new HashSet<EntityType>());

    private readonly RunHtml run = new(options);
    private int posts;

    public RenderedPost Render(AnnotationResult result)
    {
        posts++;
        var gold = options.Gold(result);
        var rows = Rows(result, gold);
        totals.Add(result, rows);
        return options.Other is null ? RenderAlone(result, rows, gold) : RenderPair(result, rows, options.Other(result), gold);
    }

    private RenderedPost RenderAlone(AnnotationResult result, IReadOnlyList<EntityRow> rows, GoldPost? gold)
    {
        var figure = Figure(result, null, p => p.Render(result, gold));
        var attributes = Attributes([ReportTags.Of(result)], rows, result.PostId, result.Text);
        return new RenderedPost(
            attributes,
            $"<article{(figure.Length == 0 ? " class=\"plain\"" : string.Empty)} {attributes}>{figure}"
                + $"<div><h2>Post {HtmlText.Isolate(result.PostId)}</h2>{run.Render(result, rows)}</div></article>");
    }

    private RenderedPost RenderPair(AnnotationResult first, IReadOnlyList<EntityRow> rows, AnnotationResult? second, GoldPost? gold)
    {
        List<string> tags = [ReportTags.Of(first)];
        List<EntityRow> all = [.. rows];
        var (id, text) = ($"picture-{posts}", first.Text);
        var otherHalf = "<p class=\"error\">This run does not have the post.</p>";
        var picture = string.Empty;
        if (second is null)
        {
            picture = Figure(first, null, p => p.RenderFirst(id, first, gold));
            tags.Add(RunPair.Differ);
        }
        else
        {
            var others = Rows(second, gold);
            otherTotals!.Add(second, others);
            tags.AddRange([ReportTags.Of(second), .. RunPair.Of(rows, others)]);
            all.AddRange(others);
            text = second.Text == first.Text ? text : $"{text} {second.Text}";
            var otherPicture = string.Empty;
            picture = Figure(first, second, p =>
            {
                otherPicture = p.RenderSecond(id, second, gold);
                return p.RenderFirst(id, first, gold);
            });
            otherHalf = otherPicture + run.Render(second, others);
        }

        var attributes = Attributes(tags.Distinct(), all, first.PostId, text);
        var verdicts = tags.Where(t => t is RunPair.Same or RunPair.Differ or RunPair.Better or RunPair.Worse).Distinct()
            .Select(t => $" <span class=\"verdict {t}\">{RunPair.Words(t)}</span>");
        return new RenderedPost(
            attributes,
            $"<article class=\"pair\" {attributes}><h2>Post {HtmlText.Isolate(first.PostId)}{string.Concat(verdicts)}</h2>"
                + $"<section><h3>{HtmlText.Isolate(options.Title)}</h3>{picture}{run.Render(first, rows)}</section>"
                + $"<section><h3>{HtmlText.Isolate(options.OtherTitle)}</h3>{otherHalf}</section></article>");
    }

    private static string Attributes(IEnumerable<string> tags, IEnumerable<EntityRow> rows, string id, string text)
    {
        var entities = rows.Select(r => string.Join(' ', ReportTags.Of(r))).Distinct();
        return $"data-tags=\"{string.Join(' ', tags)}\" data-rows=\"{string.Join(';', entities)}\" "
            + $"data-find=\"{HtmlText.Escape($"{id} {text}")}\"";
    }

    private IReadOnlyList<EntityRow> Rows(AnnotationResult result, GoldPost? gold) =>
        EntityRow.Of(result, gold is null ? null : Judge(result, gold), e => options.IsScored(e));

    // As 'evaluate' does, regions come into the size of gold's picture first.
    private static PostJudgement Judge(AnnotationResult result, GoldPost gold)
    {
        var known = gold.ImageSize is null && result.Image?.Size is { } own ? gold with { ImageSize = own } : gold;
        return PostJudgement.Of(known, Sizes.Check(result, known, _ => { }).Entities);
    }

    private string Figure(AnnotationResult result, AnnotationResult? other, Func<PictureHtml, string> render)
    {
        try
        {
            if ((options.Picture(result) ?? (other is null ? null : options.Picture(other))) is not { } image)
            {
                return string.Empty;
            }

            using var jpeg = SkiaPictures.ToJpeg(image, budget.LongestSide, options.JpegQuality);
            var text = Convert.ToBase64String(jpeg.AsSpan());
            return budget.TryTake(text.Length)
                ? render(new PictureHtml(new ImageSize(image.Width, image.Height), text))
                : "<figure><p class=\"soft\">The page is full: this picture is left out.</p></figure>";
        }
        catch (Exception unreadable) when (unreadable is not OperationCanceledException)
        {
            return $"<figure><p class=\"error\">No picture: {HtmlText.Isolate(unreadable.Message)}</p></figure>";
        }
    }
}
