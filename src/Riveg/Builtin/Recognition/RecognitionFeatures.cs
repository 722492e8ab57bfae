using Riveg.Evidence;

namespace Riveg.Builtin.Recognition;

/// <summary>Turns a post into features: those of the text, and those of its knowledge where that is looked at.</summary>
internal static class RecognitionFeatures
{
    public static void Extract(TokenizedPost post, AuxiliaryKnowledge? knowledge, FeatureBuffer target)
    {
        target.Clear();
        var known = knowledge is null ? null : new KnowledgeFeatures(post, knowledge);
        for (var i = 0; i < post.Count; i++)
        {
            TextFeatures.Add(post, i, target);
            known?.Add(i, target);
            target.EndToken();
        }
    }
}
