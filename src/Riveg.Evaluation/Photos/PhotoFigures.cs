using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;

namespace Riveg.Evaluation.Photos;

/// <summary>The figures of one set of answers about a split. The same answers give the same figures.</summary>
internal static class PhotoFigures
{
    /// <summary>Measures answers.</summary>
    /// <param name="gold">The split.</param>
    /// <param name="answers">The answers about its posts, in their order.</param>
    /// <returns>Each figure that the split and the answers have something for.</returns>
    public static IReadOnlyDictionary<PhotoFigure, MeasuredFigure> Of(Dataset gold, IReadOnlyList<PhotoAnswer> answers)
    {
        var predictions = PredictionSet.Create(answers.Select(a => a.Result), gold);
        var report = Evaluator.Evaluate(gold, predictions);
        var posts = answers.Select(a => new JudgedPost(a, predictions.EntitiesOf(a.Gold))).ToList();
        var figures = new SortedDictionary<PhotoFigure, MeasuredFigure>();
        foreach (var (task, score) in report.Tasks)
        {
            if (FigureOf(task) is { } figure)
            {
                figures[figure] = new MeasuredFigure(score.Overall.F1, score.F1Interval, score.Overall.Gold);
            }
        }

        Add(PhotoFigure.EntailmentAccuracy, p => p.Probabilities, all => EntailmentScore.OfCases(all).Accuracy);
        Add(PhotoFigure.CalibrationError, p => p.Probabilities, all => EntailmentScore.OfCases(all).CalibrationError);
        Add(PhotoFigure.GroundableRight, p => p.GroundableRight, Share);
        Add(PhotoFigure.AbsentBoxed, p => p.AbsentBoxed, Share);
        Add(PhotoFigure.MaskIou, p => p.MaskOverlaps, all => all.Average());
        Add(PhotoFigure.SecondsPerPicture, p => p.Seconds, Median);
        return figures;

        void Add<T>(PhotoFigure figure, Func<JudgedPost, IReadOnlyList<T>> cases, Func<IReadOnlyList<T>, double> measure)
        {
            var byPost = posts.ConvertAll(p => cases(p));
            var all = byPost.SelectMany(c => c).ToList();
            if (all.Count > 0)
            {
                figures[figure] = new MeasuredFigure(measure(all), Bootstrap.IntervalOf(byPost, measure), all.Count);
            }
        }
    }

    private static PhotoFigure? FigureOf(ScoringTask task) => task switch
    {
        ScoringTask.Mner => PhotoFigure.Mner,
        ScoringTask.Gmner => PhotoFigure.Gmner,
        ScoringTask.Smner => PhotoFigure.Smner,
        _ => null,
    };

    private static double Share(IReadOnlyList<bool> cases) => (double)cases.Count(c => c) / cases.Count;

    private static double Median(IReadOnlyList<double> cases)
    {
        var sorted = cases.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
