using System.Security.Cryptography;
using System.Text;
using Riveg.Settings;

namespace Riveg.Evaluation.Reports;

/// <summary>
/// Writes a run as one self-contained HTML page: every post's text with its entities marked, beside its picture with boxes and outlines;
/// figures of the run; filters, a search, pages; or two runs side by side.
/// The page asks nothing of any network (its content security policy forbids it). Posts are written as they come, so memory does not grow
/// with their number. The first posts lie in the page as they are; the others in <c>noscript</c> elements, which a browser that runs
/// scripts keeps as text until a post is shown, and one that does not shows as they are.
/// Thread-safe if the options' functions are.
/// </summary>
public sealed class HtmlReport
{
    // As many as a page of the script shows.
    private const int PlainPosts = 25;
    private const string Mark = "<meta name=\"generator\" content=\"riveg report\">";

    private readonly HtmlReportOptions options;

    /// <summary>Makes a report writer.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names all that are.</exception>
    public HtmlReport(HtmlReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        SettingsCheck.Validate(options, "The report's options");
        this.options = options;
    }

    /// <summary>Whether a file that begins so is such a page.</summary>
    /// <param name="start">The first bytes, at least 200 of them where there are as many.</param>
    public static bool IsReport(ReadOnlySpan<byte> start) => start.IndexOf(Encoding.UTF8.GetBytes(Mark)) >= 0;

    /// <summary>Writes the page.</summary>
    /// <param name="results">Read once, in order.</param>
    /// <param name="writer">Receives the page, which says that its encoding is UTF-8; it stays open.</param>
    /// <param name="cancellationToken">Ends the work early; the page is then incomplete.</param>
    public async Task WriteAsync(
        IAsyncEnumerable<AnnotationResult> results, TextWriter writer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(writer);
        var script = Resource("report.js");
        var totals = new ReportTotals();
        var otherTotals = options.Other is null ? null : new ReportTotals();
        var budget = new PictureBudget(options);
        var posts = new PostHtml(options, totals, otherTotals, budget);
        var written = 0;
        await writer.WriteAsync(Head(script).AsMemory(), cancellationToken).ConfigureAwait(false);
        await foreach (var result in results.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var post = posts.Render(result);

            // What a post says is escaped, so that nothing in it ends the element.
            var html = ++written <= PlainPosts ? $"{post.Article}\n" : $"<noscript {post.Attributes}>{post.Article}</noscript>\n";
            await writer.WriteAsync(html.AsMemory(), cancellationToken).ConfigureAwait(false);
        }

        // The figures are known last; the style sheet shows them first.
        await writer.WriteAsync(
            $"</main>{SummaryHtml.Render(options, totals, otherTotals, budget)}<script>{script}</script></body></html>\n".AsMemory(),
            cancellationToken).ConfigureAwait(false);
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private string Head(string script)
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        var title = HtmlText.Escape(options.Other is null ? options.Title : $"{options.Title} beside {options.OtherTitle}");
        return $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">{Mark}<meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy"
            content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{hash}'">
            <title>{title}</title><style>{Resource("report.css")}</style></head>
            <body><header><h1><bdi>{title}</bdi></h1></header><main>

            """;
    }

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("Riveg.Evaluation.Reports." + name)
            ?? throw new InvalidOperationException($"The assembly Riveg was built without {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
