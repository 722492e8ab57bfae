using System.Text.Encodings.Web;
using System.Text.Json;
using Riveg.Evaluation.Datasets;
using Riveg.Expansion;
using Riveg.Faults;
using Riveg.Stages;

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
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The posts that miss answers, with the reason.</returns>
    /// <exception cref="StageUnavailableException">The service answers nothing more (key, quota, budget, model); what was answered before
    /// is written.</exception>
    public static async Task<IReadOnlyList<(string PostId, string Message)>> WriteAsync(
        IReadOnlyList<GoldPost> posts, IEntityExpander expander, TextWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentNullException.ThrowIfNull(expander);
        ArgumentNullException.ThrowIfNull(output);
        var failures = new List<(string, string)>();
        await BatchAnswers.InOrderAsync(
            expander,
            posts.Where(p => p.Entities.Count > 0).Select(GoldContexts.Of),
            async (post, answer) =>
            {
                var answers = answer.Fault is { } whole
                    ? [.. post.Asked.Select(_ => Answer.Failed<string?>(whole))]
                    : answer.Value!;
                foreach (var (mention, expansion) in post.Asked.Zip(answers))
                {
                    BatchAnswers.ThrowIfStopped(expansion.Fault);
                    if (expansion.Fault is { } fault)
                    {
                        failures.Add((post.Post.Id, fault.Message));
                        continue;
                    }

                    var line =
                        new
                        {
                            id = post.Post.Id,
                            start = mention.Span.Start,
                            end = mention.Span.End,
                            type = mention.Type.Name,
                            expansion = expansion.Value,
                        };
                    await output.WriteAsync($"{JsonSerializer.Serialize(line, Json)}\n").ConfigureAwait(false);
                    await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return [.. failures.DistinctBy(f => f.Item1)];
    }
}
