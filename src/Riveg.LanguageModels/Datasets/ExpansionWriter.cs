using System.Text.Encodings.Web;
using System.Text.Json;
using Riveg.Evaluation.Datasets;
using Riveg.Expansion;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.LanguageModels.Datasets;

/// <summary>Asks for the expansions of all gold entities of a split and writes JSON lines: <c>{"id","start","end","type","expansion"}</c>, offsets in UTF-16.</summary>
public static class ExpansionWriter
{
    private const int BatchSize = 64;
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one line for each entity, in order; entities without an answer are left out and their posts returned.</summary>
    /// <param name="posts">The split.</param>
    /// <param name="expander">Answers.</param>
    /// <param name="output">Gets the lines.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The posts that miss answers, with the reason.</returns>
    /// <exception cref="StageUnavailableException">The service answers nothing more (key, quota, budget, model); what was answered before is written.</exception>
    public static async Task<IReadOnlyList<(string PostId, string Message)>> WriteAsync(IReadOnlyList<GoldPost> posts, IEntityExpander expander, TextWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentNullException.ThrowIfNull(expander);
        ArgumentNullException.ThrowIfNull(output);
        var failures = new List<(string, string)>();
        foreach (var batch in posts.Chunk(BatchSize))
        {
            await BatchAnswers.InOrderAsync(
                [.. batch.Select(gold => Mentions(gold).ToList()).Where(m => m.Count > 0)],
                mentions => BatchAnswers.AskAsync(() => expander.ExpandAsync(mentions, cancellationToken)),
                async (mentions, answers) =>
                {
                    foreach (var (mention, outcome) in mentions.Zip(answers.Outcomes))
                    {
                        if (outcome.Error is { } error)
                        {
                            failures.Add((mention.Post.Post.Id, BatchAnswers.Describe(error)));
                            continue;
                        }

                        var (span, type) = (mention.Mention.Span, mention.Mention.Type.Name);
                        var line = new { id = mention.Post.Post.Id, start = span.Start, end = span.End, type, expansion = outcome.Answer };
                        await output.WriteAsync($"{JsonSerializer.Serialize(line, Json)}\n").ConfigureAwait(false);
                        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                    }

                    await answers.ThrowIfStoppedAsync(output).ConfigureAwait(false);
                }).ConfigureAwait(false);
        }

        return [.. failures.DistinctBy(f => f.Item1)];
    }

    private static IEnumerable<MentionContext> Mentions(GoldPost gold)
    {
        var post = new PostContext { Post = gold.Post, Captions = gold.Post.Captions, Mentions = [.. gold.Entities.Select(e => new Mention(e.Span, e.Type))] };
        return gold.Entities.Select((_, i) => new MentionContext(post, i));
    }
}
