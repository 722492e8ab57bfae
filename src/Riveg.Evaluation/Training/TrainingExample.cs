using Riveg.Builtin.Recognition;
using Riveg.Evidence;
using Riveg.Recognition.Reading;

namespace Riveg.Evaluation.Training;

/// <summary>A post as the recogniser learns from it.</summary>
/// <param name="Post">Its tokens.</param>
/// <param name="Knowledge">Its knowledge; null in the view of text alone.</param>
/// <param name="Labels">The label of each token.</param>
internal sealed record TrainingExample(TokenizedPost Post, AuxiliaryKnowledge? Knowledge, int[] Labels)
{
    /// <summary>The number of the data set of other rules that it is of; <see cref="RecognitionFeatures.Own"/> if of none.</summary>
    public uint Source { get; init; } = RecognitionFeatures.Own;
}
