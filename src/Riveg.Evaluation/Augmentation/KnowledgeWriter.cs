using Microsoft.Extensions.Logging;
using Riveg.Evaluation.Datasets;
using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Recognition;

namespace Riveg.Evaluation.Augmentation;

/// <summary>
/// Asks for the auxiliary knowledge of a whole split and writes it in the authors' form. With an answer store a run that was broken off
/// goes on where it was. Several sources one after the other make the augmented training set: one more copy of each post for each model.
/// </summary>
public static class KnowledgeWriter
{
    /// <summary>
    /// Appends one copy of each post, in order, with the source's answer; posts without an answer are left out and returned.
    /// </summary>
    /// <param name="posts">The split.</param>
    /// <param name="source">Answers.</param>
    /// <param name="output">Gets the authors' form.</param>
    /// <param name="options">Say how long the stage may take about one input; null for its own limit.</param>
    /// <param name="loggers">Get what the source throws; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The posts that got no answer, with the reason.</returns>
    /// <exception cref="StageUnavailableException">The service answers nothing more (key, quota, budget, model); what was answered before
    /// is written.</exception>
    public static async Task<IReadOnlyList<(string PostId, string Message)>> WriteAsync(
        IReadOnlyList<GoldPost> posts,
        IAuxiliaryKnowledgeSource source,
        TextWriter output,
        PipelineOptions? options = null,
        ILoggerFactory? loggers = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(output);
        var failures = new List<(string, string)>();
        using var rest = posts.GetEnumerator();
        await BatchAnswers.InOrderAsync(
            StageCall.OfKnowledge(source),
            posts.Select(p => new PostInProgress(p.Post)),
            async post =>
            {
                rest.MoveNext();
                if (post.Faults.Count > 0)
                {
                    failures.Add((post.Post.Id, post.Faults[0].Message));
                    return;
                }

                KnowledgeFile.Write(output, Rows(rest.Current), post.Knowledge!);
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            },
            options,
            loggers,
            cancellationToken).ConfigureAwait(false);
        return failures;
    }

    private static IEnumerable<(string Token, string Tag)> Rows(GoldPost gold)
    {
        var tokens = gold.Tokens;
        var tags = TagCodec.Encode(TokenSpan.Covering(gold.Entities.Select(e => (e.Span, e.Type)), tokens), tokens.Count, TagScheme.Bio);
        return tokens.Select((t, i) => (t.Of(gold.Post.Text), tags[i]));
    }
}
