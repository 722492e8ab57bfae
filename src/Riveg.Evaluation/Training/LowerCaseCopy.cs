using Riveg.Evaluation.Datasets;

namespace Riveg.Evaluation.Training;

/// <summary>Copies of posts in small letters: many write names so, few of the data sets do.</summary>
internal static class LowerCaseCopy
{
    /// <summary>A copy of a post: letter by letter, so that every span stays where it is.</summary>
    public static GoldPost Of(GoldPost gold) => gold with { Post = gold.Post with { Text = gold.Post.Text.ToLowerInvariant() } };

    /// <summary>Copies a share of the posts, evenly over all of them.</summary>
    /// <param name="posts">The posts.</param>
    /// <param name="share">0..1.</param>
    public static IEnumerable<GoldPost> OfShare(IReadOnlyList<GoldPost> posts, double share)
    {
        for (var i = 0; i < posts.Count; i++)
        {
            if (Math.Floor((i + 1) * share) > Math.Floor(i * share))
            {
                yield return Of(posts[i]);
            }
        }
    }
}
