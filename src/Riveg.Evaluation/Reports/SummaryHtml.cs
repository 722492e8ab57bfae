using System.Text;
using Riveg.Posts;

namespace Riveg.Evaluation.Reports;

/// <summary>
/// Writes the figures of a whole run or of two, the legend of the boxes, and the filters; a filter that no post passes is left out.
/// </summary>
internal static class SummaryHtml
{
    // Words of a post have groups that begin with "post-", those of entities do not: report.js reads it.
    private static readonly (string Label, string Group, (string Tag, string Label)[] Words)[] Filters =
    [
        ("Place", "where", [(ReportTags.Grounded, "in the picture"), (ReportTags.Ungrounded, "not in the picture")]),
        ("Beside gold", "verdict", [(ReportTags.Right, "right"), (ReportTags.Wrong, "wrong")]),
        ("Outcome", "post-outcome", [(ReportTags.Failed, "failed")]),
    ];

    private static readonly (string Label, string Group, (string Tag, string Label)[] Words)[] PairFilters =
    [
        ("Both runs", "post-answer", [(RunPair.Same, RunPair.Words(RunPair.Same)), (RunPair.Differ, RunPair.Words(RunPair.Differ))]),
        ("Better run", "post-better", [(RunPair.Worse, RunPair.Words(RunPair.Worse)), (RunPair.Better, RunPair.Words(RunPair.Better))]),
    ];

    public static string Render(HtmlReportOptions options, ReportTotals totals, ReportTotals? other, PictureBudget budget)
    {
        var html = new StringBuilder("<section id=\"summary\" aria-label=\"Summary\">");
        if (other is null)
        {
            AppendRun(html, totals);
        }
        else
        {
            html.Append("<div class=\"runs\">");
            foreach (var (title, run) in new[] { (options.Title, totals), (options.OtherTitle, other) })
            {
                html.Append($"<div><h2>{HtmlText.Isolate(title)}</h2>");
                AppendRun(html, run);
                html.Append("</div>");
            }

            html.Append("</div>");
        }

        if (budget.LeftOut > 0)
        {
            html.Append($"<p class=\"soft\">The page is full: {budget.LeftOut} pictures are left out.</p>");
        }

        html.Append(Legend(totals, other));
        AppendFilters(html, totals, other);
        return html.Append("</section>\n").ToString();
    }

    private static void AppendRun(StringBuilder html, ReportTotals totals)
    {
        html.Append($"<p class=\"soft\">{Origin(totals)}</p><div class=\"figures\">");
        foreach (var figure in totals.Figures)
        {
            html.Append($"<div><b>{figure.Value}</b>{figure.Name}</div>");
        }

        html.Append("</div>");
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

    private static string Legend(ReportTotals totals, ReportTotals? other)
    {
        var hasGold = totals.HasGold || other?.HasGold is true;
        if (!totals.Has(ReportTags.Grounded) && other?.Has(ReportTags.Grounded) is not true && !hasGold)
        {
            return string.Empty;
        }

        var types = string.Join(' ', Types(totals, other).Select(t => HtmlText.TypeBadge(t.Type)));
        var gold = hasGold ? "<span><i class=\"key gold\"></i>gold: what people marked</span>" : string.Empty;
        return $"<p class=\"legend\"><span><i class=\"key\"></i>found, in the colour of its type</span>{gold}<span>{types}</span></p>";
    }

    // Without scripts all posts are shown, and nothing that needs them.
    private static void AppendFilters(StringBuilder html, ReportTotals totals, ReportTotals? other)
    {
        html.Append("<form class=\"filters\" role=\"search\" hidden>");
        html.Append("<label class=\"find\">Search <input type=\"search\" id=\"find\" autocomplete=\"off\" dir=\"auto\"></label>");
        html.Append("<button type=\"reset\">Show all</button>");
        var types = Types(totals, other).Select(t => (HtmlText.TypeTag(t.Type), $"{HtmlText.TypeBadge(t.Type)} {t.Count}"));
        AppendGroup(html, "Type", "type", types);
        foreach (var (label, group, words) in Filters)
        {
            AppendGroup(html, label, group, words.Where(w => totals.Has(w.Tag) || other?.Has(w.Tag) is true));
        }

        foreach (var (label, group, words) in PairFilters.Where(f => other is not null && (totals.HasGold || f.Group != "post-better")))
        {
            AppendGroup(html, label, group, words);
        }

        html.Append("</form><nav class=\"pages\" aria-label=\"Pages\" hidden>");
        html.Append("<button type=\"button\" data-go=\"-1\">← Previous</button>");
        html.Append("<label>Page <input type=\"number\" min=\"1\" value=\"1\"> of <span class=\"last\"></span></label>");
        html.Append("<button type=\"button\" data-go=\"1\">Next →</button><span id=\"shown\" class=\"soft\" role=\"status\"></span></nav>");
    }

    private static IEnumerable<(EntityType Type, int Count)> Types(ReportTotals totals, ReportTotals? other) =>
        totals.ByType.Concat(other?.ByType ?? []).GroupBy(t => t.Type.Name, StringComparer.OrdinalIgnoreCase)
            .OrderBy(g => g.Key, StringComparer.OrdinalIgnoreCase)
            .Select(g => (g.First().Type, g.Max(t => t.Count)));

    private static void AppendGroup(StringBuilder html, string label, string group, IEnumerable<(string Tag, string Label)> words)
    {
        var boxes = string.Concat(words.Select(
            w => $"<label><input type=\"checkbox\" name=\"{group}\" value=\"{w.Tag}\">{w.Label}</label>"));
        if (boxes.Length > 0)
        {
            html.Append($"<div role=\"group\" aria-label=\"{label}\">{boxes}</div>");
        }
    }
}
