using System.Collections.Concurrent;
using Riveg.Entailment;
using Riveg.Posts;
using Riveg.Scenes;
using Riveg.Stages;

namespace Riveg.Benchmarks.Looking;

/// <summary>Answers as another stage does, and keeps what was seen for each mention. Thread-safe.</summary>
internal sealed class RecordingEntailment(IVisualEntailment inner) : IVisualEntailment
{
    public StageInfo Info => inner.Info;

    public ConcurrentDictionary<(string Post, TextSpan Span), (double[] Evidence, ScenePlace? Place)> Seen { get; } = [];

    public async ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<EntailmentAnswer>>>>> AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        var answers = await inner.AnswerAsync(posts, cancellationToken);
        foreach (var (post, answer) in posts.Zip(answers))
        {
            var scene = ObservedScene.Of(post)!;
            foreach (var (mention, judged) in post.Asked.Zip(answer.Value!))
            {
                var thing = scene.Of(mention);
                Seen[(post.Post.Id, mention.Span)] = (
                    SceneEvidence.Of(thing, judged.Value!.Probability), thing.Places.Count > 0 ? thing.Places[0] : null);
            }
        }

        return answers;
    }
}
