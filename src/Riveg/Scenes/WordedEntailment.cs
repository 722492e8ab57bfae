using Riveg.Entailment;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Scenes;

/// <summary>
/// Stage 3 for pictures that nothing looks at: besides what was learned of names on Twitter it asks what kind of thing a name is and
/// whether words put it elsewhere (docs/grounding.md). Posts without a picture, and pictures of which something was observed or told, are
/// left to the inner stage. Thread-safe.
/// </summary>
internal sealed class WordedEntailment : IVisualEntailment
{
    /// <summary>Makes the stage.</summary>
    /// <param name="words">Judges by what was learned; stays the caller's.</param>
    public WordedEntailment(IVisualEntailment words)
    {
        ArgumentNullException.ThrowIfNull(words);
        Words = words;
    }

    /// <summary>The names of the numbers that move the odds, in the order of the weights.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "prior", "person", "said absent", "look told", "known to all", "thing of a class", "place", "rival of its class", "others",
        "person: others",
    ];

    /// <summary>The weights (the command <c>placing</c> fits them).</summary>
    public static EntailmentWeights Shipped { get; } = new(
        1.611, [0.79, -1.938, -4.457, 2.112, -1.904, 0.66, -2.18, 0.644, -0.24, 1.21]);

    /// <summary>The inner stage.</summary>
    public IVisualEntailment Words { get; }

    /// <inheritdoc />
    public StageInfo Info => Words.Info;

    /// <inheritdoc />
    public TimeSpan? TimeLimit => Words.TimeLimit;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<EntailmentAnswer>>>>> AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var answers = await Words.AnswerAsync(posts, cancellationToken).ConfigureAwait(false);
        return [.. posts.Zip(answers, Judge)];
    }

    /// <summary>The numbers of one thing.</summary>
    /// <param name="thing">The thing.</param>
    /// <param name="all">All things of its post.</param>
    /// <param name="prior">What the inner stage says, as a probability.</param>
    public static double[] Numbers(PostedThing thing, IReadOnlyList<PostedThing> all, double prior)
    {
        var person = thing.IsPerson ? 1 : 0;
        var label = thing.IsPerson || thing.Classes.Count == 0 ? null : thing.Classes[0].Label;
        var others = Math.Min(3, all.Count(t => t != thing && t.Mentions.Type != EntityType.Location));
        return
        [
            EntailmentWeights.LogOdds(prior),
            person,
            thing.Cues.Absence,
            thing.IsPerson && thing.Cues.HasLook ? 1 : 0,
            thing.IsPerson && thing.Cues.IsKnownToAll ? 1 : 0,
            label is null ? 0 : thing.Classes[0].Weight,
            thing.Mentions.Type == EntityType.Location ? 1 : 0,
            label is not null && all.Any(t => t != thing && t.Classes.Count > 0 && t.Classes[0].Label == label) ? 1 : 0,
            others,
            person * others,
        ];
    }

    private static Answer<IReadOnlyList<Answer<EntailmentAnswer>>> Judge(
        PostContext post, Answer<IReadOnlyList<Answer<EntailmentAnswer>>> answer)
    {
        if (answer.HasFailed || post.Image is null or { IsBlank: true } || post.Observations.Count > 0)
        {
            return answer;
        }

        var things = PostedThings.Of(post);
        return Answer.Of<IReadOnlyList<Answer<EntailmentAnswer>>>(
            [.. post.Asked.Zip(
                answer.Value!, (mention, prior) => prior.HasFailed ? prior : Answer.Of(Judge(mention, things, prior.Value!)))]);
    }

    private static EntailmentAnswer Judge(MentionContext mention, IReadOnlyList<PostedThing> things, EntailmentAnswer prior)
    {
        var thing = things.First(t => t.Mentions.Mentions.Any(m => m.Index == mention.Index));
        return prior with { Probability = Shipped.Probability(Numbers(thing, things, prior.Probability)) };
    }
}
