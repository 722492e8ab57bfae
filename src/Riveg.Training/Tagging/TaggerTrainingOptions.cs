using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Settings;

namespace Riveg.Training.Tagging;

/// <summary>How a tagger is trained. Immutable.</summary>
public sealed record TaggerTrainingOptions : IValidatableObject
{
    /// <summary>How often all posts are read.</summary>
    /// <value>The default value is 20; 1 to 1,000.</value>
    [Description("How often all posts are read.")]
    [Range(1, 1000)]
    public int Epochs { get; init; } = 20;

    /// <summary>How many posts make one step.</summary>
    /// <value>The default value is 32; 1 to 1,024.</value>
    [Description("How many posts make one step.")]
    [Range(1, 1024)]
    public int BatchSize { get; init; } = 32;

    /// <summary>The largest step of Adam.</summary>
    /// <value>The default value is 0.002; above 0 and at most 1e30.</value>
    [Description("The largest step of Adam.")]
    [Range(0.0, 1e30, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 0.002;

    /// <summary>The share of all steps in which the step grows to its largest; then it falls to 0 in a line.</summary>
    /// <value>The default value is 0.05; 0 to below 1.</value>
    [Description("The share of all steps in which the step grows to its largest; then it falls to 0 in a line.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double WarmUp { get; init; } = 0.05;

    /// <summary>How much weights shrink beside Adam's step (AdamW).</summary>
    /// <value>The default value is 0.01; 0 to 1.</value>
    [Description("How much weights shrink beside Adam's step (AdamW).")]
    [Range(0.0, 1.0)]
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Gradients that are longer are shortened to this.</summary>
    /// <value>The default value is 5; above 0.</value>
    [Description("Gradients that are longer are shortened to this.")]
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double GradientNorm { get; init; } = 5;

    /// <summary>How slowly the weights that are served follow the trained ones; 0 serves the last ones.</summary>
    /// <value>The default value is 0.999; 0 to below 1.</value>
    [Description("How slowly the weights that are served follow the trained ones; 0 serves the last ones.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Averaging { get; init; } = 0.999;

    /// <summary>How many numbers the memory gives for each direction.</summary>
    /// <value>The default value is 150; 1 to 2,048.</value>
    [Description("How many numbers the memory gives for each direction.")]
    [Range(1, 2048)]
    public int Hidden { get; init; } = 150;

    /// <summary>How many filters look at the letters of a word.</summary>
    /// <value>The default value is 48; 1 to 1,024.</value>
    [Description("How many filters look at the letters of a word.")]
    [Range(1, 1024)]
    public int LetterFilters { get; init; } = 48;

    /// <summary>How many numbers are made of the knowledge.</summary>
    /// <value>The default value is 64; 1 to 1,024.</value>
    [Description("How many numbers are made of the knowledge.")]
    [Range(1, 1024)]
    public int KnowledgeFeatures { get; init; } = 64;

    /// <summary>The share of the memory's inputs that is zeroed by chance.</summary>
    /// <value>The default value is 0.4; 0 to below 1.</value>
    [Description("The share of the memory's inputs that is zeroed by chance.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double InputDropout { get; init; } = 0.4;

    /// <summary>The share of the memory's outputs that is zeroed by chance.</summary>
    /// <value>The default value is 0.5; 0 to below 1.</value>
    [Description("The share of the memory's outputs that is zeroed by chance.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double OutputDropout { get; init; } = 0.5;

    /// <summary>The share of words whose vector and cluster are hidden by chance, so that unknown ones are learned.</summary>
    /// <value>The default value is 0.05; 0 to 1.</value>
    [Description("The share of words whose vector and cluster are hidden by chance, so that unknown ones are learned.")]
    [Range(0.0, 1.0)]
    public double HiddenWords { get; init; } = 0.05;

    /// <summary>
    /// The share of words that are hidden by chance as the words that they are, and are read by their vectors, clusters and letters alone,
    /// so that what words are like is learned and not only which ones were names.
    /// </summary>
    /// <value>The default value is 0.2; 0 to 1.</value>
    [Description("The share of words that are hidden by chance as the words that they are, and are read by their vectors, clusters and "
        + "letters alone.")]
    [Range(0.0, 1.0)]
    public double HiddenIdentities { get; init; } = 0.2;

    /// <summary>How often a post that has knowledge is read with it; else it is read as text alone.</summary>
    /// <value>The default value is 0.5; 0 to 1.</value>
    [Description("How often a post that has knowledge is read with it; else it is read as text alone.")]
    [Range(0.0, 1.0)]
    public double KnowledgeShare { get; init; } = 0.5;

    /// <summary>The share of posts of text alone that are read in small letters.</summary>
    /// <value>The default value is 0.15; 0 to 1, and at most 1 together with <see cref="Capitals"/>.</value>
    [Description("The share of posts of text alone that are read in small letters.")]
    [Range(0.0, 1.0)]
    public double SmallLetters { get; init; } = 0.15;

    /// <summary>The share of posts of text alone that are read in capitals.</summary>
    /// <value>The default value is 0.02; 0 to 1.</value>
    [Description("The share of posts of text alone that are read in capitals.")]
    [Range(0.0, 1.0)]
    public double Capitals { get; init; } = 0.02;

    /// <summary>The share of posts of text alone in which names are exchanged for others of their type.</summary>
    /// <value>The default value is 0; 0 to 1.</value>
    [Description("The share of posts of text alone in which names are exchanged for others of their type.")]
    [Range(0.0, 1.0)]
    public double ExchangedNames { get; init; }

    /// <summary>The share of posts of text alone in which a name of several words becomes a #tag.</summary>
    /// <value>The default value is 0; 0 to 1.</value>
    [Description("The share of posts of text alone in which a name of several words becomes a #tag.")]
    [Range(0.0, 1.0)]
    public double TaggedNames { get; init; }

    /// <summary>What chance begins with.</summary>
    /// <value>The default value is 1.</value>
    [Description("What chance begins with.")]
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 1;

    /// <summary>How many threads compute; the same number gives the same bytes.</summary>
    /// <value>The default value is 2; 1 to 256.</value>
    [Description("How many threads compute; the same number gives the same bytes.")]
    [Range(1, 256)]
    public int Threads { get; init; } = 2;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names every one that is out of range.</exception>
    public void Validate() => SettingsCheck.Validate(this, "The training's options");

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (SmallLetters + Capitals > 1)
        {
            yield return new ValidationResult(
                FormattableString.Invariant($"and the share of capitals are {SmallLetters} and {Capitals}; together they are at most 1"),
                [nameof(SmallLetters)]);
        }
    }
}
