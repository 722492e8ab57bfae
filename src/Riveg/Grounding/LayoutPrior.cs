using Riveg.Learning;
using Riveg.Regions;

namespace Riveg.Grounding;

/// <summary>
/// Where entities tend to be: a vocabulary of boxes, and for each box the log-odds that it is right for an entity (IoU >= 0.5 with a gold box).
/// Immutable and thread-safe.
/// </summary>
internal sealed class LayoutPrior
{
    private readonly Box[] boxes;
    private readonly HashedLinearModel model;

    /// <summary>Makes a prior of boxes in relative coordinates and a model with one output for each.</summary>
    public LayoutPrior(Box[] boxes, HashedLinearModel model)
    {
        this.boxes = boxes;
        this.model = model;
    }

    /// <summary>The boxes to choose from, in relative coordinates.</summary>
    public IReadOnlyList<Box> Boxes => boxes;

    /// <summary>For each box the probability, 0..1, that it is right for the entity.</summary>
    /// <param name="features">From <see cref="LayoutFeatures"/>.</param>
    public double[] Probabilities(ReadOnlySpan<uint> features)
    {
        var scores = new double[boxes.Length];
        model.Score(features, scores);
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = LogisticRegression.Sigmoid(scores[i]);
        }

        return scores;
    }

    /// <summary>Writes the boxes (four singles each) and the model.</summary>
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

        var model = HashedLinearModel.Read(reader);
        return model.OutputCount == count ? new LayoutPrior(boxes, model) : throw new InvalidDataException($"The layout prior has {count} boxes and scores for {model.OutputCount}.");
    }
}
