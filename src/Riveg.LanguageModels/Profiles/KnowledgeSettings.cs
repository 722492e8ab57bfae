using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.LanguageModels.Examples;
using Riveg.Settings;

namespace Riveg.LanguageModels.Profiles;

/// <summary>The settings of knowledge by a chat model.</summary>
internal sealed record KnowledgeSettings : ChatSettings
{
    /// <summary>Annotated examples, of which the most similar ones are shown to the model.</summary>
    [Description("Annotated examples, of which the most similar ones are shown to the model.")]
    [SettingsGroup]
    public ExampleSettings? Examples { get; init; }

    /// <summary>How many examples are shown.</summary>
    /// <value>The default value is 5; at least 0.</value>
    [Description("How many examples are shown.")]
    [Range(0, int.MaxValue)]
    public int Count { get; init; } = SimilarExampleSelector.DefaultCount;
}

/// <summary>Where annotated examples come from.</summary>
internal sealed record ExampleSettings
{
    /// <summary>The file of the examples: JSON lines, or the authors' form, which needs a data set.</summary>
    /// <value>The default value is empty: it must be given.</value>
    [Description("The file of the examples: JSON lines, or the authors' form, which needs a data set.")]
    [Required(ErrorMessage = "the file of the examples")]
    public string File { get; init; } = string.Empty;

    /// <summary>The data set whose posts the file in the authors' form is about, as KIND:DIR.</summary>
    /// <value>The default value is null: the file is JSON lines.</value>
    [Description("The data set whose posts the file in the authors' form is about, as KIND:DIR.")]
    [DefaultValue("the file is JSON lines")]
    [MinLength(1)]
    public string? Dataset { get; init; }

    /// <summary>The split of the data set.</summary>
    /// <value>The default value is train.</value>
    [Description("The split of the data set.")]
    [MinLength(1)]
    public string Split { get; init; } = "train";

    /// <summary>Files with captions of the data set's pictures.</summary>
    /// <value>The default value is empty.</value>
    [Description("Files with captions of the data set's pictures.")]
    public IReadOnlyList<string> Captions { get; init; } = [];
}
