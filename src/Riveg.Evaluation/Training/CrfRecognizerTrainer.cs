using Riveg.Builtin.Recognition;
using Riveg.Evaluation.Datasets;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Evaluation.Training;

/// <summary>
/// Trains the built-in recogniser. The same posts in the same order and the same options give the same model, byte by byte.
/// </summary>
public static class CrfRecognizerTrainer
{
    /// <summary>
    /// Learns both views: text alone from all posts, text with knowledge from those that have knowledge. Uses two threads.
    /// </summary>
    /// <param name="posts">
    /// Posts with their mentions; those with <see cref="Post.AuxiliaryKnowledge"/> teach both views, each further answer the second one.
    /// </param>
    /// <param name="options">How to train.</param>
    /// <param name="progress">Told a line after each run.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentException">There are no posts or entities, or an option is out of range.</exception>
    public static CrfRecognizerModel Train(
        IReadOnlyList<GoldPost> posts,
        CrfTrainingOptions options,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var labels = new CrfLabels(TypesOf(posts));
        if (labels.Types.Count == 0)
        {
            throw new ArgumentException(
                $"None of the {posts.Count} training posts has an entity: nothing can be learned from them.", nameof(posts));
        }

        var examples = posts.Select(p => MakeExample(p, p.Post.AuxiliaryKnowledge, labels)).ToArray();
        var further = posts.SelectMany(p => p.FurtherKnowledge.Select(k => MakeExample(p, k, labels)));
        var known = examples.Concat(further).Where(e => e.Knowledge is not null).ToArray();
        CrfParameters? textView = null;
        CrfParameters? knowledgeView = null;
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = 2 };
        Parallel.Invoke(
            parallel,
            () => textView = Learn("text", options.TextOutsidePenalty, [.. examples.Select(e => e with { Knowledge = null })]),
            () => knowledgeView = known.Length == 0 ? null : Learn("text with knowledge", options.KnowledgeOutsidePenalty, known));
        return new CrfRecognizerModel(labels, textView!, knowledgeView ?? textView!);

        CrfParameters Learn(string view, double outsidePenalty, IReadOnlyList<Example> viewExamples)
        {
            var sequences = TrainingSequences.Build(
                [.. viewExamples.Select(e => (e.Post, e.Knowledge, e.Labels))], options.MinimumFeatureCount, cancellationToken);
            var runs = new List<LearnedWeights>();
            for (var run = 1; run <= options.Runs; run++)
            {
                runs.Add(new CrfLearner(sequences, labels, options, options.Seed + run - 1).Learn(cancellationToken, out var loss));
                progress?.Report($"recognition, {view}: run {run} of {options.Runs}, loss {loss:F3}");
            }

            return LearnedWeights.Mean(runs).ToParameters(labels, sequences.Keys, outsidePenalty, options.WeightStep);
        }
    }

    /// <summary>The coarse types first, in their order, then others by name.</summary>
    private static EntityType[] TypesOf(IReadOnlyList<GoldPost> posts)
    {
        var found = posts.SelectMany(p => p.Entities).Select(e => e.Type).ToHashSet();
        var others = found.Except(EntityType.Coarse).OrderBy(t => t.Name, StringComparer.Ordinal);
        return [.. EntityType.Coarse.Where(found.Contains), .. others];
    }

    private static Example MakeExample(GoldPost gold, string? knowledge, CrfLabels labels)
    {
        var post = TokenizedPost.Of(gold.Post);
        var mentions = gold.Entities.Select(e => (Span: post.TokensOf(e.Span), e.Type)).Where(m => m.Span.Length > 0);
        return new Example(
            post,
            RecognitionFeatures.KnowledgeOf(knowledge),
            labels.Encode(post.Count, mentions.Select(m => (m.Span.Start, m.Span.End, m.Type))));
    }

    private sealed record Example(TokenizedPost Post, AuxiliaryKnowledge? Knowledge, int[] Labels);
}
