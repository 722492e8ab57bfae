using Riveg.Builtin.Grounding;
using Riveg.Builtin.Learning;
using Riveg.Evaluation.Datasets;
using Riveg.Regions;

namespace Riveg.Evaluation.Training;

/// <summary>
/// Trains the layout prior on the gold boxes: chooses the boxes of its vocabulary, learns for each one when it is right, and calibrates
/// what it chooses on posts that it has not seen.
/// </summary>
/// <param name="regression">How the model of the boxes is fitted.</param>
/// <param name="vocabularySize">How many boxes there are to choose from.</param>
internal sealed class LayoutPriorTrainer(LogisticRegression regression, int vocabularySize)
{
    private const int Folds = 5;

    /// <summary>Trains; the same posts give the same prior.</summary>
    public LayoutPrior Train(IReadOnlyList<GoldPost> posts, CancellationToken cancellationToken)
    {
        var pictures = TrainingPicture.Of(posts);
        var calibration = Calibrate(pictures, cancellationToken);
        return Fit(pictures, calibration, cancellationToken)
            ?? throw new DatasetException(
                "No entity of the training posts has a box inside a picture of known size; a layout prior cannot be learned.");
    }

    // The posts of each fold by a prior of the others, its boxes included.
    private RegionCalibration Calibrate(IReadOnlyList<TrainingPicture> pictures, CancellationToken cancellationToken)
    {
        var uncalibrated = new RegionCalibrator().Fit();
        var calibrator = new RegionCalibrator();
        for (var fold = 0; fold < Folds; fold++)
        {
            if (Fit([.. pictures.Where((_, i) => i % Folds != fold)], uncalibrated, cancellationToken) is not { } prior)
            {
                continue;
            }

            foreach (var picture in pictures.Where((_, i) => i % Folds == fold))
            {
                foreach (var (view, proportion) in picture.Views)
                {
                    calibrator.Add(prior, view, proportion, picture.Entities);
                }
            }
        }

        return calibrator.Fit();
    }

    private LayoutPrior? Fit(IReadOnlyList<TrainingPicture> pictures, RegionCalibration calibration, CancellationToken cancellationToken)
    {
        var boxes = BoxVocabulary.Choose([.. pictures.SelectMany(p => p.Entities).Select(e => e.Boxes)], vocabularySize, cancellationToken);
        if (boxes.Length == 0)
        {
            return null;
        }

        var examples = Collect(pictures);
        var labels = boxes.Select(b => examples.Select(e => BoxVocabulary.IsRight(b, e.Boxes)).ToArray()).ToArray();
        return new LayoutPrior(boxes, regression.Fit([.. examples.Select(e => e.Features)], labels, cancellationToken), calibration);
    }

    private static List<(uint[] Features, IReadOnlyList<Box> Boxes)> Collect(IReadOnlyList<TrainingPicture> pictures)
    {
        var sink = new FeatureSink();
        var examples = new List<(uint[] Features, IReadOnlyList<Box> Boxes)>();
        foreach (var picture in pictures)
        {
            foreach (var entity in picture.Entities)
            {
                foreach (var (view, proportion) in picture.Views)
                {
                    examples.Add(
                        (LayoutFeatures.Extract(view.Mentions[entity.Mention.Index], entity.Place, proportion, sink), entity.Boxes));
                }
            }
        }

        return examples;
    }
}
