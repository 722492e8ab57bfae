namespace Riveg.Datasets;

/// <summary>The files beside a data set.</summary>
public sealed record DatasetReadOptions
{
    /// <summary>The folder of the pictures, named by post id; null for no pictures.</summary>
    /// <value>The default value is null.</value>
    public string? ImageFolder { get; init; }

    /// <summary>A language model's answers in the authors' CoNLL form; null for none.</summary>
    /// <value>The default value is null.</value>
    public string? KnowledgeFile { get; init; }

    /// <summary>Captions in the BLIP-2 or the mPLUG-Owl form; each file adds one caption to the posts that it names.</summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyList<string> CaptionFiles { get; init; } = [];
}
