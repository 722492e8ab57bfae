using Riveg.Builtin.Learning;
using Riveg.Evidence;
using Riveg.Recognition.Reading;

namespace Riveg.Builtin.Recognition;

/// <summary>
/// Turns a post into features: those of the text, those of its words' clusters where there are some, and those of its knowledge where that
/// is looked at.
/// </summary>
internal static class RecognitionFeatures
{
    /// <summary>Where posts come from that are annotated, or read, as they are meant to be.</summary>
    public const uint Own = 0;

    /// <summary>Extracts the features of all tokens.</summary>
    /// <param name="post">The post.</param>
    /// <param name="clusters">The clusters; none for no such features.</param>
    /// <param name="knowledge">The knowledge; null in the view of text alone.</param>
    /// <param name="target">Filled anew.</param>
    /// <param name="source">In training, the number of a data set of other rules: what differs there is put down to it. Otherwise
    /// <see cref="Own"/>.</param>
    public static void Extract(
        TokenizedPost post, WordClusters clusters, AuxiliaryKnowledge? knowledge, FeatureBuffer target, uint source = Own)
    {
        target.Clear();
        var clustered = clusters.Count == 0 ? null : new ClusterFeatures(post, clusters);
        var known = knowledge is null ? null : new KnowledgeFeatures(post, knowledge, clustered);
        for (var i = 0; i < post.Count; i++)
        {
            TextFeatures.Add(post, i, target);
            clustered?.Add(i, target);
            known?.Add(i, target);
            if (source != Own)
            {
                AddSource(post, i, source, target);
            }

            target.EndToken();
        }
    }

    private static void AddSource(TokenizedPost post, int i, uint source, FeatureBuffer target)
    {
        var letterCase = (uint)post.Form(i).Case;
        target.Add(Template.Source, source);
        target.Add(Template.SourceWithCase, source, letterCase);
        target.Add(Template.SourceWithCases, source, (uint)post.Form(i - 1).Case, letterCase);
    }
}
