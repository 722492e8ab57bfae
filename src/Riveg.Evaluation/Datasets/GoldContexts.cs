using Riveg.Posts;

namespace Riveg.Evaluation.Datasets;

/// <summary>Gold posts as the stages after recognition see them.</summary>
internal static class GoldContexts
{
    /// <summary>A gold post with its gold entities as mentions, its knowledge and its captions.</summary>
    public static PostContext Of(GoldPost gold) => new()
    {
        Post = gold.Post,
        Captions = gold.Post.Captions,
        AuxiliaryKnowledge = gold.Post.AuxiliaryKnowledge,
        Mentions = [.. gold.Entities.Select(e => new Mention(e.Span, e.Type))],
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
        string?[] answers = post.AuxiliaryKnowledge is null ? [null] : [post.AuxiliaryKnowledge, null, .. furtherKnowledge];
        foreach (var answer in answers)
        {
            var view = post with { AuxiliaryKnowledge = answer };
            yield return view;
            if (post.Captions.Count > 0)
            {
                yield return view with { Captions = [] };
            }
        }
    }
}
