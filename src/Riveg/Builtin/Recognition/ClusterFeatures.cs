using Riveg.Builtin.Learning;
using Riveg.Recognition.Reading;

namespace Riveg.Builtin.Recognition;

/// <summary>
/// Features of the clusters of words: beginnings of the paths of a token and its neighbours, so that a word that no training post has is
/// judged as words of its kind are. <see cref="Template"/> names each of them.
/// </summary>
internal sealed class ClusterFeatures
{
    // The boundary stands at the root of the tree: no word does.
    private static readonly ClusterPath Boundary = new(1);

    private readonly TokenizedPost post;
    private readonly ClusterPath[] paths;

    public ClusterFeatures(TokenizedPost post, WordClusters clusters)
    {
        this.post = post;
        paths = new ClusterPath[post.Count];
        for (var i = 0; i < paths.Length; i++)
        {
            paths[i] = clusters.Find(post, i);
        }
    }

    /// <summary>How many branches the features look at, beside whole paths.</summary>
    private static ReadOnlySpan<int> Lengths => [4, 6, 8, 10, 14];

    /// <summary>The same where the clusters of two words are looked at together.</summary>
    private static ReadOnlySpan<int> PairLengths => [6, 10];

    /// <summary>Adds the features of token <paramref name="i"/>.</summary>
    public void Add(int i, FeatureBuffer target)
    {
        var before = PathOf(i - 1);
        var here = PathOf(i);
        var after = PathOf(i + 1);
        AddBeginnings(Template.ClusterHere, here, target);
        AddBeginnings(Template.ClusterBefore, before, target);
        AddBeginnings(Template.ClusterAfter, after, target);
        AddWithCase(here, (uint)post.Form(i).Case, target);
        foreach (var length in PairLengths)
        {
            target.Add(Template.ClusterBeforeAndHere, before.Prefix(length), here.Prefix(length));
            target.Add(Template.ClusterHereAndAfter, here.Prefix(length), after.Prefix(length));
            target.Add(Template.ClusterBeforeAndAfter, before.Prefix(length), after.Prefix(length));
        }
    }

    /// <summary>The cluster of a token; the tree's root outside of the post.</summary>
    public ClusterPath PathOf(int i) => (uint)i < (uint)paths.Length ? paths[i] : Boundary;

    private static void AddBeginnings(Template template, ClusterPath path, FeatureBuffer target)
    {
        foreach (var length in Lengths)
        {
            if (length < path.Length)
            {
                target.Add(template, path.Prefix(length));
            }
        }

        target.Add(template, path.Code);
    }

    private static void AddWithCase(ClusterPath path, uint letterCase, FeatureBuffer target)
    {
        foreach (var length in Lengths)
        {
            if (length < path.Length)
            {
                target.Add(Template.ClusterWithCase, path.Prefix(length), letterCase);
            }
        }

        target.Add(Template.ClusterWithCase, path.Code, letterCase);
    }
}
