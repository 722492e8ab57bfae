using System.Text;

namespace Riveg.Evaluation.Reports;

/// <summary>Writes the figures of a whole run and the filters.</summary>
internal static class SummaryHtml
{
    public static string Render(ReportTotals totals)
    {
        var html = new StringBuilder("<section id=\"summary\" aria-label=\"Summary\">");
        html.Append($"<div class=\"soft\">Profile: {HtmlText.Escape(totals.Profile ?? "not told")}; in the picture or not: the answer and its probability, decided by {HtmlText.Escape(totals.Decision ?? "what is not told")}</div><div class=\"figures\">");
        AppendFigure(html, totals.Posts, "posts");
        AppendFigure(html, totals.Failed, "failed");
        AppendFigure(html, totals.Entities, "entities");
        AppendShare(html, totals.Groundable, totals.Entities, "in the picture");
        AppendShare(html, totals.Right, totals.Judged, "right (precision, GMNER)");
        html.Append("</div><form class=\"filters\"><b>Show</b>");
        foreach (var (type, count) in totals.ByType)
        {
            AppendFilter(html, "type", HtmlText.TypeTag(type), $"<span class=\"type\" {HtmlText.ColorStyle(type)}>{HtmlText.Escape(type.Name)}</span> {count}");
        }

        AppendFilter(html, "where", "grounded", "in the picture");
        AppendFilter(html, "where", "ungrounded", "not in the picture");
        AppendFilter(html, "outcome", "failed", "failed");
        if (totals.Judged > 0)
        {
            AppendFilter(html, "verdict", "right", "right");
            AppendFilter(html, "verdict", "wrong", "wrong");
        }

        return html.Append("<span id=\"shown\" class=\"soft\" role=\"status\"></span></form></section>\n").ToString();
    }

    private static void AppendFigure(StringBuilder html, int count, string name) => html.Append($"<div><b>{count}</b>{name}</div>");

    private static void AppendShare(StringBuilder html, int part, int whole, string name)
    {
        if (whole > 0)
        {
            html.Append($"<div><b>{HtmlText.Percent((double)part / whole)}</b>{name}</div>");
        }
    }

    private static void AppendFilter(StringBuilder html, string name, string value, string label) =>
        html.Append($"<label><input type=\"checkbox\" name=\"{name}\" value=\"{value}\">{label}</label>");
}
