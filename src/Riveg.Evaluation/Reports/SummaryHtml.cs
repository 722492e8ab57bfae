using System.Text;

namespace Riveg.Evaluation.Reports;

/// <summary>
/// Writes the figures of a whole run, the legend of the boxes, and the filters; a filter that no post passes is left out.
/// </summary>
internal static class SummaryHtml
{
    private static readonly (string Group, string Tag, string Label)[] Filters =
    [
        ("where", ReportTags.Grounded, "in the picture"),
        ("where", ReportTags.Ungrounded, "not in the picture"),
        ("outcome", ReportTags.Failed, "failed"),
        ("verdict", ReportTags.Right, "right"),
        ("verdict", ReportTags.Wrong, "wrong"),
    ];

    public static string Render(ReportTotals totals)
    {
        var html = new StringBuilder("<section id=\"summary\" aria-label=\"Summary\">");
        html.Append($"<p class=\"soft\">{Origin(totals)}</p><div class=\"figures\">");
        foreach (var figure in totals.Figures)
        {
            html.Append($"<div><b>{figure.Value}</b>{figure.Name}</div>");
        }

        html.Append("</div>").Append(Legend(totals));
        html.Append("<form class=\"filters\"><b>Show</b>");
        foreach (var (type, count) in totals.ByType)
        {
            AppendFilter(html, "type", HtmlText.TypeTag(type), $"{HtmlText.TypeBadge(type)} {count}");
        }

        foreach (var (group, tag, label) in Filters.Where(f => totals.Has(f.Tag)))
        {
            AppendFilter(html, group, tag, label);
        }

        return html.Append("<span id=\"shown\" class=\"soft\" role=\"status\"></span></form></section>\n").ToString();
    }

    private static string Origin(ReportTotals totals)
    {
        var profile = totals.Profile is { } name
            ? $"Profile {HtmlText.Isolate(name)}."
            : "The annotations do not say which profile made them.";
        return totals.Decision is { } decision
            ? $"{profile} What is in the picture was decided by {HtmlText.Isolate(decision)}; in brackets the probability of each answer."
            : profile;
    }

    private static string Legend(ReportTotals totals)
    {
        if (!totals.Has(ReportTags.Grounded) && !totals.HasGold)
        {
            return string.Empty;
        }

        var types = string.Join(' ', totals.ByType.Select(t => HtmlText.TypeBadge(t.Type)));
        var gold = totals.HasGold ? "<span><i class=\"key gold\"></i>gold: what people marked</span>" : string.Empty;
        return $"<p class=\"legend\"><span><i class=\"key\"></i>found, in the colour of its type</span>{gold}<span>{types}</span></p>";
    }

    private static void AppendFilter(StringBuilder html, string name, string value, string label) =>
        html.Append($"<label><input type=\"checkbox\" name=\"{name}\" value=\"{value}\">{label}</label>");
}
