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
        private readonly MentionDecoder decoder = new(model.Labels);

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
            return decoder.Decode(tokens, emissions, view.Chain);
        }
    }
}
