using Riveg.Builtin.Learning;
using Riveg.Regions;

namespace Riveg.Builtin.Grounding;

/// <summary>
/// Where entities tend to be: a vocabulary of boxes, for each box the log-odds that it is right for an entity (IoU >= 0.5 with a gold box),
/// and how sure that is of the box that is chosen. Immutable and thread-safe.
/// </summary>
internal sealed class LayoutPrior
{
    private readonly Box[] boxes;
    private readonly HashedLinearModel model;
    private readonly RegionCalibration calibration;

    /// <summary>
    /// Makes a prior of boxes in relative coordinates, a model with one output for each, and the calibration of what is chosen by them.
    /// </summary>
    public LayoutPrior(Box[] boxes, HashedLinearModel model, RegionCalibration calibration)
    {
        this.boxes = boxes;
        this.model = model;
        this.calibration = calibration;
    }

    /// <summary>The boxes to choose from, in relative coordinates.</summary>
    public IReadOnlyList<Box> Boxes => boxes;

    /// <summary>How sure the chosen boxes are.</summary>
    public RegionCalibration Calibration => calibration;

    /// <summary>
    /// For each box the probability, 0..1, that it is right for the entity: to choose by. Of the box that is chosen this is too high or too
    /// low; <see cref="Score"/> mends it.
    /// </summary>
    /// <param name="features">From <see cref="LayoutFeatures"/>.</param>
    public double[] Probabilities(ReadOnlySpan<uint> features)
    {
        var scores = new double[boxes.Length];
        model.Score(features, scores);
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = Logistic.Sigmoid(scores[i]);
        }

        return scores;
    }

    /// <summary>The probability, 0..1, that a region is right.</summary>
    /// <param name="probabilities">From <see cref="Probabilities"/>.</param>
    /// <param name="choice">The index of the box that was chosen.</param>
    /// <param name="region">The chosen box or where it was moved to, in relative coordinates.</param>
    /// <param name="view">From <see cref="RegionCalibration.ViewOf"/>.</param>
    public double Score(double[] probabilities, int choice, Box region, int view) => calibration.Probability(
        Logistic.LogOdds(probabilities[choice]),
        view,
        region == boxes[choice]
            ? 0
            : PlaceBelief.LogOdds(region, boxes, probabilities) - PlaceBelief.LogOdds(boxes[choice], boxes, probabilities));

    /// <summary>Writes the boxes (four singles each), the calibration and the model.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(boxes.Length);
        foreach (var box in boxes)
        {
            writer.Write((float)box.X0);
            writer.Write((float)box.Y0);
            writer.Write((float)box.X1);
            writer.Write((float)box.Y1);
        }

        calibration.Write(writer);
        model.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The data is not of that form.</exception>
    public static LayoutPrior Read(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count is < 1 or > 4096)
        {
            throw new InvalidDataException($"A layout prior with {count} boxes is not possible.");
        }

        var boxes = new Box[count];
        for (var i = 0; i < count; i++)
        {
            boxes[i] = new Box(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
            if (!boxes[i].IsProper || boxes[i].X0 < 0 || boxes[i].Y0 < 0 || boxes[i].X1 > 1 || boxes[i].Y1 > 1)
            {
                throw new InvalidDataException($"Box {i} of the layout prior does not lie in 0..1.");
            }
        }

        var calibration = RegionCalibration.Read(reader);
        var model = HashedLinearModel.Read(reader);
        return model.OutputCount == count
            ? new LayoutPrior(boxes, model, calibration)
            : throw new InvalidDataException($"The layout prior has {count} boxes and scores for {model.OutputCount}.");
    }
}
