namespace Riveg.Evaluation.Scores;

/// <summary>Counts of right ones, and what follows from them.</summary>
/// <param name="Right">How many predictions are right.</param>
/// <param name="Predicted">How many predictions there are.</param>
/// <param name="Gold">How many there should be.</param>
public readonly record struct Score(int Right, int Predicted, int Gold)
{
    /// <summary>Right / predicted, 0..1; 0 without predictions.</summary>
    public double Precision => Predicted == 0 ? 0 : (double)Right / Predicted;

    /// <summary>Right / gold, 0..1; 0 without gold.</summary>
    public double Recall => Gold == 0 ? 0 : (double)Right / Gold;

    /// <summary>The harmonic mean of precision and recall, 0..1.</summary>
    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    /// <summary>Adds the counts.</summary>
    public static Score operator +(Score left, Score right) =>
        new(left.Right + right.Right, left.Predicted + right.Predicted, left.Gold + right.Gold);
}
