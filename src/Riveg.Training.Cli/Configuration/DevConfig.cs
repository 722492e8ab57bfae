using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Riveg.Training.Cli.Configuration;

/// <summary>The posts that a run is judged by.</summary>
[Description("The posts that a run is judged by.")]
internal sealed record DevConfig
{
    /// <summary>The data set.</summary>
    [Required]
    [Description("A data set as KIND:DIR, or riveg:FILE.jsonl, one's own annotated posts.")]
    public string Dataset { get; init; } = string.Empty;

    /// <summary>Its split.</summary>
    [MinLength(1)]
    [Description("Which of its splits; riveg:FILE is one and has none to name.")]
    [DefaultValue("dev")]
    public string? Split { get; init; }

    /// <summary>Answers of language models.</summary>
    [Description("A language model's answers about the posts, as of the data; without any, text alone is judged.")]
    public IReadOnlyList<string> Knowledge { get; init; } = [];
}
