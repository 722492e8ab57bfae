using System.Text;
using Riveg.Posts;

namespace Riveg.Evaluation.Reports;

/// <summary>Writes one post: its picture, its text with the entities marked, and what is known of each.</summary>
internal sealed class PostHtml(HtmlReportOptions options, ReportTotals totals)
{
    private readonly PictureHtml pictures = new(options);

    public string Render(AnnotationResult result)
    {
        totals.Add(result);
        var gold = options.Gold(result);
        var comparison = gold is null ? null : new GoldComparison(gold, result.Image?.Size);
        var tags = new HashSet<string>(StringComparer.Ordinal);
        var table = RenderTable(result, comparison, tags);
        var figure = RenderFigure(result, gold);
        var html = new StringBuilder();
        tags.Add(result.Succeeded ? "done" : "failed");
        html.Append($"<article{(figure.Length == 0 ? " class=\"plain\"" : string.Empty)} data-tags=\"{string.Join(' ', tags.Order(StringComparer.Ordinal))}\">");
        html.Append(figure).Append($"<div><h2>Post <bdi>{HtmlText.Escape(result.PostId)}</bdi></h2>");
        html.Append($"<p class=\"text\" dir=\"auto\">{MarkEntities(result)}</p>");
        foreach (var fault in result.AllFaults())
        {
            html.Append($"<p class=\"error\">Failed at {HtmlText.Escape(fault.Stage)}: {HtmlText.Escape(fault.Message)}</p>");
        }

        if (result.Image is { Unseen: true })
        {
            html.Append("<p class=\"soft\">Nobody looked at the picture: what is said of it is a guess from the text.</p>");
        }

        return html.Append(table).Append("</div></article>\n").ToString();
    }

    private string RenderFigure(AnnotationResult result, GoldView? gold)
    {
        try
        {
            return options.Picture(result) is { } image ? pictures.Render(result, image, gold) : string.Empty;
        }
        catch (Exception unreadable) when (unreadable is not OperationCanceledException)
        {
            return $"<figure><p class=\"error\">No picture: {HtmlText.Escape(unreadable.Message)}</p></figure>";
        }
    }

    // Spans that overlap an earlier one or reach past the text (a foreign file may hold such) stay unmarked; the table still lists them.
    private static string MarkEntities(AnnotationResult result)
    {
        var html = new StringBuilder();
        var position = 0;
        foreach (var entity in result.Entities.OrderBy(e => e.Mention.Span))
        {
            var span = entity.Mention.Span;
            if (span.Start < position || span.End > result.Text.Length || span.Length == 0)
            {
                continue;
            }

            html.Append(HtmlText.Escape(result.Text.AsSpan(position, span.Start - position)));
            html.Append($"<mark {HtmlText.ColorStyle(entity.Mention.Type)} title=\"{HtmlText.Escape(Tooltip(entity))}\"><bdi>{HtmlText.Escape(span.Slice(result.Text))}</bdi>");
            html.Append($"<small>{HtmlText.Escape(entity.Mention.Type.Name)}</small></mark>");
            position = span.End;
        }

        return html.Append(HtmlText.Escape(result.Text.AsSpan(position))).ToString();
    }

    private static string Tooltip(AnnotatedEntity entity)
    {
        var tooltip = $"{entity.Mention.Type}, score {HtmlText.Percent(entity.Mention.Score)}";
        tooltip += entity.Entailment is { } entailment ? $"; in the picture with {HtmlText.Percent(entailment)}" : string.Empty;
        return entity.Expansion is { } expansion ? $"{tooltip}; {expansion}" : tooltip;
    }

    private string RenderTable(AnnotationResult result, GoldComparison? comparison, HashSet<string> tags)
    {
        var missed = comparison?.Missed(result).ToList() ?? [];
        if (result.Entities.Count == 0 && missed.Count == 0)
        {
            return result.Succeeded ? "<p class=\"soft\">No entities.</p>" : string.Empty;
        }

        var html = new StringBuilder("<table><thead><tr><th>Entity</th><th>Type</th><th>Score</th><th>In the picture</th><th>Expansion</th>");
        html.Append(comparison is null ? "</tr></thead><tbody>" : "<th>Gold</th></tr></thead><tbody>");
        foreach (var entity in result.Entities)
        {
            tags.Add(HtmlText.TypeTag(entity.Mention.Type));
            tags.Add(entity.Presence == EntityPresence.InPicture ? "grounded" : "ungrounded");
            html.Append($"<tr><td><bdi>{HtmlText.Escape(entity.Text)}</bdi></td><td>{TypeBadge(entity.Mention.Type)}</td><td>{HtmlText.Percent(entity.Mention.Score)}</td>");
            html.Append($"<td>{Presence(result, entity)}</td><td><bdi>{HtmlText.Escape(entity.Expansion)}</bdi></td>{Verdict(entity, comparison, tags)}</tr>");
        }

        foreach (var gold in missed)
        {
            tags.Add("wrong");
            var surface = gold.Span.End <= result.Text.Length ? gold.Span.Of(result.Text) : gold.Span.ToString();
            html.Append($"<tr><td><bdi>{HtmlText.Escape(surface)}</bdi></td><td>{TypeBadge(gold.Type)}</td><td></td><td></td><td></td><td class=\"wrong\">✗ missed</td></tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }

    private static string TypeBadge(EntityType type) => $"<span class=\"type\" {HtmlText.ColorStyle(type)}>{HtmlText.Escape(type.Name)}</span>";

    // The probability is that of the answer which stands before it.
    private static string Presence(AnnotationResult result, AnnotatedEntity entity)
    {
        var (answer, probability) = (entity.Presence, entity.Entailment) switch
        {
            (EntityPresence.InPicture, { } p) => ("yes", p),
            (EntityPresence.NotInPicture, { } p) => ("no", 1 - p),
            (EntityPresence.InPicture, null) => ("yes", (double?)null),
            (EntityPresence.NotInPicture, null) => ("no picture", null),
            _ => ("not judged", null),
        };
        return probability is { } known ? $"{answer} <span class=\"soft\">({HtmlText.Percent(known)})</span>" : answer;
    }

    private string Verdict(AnnotatedEntity entity, GoldComparison? comparison, HashSet<string> tags)
    {
        if (comparison is null)
        {
            return string.Empty;
        }

        var fault = comparison.FaultOf(entity);
        totals.AddVerdict(fault is null);
        tags.Add(fault is null ? "right" : "wrong");
        return fault is null ? "<td class=\"right\">✓ right</td>" : $"<td class=\"wrong\">✗ {HtmlText.Escape(fault)}</td>";
    }
}
