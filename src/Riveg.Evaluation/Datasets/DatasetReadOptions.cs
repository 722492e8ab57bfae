namespace Riveg.Evaluation.Datasets;

/// <summary>The files beside a data set. A path may begin with <c>~/</c>.</summary>
public sealed record DatasetReadOptions
{
    /// <summary>The folders of the pictures, named by post id or by the path of an annotated post; the first that has a picture wins. Empty
    /// for no pictures,
    /// but for those that annotated posts name themselves.</summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyList<string> ImageFolders { get; init; } = [];

    /// <summary>
    /// A language model's answers in the authors' CoNLL form. The first answer about a post is its knowledge; further ones, of other files
    /// or of a file that
    /// holds the split several times, are <see cref="GoldPost.FurtherKnowledge"/>. Empty for none.
    /// </summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyList<string> KnowledgeFiles { get; init; } = [];

    /// <summary>Captions in the BLIP-2 or the mPLUG-Owl form; each file adds one caption to the posts that it names.</summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyList<string> CaptionFiles { get; init; } = [];

    /// <summary>
    /// Told a line about fields of annotated posts that are not read, as <see cref="Riveg.Formats.PostReadOptions.Warn"/> is, and about a
    /// split of <c>gmner:DIR</c> that has no boxes, since there is no folder of them. Null for nobody.
    /// </summary>
    /// <value>The default value is null.</value>
    public Action<string>? Warn { get; init; }

    /// <summary>
    /// Whether a picture that annotated posts name may be opened, where somebody else has written them: one that may not cannot be seen.
    /// Null where all may.
    /// </summary>
    /// <value>The default value is null.</value>
    internal Func<string, bool>? MayOpen { get; init; }
}
