using System.Text.Encodings.Web;
using System.Text.Json;
using Riveg.Datasets;
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
    public static async Task<IReadOnlyList<(string PostId, string Message)>> WriteAsync(IReadOnlyList<GoldPost> posts, IEntityExpander expander, TextWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentNullException.ThrowIfNull(expander);
        ArgumentNullException.ThrowIfNull(output);
        var failures = new List<(string, string)>();
        foreach (var batch in posts.Chunk(BatchSize))
        {
            List<MentionContext> mentions = [.. batch.SelectMany(Mentions)];
            var outcomes = await AskAsync(mentions, expander, cancellationToken);
            for (var i = 0; i < mentions.Count; i++)
            {
                if (outcomes[i].Error is { } error)
                {
                    failures.Add((mentions[i].Post.Post.Id, error.Message));
                    continue;
                }

                var (span, type) = (mentions[i].Mention.Span, mentions[i].Mention.Type.Name);
                var line = new { id = mentions[i].Post.Post.Id, start = span.Start, end = span.End, type, expansion = outcomes[i].Answer };
                await output.WriteAsync($"{JsonSerializer.Serialize(line, Json)}\n");
            }
        }

        return [.. failures.DistinctBy(f => f.Item1)];
    }

    private static IEnumerable<MentionContext> Mentions(GoldPost gold)
    {
        var post = new PostContext { Post = gold.Post, Captions = gold.Post.Captions, Mentions = [.. gold.Entities.Select(e => new Mention(e.Span, e.Type))] };
        return gold.Entities.Select((_, i) => new MentionContext(post, i));
    }

    private static async Task<IReadOnlyList<StageOutcome<string?>>> AskAsync(IReadOnlyList<MentionContext> mentions, IEntityExpander expander, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await expander.ExpandAsync(mentions, cancellationToken)).Select(a => new StageOutcome<string?>(a, null))];
        }
        catch (PartialBatchException<string?> partial)
        {
            return partial.Outcomes;
        }
    }
}
