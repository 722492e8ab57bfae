using System.Text;

namespace Riveg.Evaluation.Reports;

/// <summary>
/// Writes what one run says of a post: its text with the entities marked, what went wrong, and what is known of each entity.
/// </summary>
internal sealed class RunHtml(HtmlReportOptions options)
{
    // A table's cells are HTML already.
    private static readonly Column<EntityRow>[] Columns =
    [
        new("Entity", r => HtmlText.Isolate(r.Name)),
        new("Type", r => HtmlText.TypeBadge(r.Type)),
        new("Score", r => r.Score is { } score ? HtmlText.Percent(score) : string.Empty),
        new("In the picture", r => r.Presence),
        new("Expansion", r => string.IsNullOrWhiteSpace(r.Found?.Expansion) ? string.Empty : HtmlText.Isolate(r.Found.Expansion)),
        new("Gold", r => r.IsRight switch
        {
            null => string.Empty,
            true => "<span class=\"right\">✓ right</span>",
            false => $"<span class=\"wrong\">✗ {HtmlText.Isolate(r.Fault)}</span>",
        }),
    ];

    public string Render(AnnotationResult result, IReadOnlyList<EntityRow> rows)
    {
        var html = new StringBuilder($"<p class=\"text\" dir=\"auto\">{MarkEntities(result)}</p>");
        foreach (var fault in result.AllFaults())
        {
            html.Append($"<p class=\"error\">Failed at {HtmlText.Escape(fault.Stage)}: {HtmlText.Isolate(fault.Message)}</p>");
        }

        if (result.Image is { Unseen: true })
        {
            html.Append("<p class=\"soft\">Nobody looked at the picture: what is said of it is a guess from the text.</p>");
        }

        return html.Append(RenderTable(result, rows)).ToString();
    }

    // Spans that overlap an earlier one or reach past the text (a foreign file may hold such) stay unmarked; the table still lists them.
    private string MarkEntities(AnnotationResult result)
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

            // The name and its type are one island in a text of either direction, which runs as the name does.
            html.Append(HtmlText.Escape(result.Text.AsSpan(position, span.Start - position)));
            html.Append($"<bdi><mark {HtmlText.ColorStyle(entity.Mention.Type)} title=\"{HtmlText.IsolateAttribute(Tooltip(entity))}\">");
            html.Append(
                $"{HtmlText.Escape(span.Slice(result.Text))}<small>{HtmlText.Isolate(entity.Mention.Type.Name)}</small></mark></bdi>");
            position = span.End;
        }

        return html.Append(HtmlText.Escape(result.Text.AsSpan(position))).ToString();
    }

    private string Tooltip(AnnotatedEntity entity)
    {
        var tooltip = entity.Mention.Type.Name;
        tooltip += options.IsScored(entity) ? $", score {HtmlText.Percent(entity.Mention.Score)}" : string.Empty;
        tooltip += entity.Entailment is { } entailment ? $"; in the picture with {HtmlText.Percent(entailment)}" : string.Empty;
        return entity.Expansion is { } expansion ? $"{tooltip}; {expansion}" : tooltip;
    }

    // On a phone a row is a card, whose cells say their columns themselves.
    private static string RenderTable(AnnotationResult result, IReadOnlyList<EntityRow> rows)
    {
        if (rows.Count == 0)
        {
            return result.Succeeded ? "<p class=\"soft\">No entities.</p>" : string.Empty;
        }

        var table = ValueTable.Of(Columns, rows);
        var html = new StringBuilder("<table><thead><tr>");
        html.AppendJoin(string.Empty, table.Header.Select(h => $"<th scope=\"col\">{h}</th>")).Append("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            html.AppendJoin(
                string.Empty,
                row.Zip(table.Header).Select(
                    c => $"<td data-label=\"{c.Second}\"{(c.First.Length == 0 ? " class=\"none\"" : string.Empty)}>{c.First}</td>"));
            html.Append("</tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }
}
