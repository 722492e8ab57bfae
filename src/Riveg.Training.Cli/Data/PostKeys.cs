using Riveg.Evaluation.Datasets;

namespace Riveg.Training.Cli.Data;

/// <summary>By what a post is known again in another data set.</summary>
internal static class PostKeys
{
    /// <summary>
    /// Its text, by letters and digits; and in the published sets, which are of one source, its id. In somebody's own data ids mean
    /// nothing outside of their file.
    /// </summary>
    public static IEnumerable<string> Of(NamedSplit split, GoldPost gold)
    {
        yield return OfText(gold);
        if (!split.IsOwn)
        {
            yield return $"id {gold.Post.Id}";
        }
    }

    /// <summary>Its text alone.</summary>
    public static string OfText(GoldPost gold)
    {
        var text = LeakCheck.Normalize(gold.Post);
        return text.Length > 0 ? $"text {text}" : $"raw {gold.Post.Text}";
    }
}
