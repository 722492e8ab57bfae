using Riveg.Evaluation.Datasets;

namespace Riveg.Evaluation.Photos;

/// <summary>How much there is in a split.</summary>
/// <param name="Split">The split's name.</param>
/// <param name="Posts">All posts.</param>
/// <param name="Names">All gold entities.</param>
/// <param name="InPicture">Those that are in their pictures.</param>
internal readonly record struct PhotoSetSize(string Split, int Posts, int Names, int InPicture)
{
    /// <summary>Counts a split.</summary>
    public static PhotoSetSize Of(Dataset gold)
    {
        var names = gold.Posts.SelectMany(p => p.Entities).ToList();
        return new PhotoSetSize(gold.Split, gold.Posts.Count, names.Count, names.Count(e => e.IsGroundable));
    }
}
