using Riveg.Builtin.Recognition;
using Riveg.Evaluation.Datasets;
using Riveg.Evidence;
using Riveg.Recognition.Reading;
using Riveg.Recognition;

namespace Riveg.Evaluation.Training;

/// <summary>
/// Trains the built-in recogniser. The same posts in the same order and the same options give the same model, byte by byte.
/// </summary>
internal static class CrfRecognizerTrainer
{
    /// <summary>
    /// Learns both views: text alone from all posts, text with knowledge from those that have knowledge. Uses two threads.
    /// </summary>
    /// <param name="data">What is learned from.</param>
    /// <param name="options">How to train.</param>
    /// <param name="progress">Told a line after each run.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentException">There are no posts or entities, or an option is out of range.</exception>
    public static CrfRecognizerModel Train(
        RecognitionTrainingData data,
        CrfTrainingOptions options,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var posts = data.Posts;
        var labels = BioesLabels.Of(posts.SelectMany(p => p.Entities).Select(e => e.Type));
        if (labels.Types.Count == 0)
        {
            throw new ArgumentException(
                $"None of the {posts.Count} training posts has an entity: nothing can be learned from them.", nameof(data));
        }

        var clusters = WordCluster.Pack(data.Clusters);
        var examples = posts.Select(p => MakeExample(p, p.Post.AuxiliaryKnowledge, labels)).ToArray();
        var further = posts.SelectMany(p => p.FurtherKnowledge.Select(k => MakeExample(p, k, labels)));
        var copies = LowerCaseCopy.OfShare(posts, options.LowerCaseShare).Select(p => MakeExample(p, null, labels));
        var known = examples.Concat(further).Where(e => e.Knowledge is not null).ToArray();
        var related = data.Related.SelectMany(
            (set, i) => set.Where(RelatedPost.IsUsable).Select(
                p => MakeExample(RelatedPost.Of(p), null, labels) with { Source = (uint)i + 1 }));
        TrainingExample[] read = [.. examples.Select(e => e with { Knowledge = null }), .. copies, .. related];
        CrfParameters? textView = null;
        CrfParameters? knowledgeView = null;
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = 2 };
        Parallel.Invoke(
            parallel,
            () => textView = Learn("text", options.TextOutsidePenalty, read),
            () => knowledgeView = known.Length == 0 ? null : Learn("text with knowledge", options.KnowledgeOutsidePenalty, known));
        return new CrfRecognizerModel(labels, clusters, textView!, knowledgeView ?? textView!);

        CrfParameters Learn(string view, double outsidePenalty, IReadOnlyList<TrainingExample> viewExamples)
        {
            var sequences = TrainingSequences.Build(viewExamples, clusters, options.MinimumFeatureCount, cancellationToken);
            var runs = new List<LearnedWeights>();
            for (var run = 1; run <= options.Runs; run++)
            {
                runs.Add(new CrfLearner(sequences, labels, options, options.Seed + run - 1).Learn(cancellationToken, out var loss));
                progress?.Report($"recognition, {view}: run {run} of {options.Runs}, loss {loss:F3}");
            }

            return LearnedWeights.Mean(runs).ToParameters(labels, sequences.Keys, outsidePenalty, options.WeightStep);
        }
    }

    private static TrainingExample MakeExample(GoldPost gold, string? knowledge, BioesLabels labels)
    {
        var post = TokenizedPost.Of(gold.Post);
        var mentions = gold.Entities.Select(e => (Span: post.TokensOf(e.Span), e.Type)).Where(m => m.Span.Length > 0);
        return new TrainingExample(
            post,
            AuxiliaryKnowledge.Of(knowledge),
            labels.Encode(post.Count, mentions.Select(m => new TokenSpan(m.Span.Start, m.Span.End, m.Type))));
    }
}
