using System.ComponentModel.DataAnnotations;
using Riveg.Builtin.Recognition;
using Riveg.Settings;

namespace Riveg.Evaluation.Training;

/// <summary>How a <see cref="CrfRecognizerModel"/> is trained. The defaults were chosen on Twitter-GMNER (docs/recognition.md).</summary>
public sealed record CrfTrainingOptions
{
    /// <summary>How often each post is seen.</summary>
    /// <value>The default value is 14; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int Epochs { get; init; } = 14;

    /// <summary>How many models, alike but for their seeds, are trained and averaged.</summary>
    /// <value>The default value is 12; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int Runs { get; init; } = 12;

    /// <summary>The size of AdaGrad's steps.</summary>
    /// <value>The default value is 0.1; above 0.</value>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 0.1;

    /// <summary>How strongly weights are drawn to zero whenever their feature is seen (L2).</summary>
    /// <value>The default value is 0.03; at least 0.</value>
    [Range(0.0, double.MaxValue)]
    public double L2 { get; init; } = 0.03;

    /// <summary>Which part of a token's features is hidden each time, so that no feature is relied on alone.</summary>
    /// <value>The default value is 0.6; at least 0 and below 1.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double FeatureDropout { get; init; } = 0.6;

    /// <summary>Features of fewer posts than this are left out.</summary>
    /// <value>The default value is 3; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MinimumFeatureCount { get; init; } = 3;

    /// <summary>Of which part of the posts a copy in small letters is learned from too.</summary>
    /// <value>The default value is 0.3; 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double LowerCaseShare { get; init; } = 0.3;

    /// <summary>Steps between the values that a stored weight can take: wider steps make the file smaller.</summary>
    /// <value>The default value is 0.0625; above 0.</value>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double WeightStep { get; init; } = 0.0625;

    /// <summary>
    /// What the label <c>O</c> loses at each token after training where a post has no knowledge. Likelihood alone finds too few mentions
    /// for the best F1.
    /// </summary>
    /// <value>The default value is 0.4; any finite number.</value>
    [Range(double.MinValue, double.MaxValue)]
    public double TextOutsidePenalty { get; init; } = 0.4;

    /// <summary>As <see cref="TextOutsidePenalty"/>, where a post has knowledge.</summary>
    /// <value>The default value is 0.6; any finite number.</value>
    [Range(double.MinValue, double.MaxValue)]
    public double KnowledgeOutsidePenalty { get; init; } = 0.6;

    /// <summary>Decides the order of the posts and the hidden features of the first run; each further run counts one up.</summary>
    /// <value>The default value is 42.</value>
    public int Seed { get; init; } = 42;

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">Some are out of range; the message names all of them.</exception>
    public void Validate() => SettingsCheck.Validate(this, "The options of training");
}
