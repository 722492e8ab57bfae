using Riveg.Evaluation.Scores;
using Riveg.Evaluation.Training;
using Riveg.Networks.Conversion;

namespace Riveg.Training.Cli.Runs;

/// <summary>How one view of a tagger was set on dev, and its figures then.</summary>
/// <param name="Calibration">The settings.</param>
/// <param name="Figures">MNER on dev with them.</param>
/// <param name="Error">The expected calibration error of a mention's score; null without a mention.</param>
/// <param name="Posts">How many posts of dev it was set on.</param>
/// <param name="Entities">How many entities they have.</param>
internal sealed record ViewCalibration(TaggerCalibration Calibration, Figures Figures, double? Error, int Posts, int Entities)
{
    // What O may lose: a few steps, since dev decides.
    private static readonly double[] Shifts = [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6];

    /// <summary>Chooses by the most right, then the least shift, then fits the scores.</summary>
    /// <param name="judge">The view.</param>
    /// <param name="read">What a tagger of these settings finds.</param>
    public static async Task<ViewCalibration> ChooseAsync(
        DevJudge judge, Func<TaggerCalibration, DevJudge, Task<IReadOnlyList<JudgedDevPost>>> read)
    {
        var tried = new List<(TaggerCalibration Calibration, IReadOnlyList<JudgedDevPost> Read)>();
        foreach (var shift in Shifts)
        {
            var calibration = new TaggerCalibration(shift);
            tried.Add((calibration, await read(calibration, judge)));
        }

        var (best, found) = tried.MaxBy(t => t.Read.Aggregate(default(Score), (sum, p) => sum + p.Score).F1);
        var mentions = found.SelectMany(p => p.Found.Zip(p.Right, (f, r) => (f.Score, IsRight: r))).ToList();
        double[] scores = [.. mentions.Select(m => LogOdds(m.Score))];
        bool[] right = [.. mentions.Select(m => m.IsRight)];
        var fit = PlattFit.Fit(scores, right);
        var fitted = best with { Slope = fit.Slope, Intercept = fit.Offset };
        var cases = mentions.Select(m => (fitted.Score(m.Score), m.IsRight)).ToList();
        return new ViewCalibration(
            fitted,
            Figures.Of(judge.Score(found).Overall),
            cases.Count == 0 ? null : EntailmentScore.OfCases(cases).CalibrationError,
            judge.Posts.Count,
            judge.Posts.Sum(p => p.Entities.Count));
    }

    private static double LogOdds(double probability)
    {
        const double Edge = 1e-9;
        var p = Math.Clamp(probability, Edge, 1 - Edge);
        return Math.Log(p / (1 - p));
    }
}
