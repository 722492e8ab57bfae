using Riveg.Recognition;

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

    /// <summary>The post's knowledge parsed; null where it has none.</summary>
    public static AuxiliaryKnowledge? KnowledgeOf(string? answer) =>
        string.IsNullOrWhiteSpace(answer) ? null : AuxiliaryKnowledge.Parse(answer);
}
