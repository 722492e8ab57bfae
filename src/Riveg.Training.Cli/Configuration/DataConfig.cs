using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Riveg.Training.Cli.Configuration;

/// <summary>A data set that is learned from.</summary>
[Description("A data set that is learned from.")]
internal sealed record DataConfig
{
    /// <summary>The data set.</summary>
    [Required]
    [Description("A data set as KIND:DIR, or riveg:FILE.jsonl, one's own annotated posts.")]
    public string Dataset { get; init; } = string.Empty;

    /// <summary>Its splits.</summary>
    [Description("Its splits; riveg:FILE is one and has none to name.")]
    [DefaultValue("train")]
    public IReadOnlyList<string> Splits { get; init; } = [];

    /// <summary>Answers of language models.</summary>
    [Description("A language model's answers about the posts: files in the authors' CoNLL form, or folders with SPLIT.txt. "
        + "Each further answer is a further view of its post.")]
    public IReadOnlyList<string> Knowledge { get; init; } = [];

    /// <summary>By whose rules it was annotated.</summary>
    [MinLength(1)]
    [Description("A name for the rules by which it was annotated, where they are others (fewer types, marked @names): what differs is "
        + "learned beside, and not looked for later. Marked @names are then left aside, and posts without an entity left out.")]
    [DefaultValue("our own")]
    public string? Rules { get; init; }
}
