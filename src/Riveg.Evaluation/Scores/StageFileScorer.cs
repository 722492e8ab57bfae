using Riveg.Evaluation.Formats;

namespace Riveg.Evaluation.Scores;

/// <summary>
/// Scores the authors' stage files as their own script does: predictions in file order; each takes the first gold line left with its
/// picture and name whose region is right.
/// </summary>
public static class StageFileScorer
{
    /// <summary>The scores of MNER, EEG and GMNER.</summary>
    public static IReadOnlyDictionary<ScoringTask, Score> Evaluate(StageFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new Dictionary<ScoringTask, Score>
        {
            [ScoringTask.Mner] = Count(files, e => (e.Image, e.Name, e.Type), (_, _) => true),
            [ScoringTask.Eeg] = Count(files, e => (e.Image, e.Name, string.Empty), IsRegionRight),
            [ScoringTask.Gmner] = Count(files, e => (e.Image, e.Name, e.Type), IsRegionRight),
        };
    }

    private static Score Count(
        StageFiles files, Func<StageFileEntity, (string, string, string)> key, Func<StageFileEntity, StageFileEntity, bool> isRight)
    {
        var left = files.Gold.GroupBy(key).ToDictionary(g => g.Key, g => g.ToList());
        var right = 0;
        foreach (var predicted in files.Predicted)
        {
            if (left.TryGetValue(key(predicted), out var candidates)
                && candidates.FindIndex(g => isRight(predicted, g)) is var index and >= 0)
            {
                candidates.RemoveAt(index);
                right++;
            }
        }

        return new Score(right, files.Predicted.Count, files.Gold.Count);
    }

    private static bool IsRegionRight(StageFileEntity predicted, StageFileEntity gold) =>
        predicted.Boxes.Count == 0 || gold.Boxes.Count == 0
        ? predicted.Boxes.Count == gold.Boxes.Count
        : EntityJudgement.IsRight(predicted.Boxes[0], gold.Boxes);
}
