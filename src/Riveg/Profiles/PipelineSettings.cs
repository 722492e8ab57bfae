using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Grounding;
using Riveg.Pipeline;
using Riveg.Settings;

namespace Riveg.Profiles;

/// <summary>The <c>pipeline</c> section of a profile.</summary>
[Description("How the pipeline works, apart from what serves its stages.")]
internal sealed record PipelineSettings
{
    private const string Threshold = "threshold";
    private const string ExpectedCorrectnessName = "expected-correctness";

    /// <summary>What code can set too.</summary>
    [SettingsGroup(IsInline = true)]
    public PipelineOptions Options { get; init; } = new();

    /// <summary>
    /// When an entity counts as being in its picture: by a threshold of its entailment, or where that is more often right.
    /// </summary>
    /// <value>The default value is null: <c>threshold</c>; <c>threshold</c> or <c>expected-correctness</c>.</value>
    [Description("When an entity counts as being in its picture: by a threshold of its entailment, or where that is more often right.")]
    [DefaultValue("threshold")]
    [AllowedValues(Threshold, ExpectedCorrectnessName)]
    public string? GroundingDecision { get; init; }

    /// <summary>The least entailment of an entity in its picture; goes with the decision <c>threshold</c> alone.</summary>
    /// <value>The default value is null: 0.5; 0 to 1.</value>
    [Description("The least entailment of an entity in its picture; goes with the decision threshold alone.")]
    [DefaultValue("0.5")]
    [Range(0.0, 1.0)]
    [NotWith(
        nameof(GroundingDecision),
        ExpectedCorrectnessName,
        $"means nothing to the decision \"{ExpectedCorrectnessName}\"; leave one of them out")]
    public double? EntailmentThreshold { get; init; }

    /// <summary>The options that the section says.</summary>
    public PipelineOptions ToOptions() => (GroundingDecision, EntailmentThreshold) switch
    {
        (ExpectedCorrectnessName, _) => Options with { Decision = new ExpectedCorrectness() },
        (_, { } least) => Options with { Decision = new EntailmentThreshold(least) },
        (Threshold, _) => Options with { Decision = new EntailmentThreshold() },
        _ => Options,
    };
}
