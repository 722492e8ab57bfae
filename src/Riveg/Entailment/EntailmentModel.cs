using Riveg.Learning;
using Riveg.Posts;

namespace Riveg.Entailment;

/// <summary>
/// The probability that an entity is in its picture: a linear score, calibrated apart for each view (with or without knowledge, with or without captions), since less evidence
/// makes scores less sure. Immutable and thread-safe.
/// </summary>
internal sealed class EntailmentModel
{
    /// <summary>How many views there are.</summary>
    public const int ViewCount = 4;

    private readonly HashedLinearModel scores;
    private readonly PlattScaling[] calibrations;

    /// <summary>Makes a model of a linear model with one output and a calibration for each view.</summary>
    public EntailmentModel(HashedLinearModel scores, PlattScaling[] calibrations)
    {
        this.scores = scores;
        this.calibrations = calibrations;
    }

    /// <summary>Which evidence a post brings: 1 for knowledge, 2 for captions, 3 for both, 0 for neither.</summary>
    public static int ViewOf(PostContext post) => (string.IsNullOrWhiteSpace(post.AuxiliaryKnowledge) ? 0 : 1) + (post.Captions.Count == 0 ? 0 : 2);

    /// <summary>The calibrated probability for an example, 0..1.</summary>
    public double Probability(ReadOnlySpan<uint> features, int view) => calibrations[view].Probability(scores.Score(features));

    /// <summary>Writes the calibrations and the model.</summary>
    public void Write(BinaryWriter writer)
    {
        foreach (var calibration in calibrations)
        {
            writer.Write(calibration.Slope);
            writer.Write(calibration.Offset);
        }

        scores.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The data is not of that form.</exception>
    public static EntailmentModel Read(BinaryReader reader)
    {
        var calibrations = new PlattScaling[ViewCount];
        for (var i = 0; i < ViewCount; i++)
        {
            calibrations[i] = new PlattScaling(reader.ReadDouble(), reader.ReadDouble());
            if (!double.IsFinite(calibrations[i].Slope) || !double.IsFinite(calibrations[i].Offset))
            {
                throw new InvalidDataException($"Calibration {i} of the entailment model is no number.");
            }
        }

        var scores = HashedLinearModel.Read(reader);
        return scores.OutputCount == 1 ? new EntailmentModel(scores, calibrations) : throw new InvalidDataException($"The entailment model has {scores.OutputCount} outputs instead of 1.");
    }
}
