using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Grounding;

/// <summary>Asks another grounder about the mentions that one could not locate, and puts both answers together.</summary>
internal static class RemainingMentions
{
    /// <summary>Asks about what is left.</summary>
    /// <param name="posts">The posts.</param>
    /// <param name="located">For each post what is located, by the mentions' indices.</param>
    /// <param name="others">Who is asked about the rest.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>One answer for each post.</returns>
    public static async ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<GroundingAnswer>>>>> AskAsync(
        IReadOnlyList<PostContext> posts,
        IReadOnlyList<Dictionary<int, GroundingAnswer>> located,
        IVisualGrounder others,
        CancellationToken cancellationToken)
    {
        var open = Enumerable.Range(0, posts.Count).Where(i => posts[i].Asked.Any(m => !located[i].ContainsKey(m.Index))).ToList();
        var rest = open.Count == 0
            ? []
            : await others.AnswerAsync([.. open.Select(i => Without(posts[i], located[i]))], cancellationToken).ConfigureAwait(false);
        return [.. posts.Select((post, i) => Together(post, located[i], open.IndexOf(i) is var at and >= 0 ? rest[at] : null))];
    }

    private static PostContext Without(PostContext post, Dictionary<int, GroundingAnswer> located) => new(post)
    {
        Mentions = [.. post.Mentions.Select(m => new MentionContext(m) { IsAsked = m.IsAsked && !located.ContainsKey(m.Index) })],
    };

    private static Answer<IReadOnlyList<Answer<GroundingAnswer>>> Together(
        PostContext post, Dictionary<int, GroundingAnswer> located, Answer<IReadOnlyList<Answer<GroundingAnswer>>>? rest)
    {
        var open = post.Asked.Where(m => !located.ContainsKey(m.Index)).Select(m => m.Index).ToList();
        Answer<GroundingAnswer> OfRest(int mention) => rest!.Value.Fault is { } fault
            ? Answer.Failed<GroundingAnswer>(fault)
            : rest.Value.Value![open.IndexOf(mention)];
        return Answer.Of<IReadOnlyList<Answer<GroundingAnswer>>>(
            [.. post.Asked.Select(m => located.TryGetValue(m.Index, out var answer) ? Answer.Of(answer) : OfRest(m.Index))]);
    }
}
