using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Scenes;

/// <summary>
/// Stage 4 by what was seen: objects of a class that the name's words mean, persons in the order of the text, and places where the name is
/// written. What nothing that is seen fits goes on to another grounder. Thread-safe.
/// </summary>
internal sealed class ObservedGrounder : IVisualGrounder
{
    private readonly IVisualGrounder others;

    /// <summary>Makes the stage.</summary>
    /// <param name="others">Locates what nothing that is seen fits; stays the caller's.</param>
    public ObservedGrounder(IVisualGrounder others)
    {
        ArgumentNullException.ThrowIfNull(others);
        this.others = others;
        Info = new StageInfo("observed") { Details = InnerStage.Details("others", others.Info) };
    }

    /// <inheritdoc />
    public StageInfo Info { get; }

    /// <inheritdoc />
    public TimeSpan? TimeLimit => others.TimeLimit;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<GroundingAnswer>>>>> AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        return await RemainingMentions.AskAsync(posts, posts.Select(Ground).ToList(), others, cancellationToken).ConfigureAwait(false);
    }

    private static Dictionary<int, GroundingAnswer> Ground(PostContext post)
    {
        var answers = new Dictionary<int, GroundingAnswer>();
        if (ObservedScene.Of(post) is not { } scene)
        {
            return answers;
        }

        foreach (var mention in post.Asked)
        {
            if (scene.Of(mention).Places is { Count: > 0 } places)
            {
                var scores = PlaceReliability.Of(places);
                answers[mention.Index] = new GroundingAnswer([new Region(places[0].Box, scores[0])])
                {
                    OnDemand = () => [.. places.Select((p, i) => new Candidate(
                        new Region(p.Box, scores[i]), "observed", p.Reason, IsChosen: i == 0))],
                };
            }
        }

        return answers;
    }
}
