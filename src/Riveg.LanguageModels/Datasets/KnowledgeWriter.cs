using Riveg.Datasets;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.LanguageModels.Datasets;

/// <summary>
/// Asks for the auxiliary knowledge of a whole split and writes it in the authors' form. With an answer store a run that was broken off goes on where it was.
/// Several sources one after the other make the augmented training set: one more copy of each post for each model.
/// </summary>
public static class KnowledgeWriter
{
    private const int BatchSize = 64;

    /// <summary>Appends one copy of each post, in order, with the source's answer; posts without an answer are left out and returned.</summary>
    /// <param name="posts">The split.</param>
    /// <param name="source">Answers.</param>
    /// <param name="output">Gets the authors' form.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The posts that got no answer, with the reason.</returns>
    public static async Task<IReadOnlyList<(string PostId, string Message)>> WriteAsync(IReadOnlyList<GoldPost> posts, IAuxiliaryKnowledgeSource source, TextWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentNullException.ThrowIfNull(source);
        var failures = new List<(string, string)>();
        foreach (var batch in posts.Chunk(BatchSize))
        {
            var outcomes = await AskAsync([.. batch.Select(p => new PostContext { Post = p.Post, Captions = p.Post.Captions })], source, cancellationToken);
            for (var i = 0; i < batch.Length; i++)
            {
                if (outcomes[i].Error is { } error)
                {
                    failures.Add((batch[i].Post.Id, error.Message));
                }
                else
                {
                    KnowledgeFile.Write(output, Rows(batch[i]), outcomes[i].Answer!);
                }
            }
        }

        return failures;
    }

    private static async Task<IReadOnlyList<StageOutcome<string>>> AskAsync(IReadOnlyList<PostContext> posts, IAuxiliaryKnowledgeSource source, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await source.GetKnowledgeAsync(posts, cancellationToken)).Select(a => new StageOutcome<string>(a, null))];
        }
        catch (PartialBatchException<string> partial)
        {
            return partial.Outcomes;
        }
    }

    private static IEnumerable<(string Token, string Tag)> Rows(GoldPost gold)
    {
        var tokens = gold.Post.Tokens ?? [];
        var spans = gold.Entities.Select(e =>
        {
            var covered = Enumerable.Range(0, tokens.Count).Where(i => tokens[i].Overlaps(e.Span)).ToList();
            return new TokenSpan(covered[0], covered[^1] + 1, e.Type);
        });
        var tags = TagCodec.Encode(spans, tokens.Count, TagScheme.Bio);
        return tokens.Select((t, i) => (t.Of(gold.Post.Text), tags[i]));
    }
}
