using Riveg.Posts;

namespace Riveg.Datasets;

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

    /// <summary>The different views of a post: as it is, without its captions, without its knowledge, with neither. Each differs from the others.</summary>
    public static IEnumerable<PostContext> Views(PostContext post)
    {
        yield return post;
        var hasKnowledge = post.AuxiliaryKnowledge is not null;
        if (post.Captions.Count > 0)
        {
            yield return post with { Captions = [] };
        }

        if (hasKnowledge)
        {
            yield return post with { AuxiliaryKnowledge = null };
        }

        if (hasKnowledge && post.Captions.Count > 0)
        {
            yield return post with { Captions = [], AuxiliaryKnowledge = null };
        }
    }
}
