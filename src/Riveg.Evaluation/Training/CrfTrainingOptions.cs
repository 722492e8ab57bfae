using Riveg.Builtin.Recognition;

namespace Riveg.Evaluation.Training;

/// <summary>How a <see cref="CrfRecognizerModel"/> is trained. The defaults were chosen on Twitter-GMNER (docs/recognition.md).</summary>
public sealed record CrfTrainingOptions
{
    /// <summary>How often each post is seen.</summary>
    /// <value>The default value is 14. At least 1.</value>
    public int Epochs { get; init; } = 14;

    /// <summary>How many models, alike but for their seeds, are trained and averaged.</summary>
    /// <value>The default value is 6. At least 1.</value>
    public int Runs { get; init; } = 6;

    /// <summary>The size of AdaGrad's steps.</summary>
    /// <value>The default value is 0.1. Above 0.</value>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>How strongly weights are drawn to zero whenever their feature is seen (L2).</summary>
    /// <value>The default value is 0.02. At least 0.</value>
    public double L2 { get; init; } = 0.02;

    /// <summary>Which part of a token's features is hidden each time, so that no feature is relied on alone.</summary>
    /// <value>The default value is 0.5. At least 0, below 1.</value>
    public double FeatureDropout { get; init; } = 0.5;

    /// <summary>Features of fewer posts than this are left out.</summary>
    /// <value>The default value is 3. At least 1.</value>
    public int MinimumFeatureCount { get; init; } = 3;

    /// <summary>Steps between the values that a stored weight can take: wider steps make the file smaller.</summary>
    /// <value>The default value is 0.04. Above 0.</value>
    public double WeightStep { get; init; } = 0.04;

    /// <summary>
    /// What the label <c>O</c> loses at each token after training where a post has no knowledge. Likelihood alone finds too few mentions
    /// for the best F1.
    /// </summary>
    /// <value>The default value is 0.4. Any finite number.</value>
    public double TextOutsidePenalty { get; init; } = 0.4;

    /// <summary>As <see cref="TextOutsidePenalty"/>, where a post has knowledge.</summary>
    /// <value>The default value is 0.6. Any finite number.</value>
    public double KnowledgeOutsidePenalty { get; init; } = 0.6;

    /// <summary>Decides the order of the posts and the hidden features of the first run; each further run counts one up.</summary>
    /// <value>The default value is 42.</value>
    public int Seed { get; init; } = 42;

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">Some are out of range; the message names all of them.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        AddIf(Epochs < 1, $"{nameof(Epochs)} is {Epochs}, must be at least 1");
        AddIf(Runs < 1, $"{nameof(Runs)} is {Runs}, must be at least 1");
        AddIf(!(LearningRate > 0), $"{nameof(LearningRate)} is {LearningRate}, must be above 0");
        AddIf(!(L2 >= 0), $"{nameof(L2)} is {L2}, must be at least 0");
        AddIf(
            !(FeatureDropout >= 0 && FeatureDropout < 1), $"{nameof(FeatureDropout)} is {FeatureDropout}, must be at least 0 and below 1");
        AddIf(MinimumFeatureCount < 1, $"{nameof(MinimumFeatureCount)} is {MinimumFeatureCount}, must be at least 1");
        AddIf(!double.IsFinite(TextOutsidePenalty), $"{nameof(TextOutsidePenalty)} is {TextOutsidePenalty}, must be finite");
        AddIf(!double.IsFinite(KnowledgeOutsidePenalty), $"{nameof(KnowledgeOutsidePenalty)} is {KnowledgeOutsidePenalty}, must be finite");
        AddIf(!(WeightStep > 0), $"{nameof(WeightStep)} is {WeightStep}, must be above 0");
        if (faults.Count > 0)
        {
            throw new ArgumentException("Training options: " + string.Join("; ", faults) + ".");
        }

        void AddIf(bool wrong, string fault)
        {
            if (wrong)
            {
                faults.Add(fault);
            }
        }
    }
}
