using Riveg.Evaluation.Datasets;

namespace Riveg.Cli.Commands;

/// <summary>Finds what people marked in the posts of a report, and counts the posts that they did not mark.</summary>
internal sealed class ReportGold(IReadOnlyList<GoldPost> posts)
{
    private readonly ILookup<string, GoldPost> byId = posts.ToLookup(p => p.Post.Id);
    private readonly HashSet<AnnotationResult> strangers = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<AnnotationResult> others = new(ReferenceEqualityComparer.Instance);

    /// <summary>The gold post of an annotation; null where the data set does not have it.</summary>
    public GoldPost? Of(AnnotationResult result)
    {
        var known = Find(result);
        if (known?.Post.Text != result.Text)
        {
            (known is null ? strangers : others).Add(result);
        }

        return known;
    }

    /// <summary>
    /// A prediction of another system with the picture of its gold post, where it does not say itself which one it is or where that lies.
    /// </summary>
    public AnnotationResult WithPicture(AnnotationResult result)
    {
        if (result is not { Provenance: null, Image: null or { File: null, Fault: null } }
            || Find(result) is not { ImageSize: var size, Post.Image: { FilePath: { } file, Name: var name } }
            || !File.Exists(file))
        {
            return result;
        }

        return result with { Image = (result.Image ?? new AnnotatedImage(name, size)) with { File = Path.GetFullPath(file) } };
    }

    /// <summary>What does not fit together, one line each.</summary>
    /// <param name="count">How many posts the report has.</param>
    public IEnumerable<string> Faults(int count)
    {
        if (strangers.Count > 0)
        {
            yield return $"{strangers.Count} of {count} posts are not in the data set.";
        }

        if (others.Count > 0)
        {
            yield return $"{others.Count} of {count} posts have another text in the data set, so its offsets may not fit.";
        }
    }

    private GoldPost? Find(AnnotationResult result) =>
        byId[result.PostId].FirstOrDefault(p => p.Post.Text == result.Text) ?? byId[result.PostId].FirstOrDefault();
}
