using Riveg.Builtin.Learning;

namespace Riveg.Builtin.Entailment;

/// <summary>
/// The probability that an entity is in its picture: a linear score, calibrated apart for each view (with or without knowledge, with or
/// without captions), since less evidence makes scores less sure. Immutable and thread-safe.
/// </summary>
internal sealed class EntailmentModel
{
    private readonly HashedLinearModel scores;
    private readonly PlattScaling[] calibrations;

    /// <summary>Makes a model of a linear model with one output and a calibration for each view.</summary>
    public EntailmentModel(HashedLinearModel scores, PlattScaling[] calibrations)
    {
        this.scores = scores;
        this.calibrations = calibrations;
    }

    /// <summary>The calibrated probability for an example, 0..1.</summary>
    /// <param name="features">From <see cref="EntailmentFeatures"/>.</param>
    /// <param name="view">From <see cref="EvidenceView"/>.</param>
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
        var calibrations = new PlattScaling[EvidenceView.Count];
        for (var i = 0; i < EvidenceView.Count; i++)
        {
            calibrations[i] = new PlattScaling(reader.ReadDouble(), reader.ReadDouble());
            if (!double.IsFinite(calibrations[i].Slope) || !double.IsFinite(calibrations[i].Offset))
            {
                throw new InvalidDataException($"Calibration {i} of the entailment model is no number.");
            }
        }

        var scores = HashedLinearModel.Read(reader);
        return scores.OutputCount == 1
            ? new EntailmentModel(scores, calibrations)
            : throw new InvalidDataException($"The entailment model has {scores.OutputCount} outputs instead of 1.");
    }
}
