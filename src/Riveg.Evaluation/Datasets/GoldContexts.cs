using Riveg.Evidence;
using Riveg.Posts;

namespace Riveg.Evaluation.Datasets;

/// <summary>Gold posts as the stages after recognition see them.</summary>
internal static class GoldContexts
{
    /// <summary>A gold post with its gold entities as mentions, its knowledge and its captions.</summary>
    public static PostContext Of(GoldPost gold) => new()
    {
        Post = gold.Post,
        Observations = CaptionsOf(gold.Post),
        Knowledge = AuxiliaryKnowledge.Of(gold.Post.AuxiliaryKnowledge),
        Mentions = [.. gold.Entities.Select(e => new MentionContext(new Mention(e.Span, e.Type)))],
    };

    /// <summary>
    /// The different views of a post: as it is, without its captions, without its knowledge, with neither; and as it is with each further
    /// answer of a
    /// language model, with and without captions. Each differs from the others.
    /// </summary>
    /// <param name="post">The post.</param>
    /// <param name="furtherKnowledge">Its gold post's <see cref="GoldPost.FurtherKnowledge"/>.</param>
    public static IEnumerable<PostContext> Views(PostContext post, IReadOnlyList<string> furtherKnowledge)
    {
        AuxiliaryKnowledge?[] answers = post.Post.AuxiliaryKnowledge is null
            ? [null]
            : [post.Knowledge, null, .. furtherKnowledge.Select(AuxiliaryKnowledge.Of)];
        foreach (var answer in answers)
        {
            var view = new PostContext(post) { Knowledge = answer };
            yield return view;
            if (post.Captions.Count > 0)
            {
                yield return new PostContext(view) { Observations = [] };
            }
        }
    }

    private static IReadOnlyList<PictureObservation> CaptionsOf(Post post) =>
        [.. post.Captions.Select(c => PictureObservation.OfCaption(c))];
}
