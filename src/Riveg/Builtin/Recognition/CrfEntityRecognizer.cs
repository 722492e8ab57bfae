using Riveg.Evidence;
using Riveg.Posts;
using Riveg.Recognition.Reading;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.Builtin.Recognition;

/// <summary>
/// Stage 1 of the built-in profile: a linear-chain CRF. A post with auxiliary knowledge is read by the view that was trained with
/// knowledge, another by the view of text alone. Thread-safe.
/// </summary>
internal sealed class CrfEntityRecognizer : IEntityRecognizer
{
    // Far below what any weights add up to, and finite: sums stay numbers.
    private const double Forbidden = -1e9;

    private readonly CrfRecognizerModel model;

    /// <summary>Makes a recogniser.</summary>
    /// <param name="model">What was learned.</param>
    /// <param name="info">What the provenance names; <c>builtin</c> if null.</param>
    public CrfEntityRecognizer(CrfRecognizerModel model, StageInfo? info = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        Info = info ?? new StageInfo("builtin");
    }

    /// <inheritdoc />
    public StageInfo Info { get; }

    /// <inheritdoc />
    /// <remarks>The score of a mention is the marginal probability of exactly its span and type.</remarks>
    public ValueTask<IReadOnlyList<Answer<IReadOnlyList<Mention>>>> AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var reader = new Reader(model);
        var answers = new Answer<IReadOnlyList<Mention>>[posts.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers[i] = Answer.Of(reader.Read(posts[i].Post, posts[i].Knowledge));
        }

        return ValueTask.FromResult<IReadOnlyList<Answer<IReadOnlyList<Mention>>>>(answers);
    }

    /// <summary>Reads posts one after the other, with its own buffers.</summary>
    private sealed class Reader(CrfRecognizerModel model)
    {
        private readonly FeatureBuffer features = new();
        private readonly LinearChain chain = new();

        public IReadOnlyList<Mention> Read(Post post, AuxiliaryKnowledge? knowledge)
        {
            var tokens = TokenizedPost.Of(post);
            if (tokens.Count == 0)
            {
                return [];
            }

            var view = knowledge is null ? model.TextView : model.KnowledgeView;
            RecognitionFeatures.Extract(tokens, model.Clusters, knowledge, features);
            var emissions = new double[tokens.Count * model.Labels.Count];
            view.Score(features, emissions);
            ForbidMentionsAcrossBreaks(tokens, emissions);
            var labels = new int[tokens.Count];
            chain.Viterbi(emissions, view.Chain, labels);
            return MakeMentions(tokens, labels, emissions, view.Chain);
        }

        private void ForbidMentionsAcrossBreaks(TokenizedPost tokens, double[] emissions)
        {
            var labels = model.Labels;
            for (var i = 0; i < tokens.Count; i++)
            {
                if (!tokens.StartsAnew(i))
                {
                    continue;
                }

                for (var label = 0; label < labels.Outside; label++)
                {
                    if (tokens.IsLineEnd(i) || !labels.MayStart(label))
                    {
                        emissions[(i * labels.Count) + label] = Forbidden;
                    }
                }
            }
        }

        private List<Mention> MakeMentions(TokenizedPost tokens, int[] labels, double[] emissions, ChainScores scores)
        {
            var mentions = new List<Mention>();
            foreach (var (start, end, type) in model.Labels.Decode(labels))
            {
                if (mentions.Count == 0)
                {
                    chain.Run(emissions, scores);
                }

                var probability = chain.SpanProbability(start, labels.AsSpan(start, end - start), labels.Length, scores);
                mentions.Add(
                    new Mention(new TextSpan(tokens.Written(start).Start, tokens.Written(end - 1).End), model.Types[type], probability));
            }

            return mentions;
        }
    }
}
