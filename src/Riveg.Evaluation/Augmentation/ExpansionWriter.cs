using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Riveg.Evaluation.Datasets;
using Riveg.Expansion;
using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Posts;

namespace Riveg.Evaluation.Augmentation;

/// <summary>
/// Asks for the expansions of all gold entities of a split and writes JSON lines: <c>{"id","start","end","type","expansion"}</c>, offsets
/// in UTF-16.
/// </summary>
public static class ExpansionWriter
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one line for each entity, in order; entities without an answer are left out and their posts returned.</summary>
    /// <param name="posts">The split.</param>
    /// <param name="expander">Answers.</param>
    /// <param name="output">Gets the lines.</param>
    /// <param name="options">Say how long the stage may take about one input; null for its own limit.</param>
    /// <param name="loggers">Get what the expander throws; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The posts that miss answers, with the reason.</returns>
    /// <exception cref="StageUnavailableException">The service answers nothing more (key, quota, budget, model); what was answered before
    /// is written.</exception>
    public static async Task<IReadOnlyList<(string PostId, string Message)>> WriteAsync(
        IReadOnlyList<GoldPost> posts,
        IEntityExpander expander,
        TextWriter output,
        PipelineOptions? options = null,
        ILoggerFactory? loggers = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentNullException.ThrowIfNull(expander);
        ArgumentNullException.ThrowIfNull(output);
        var failures = new List<(string, string)>();
        await BatchAnswers.InOrderAsync(
            StageCall.OfExpansion(expander),
            posts.Where(p => p.Entities.Count > 0).Select(WithGoldMentions),
            async post =>
            {
                foreach (var mention in post.Mentions)
                {
                    if (mention.Fault is { } fault)
                    {
                        failures.Add((post.Post.Id, fault.Message));
                        continue;
                    }

                    var line =
                        new
                        {
                            id = post.Post.Id,
                            start = mention.Mention.Span.Start,
                            end = mention.Mention.Span.End,
                            type = mention.Mention.Type.Name,
                            expansion = mention.Expansion,
                        };
                    await output.WriteAsync($"{JsonSerializer.Serialize(line, Json)}\n").ConfigureAwait(false);
                    await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                }
            },
            options,
            loggers,
            cancellationToken).ConfigureAwait(false);
        return [.. failures.DistinctBy(f => f.Item1)];
    }

    private static PostInProgress WithGoldMentions(GoldPost gold)
    {
        var post = new PostInProgress(gold.Post);
        post.SetMentions(gold.Entities.Select(e => new Mention(e.Span, e.Type)));
        foreach (var mention in post.Mentions)
        {
            mention.IsAsked = true;
        }

        return post;
    }
}
