using System.Text.Json.Serialization;
using Riveg.Evaluation.Scores;

namespace Riveg.Training.Cli.Runs;

/// <summary>What an epoch gave: a line of <c>metrics.jsonl</c>.</summary>
/// <param name="Epoch">Which one, from 1.</param>
/// <param name="Loss">The mean loss of its posts: minus the logarithm of the probability of their labels.</param>
/// <param name="Seconds">How long it took, its judgement included.</param>
/// <param name="PostsPerSecond">How many posts a second were learned from.</param>
/// <param name="Text">MNER on dev, text alone; null without dev.</param>
/// <param name="Knowledge">The same with knowledge, on the posts of dev that have some; null where none has.</param>
internal sealed record EpochRecord(
    int Epoch,
    double Loss,
    [property: JsonPropertyOrder(1)] double Seconds,
    [property: JsonPropertyOrder(1)] double PostsPerSecond,
    Figures? Text = null,
    Figures? Knowledge = null)
{
    /// <summary>What decides between epochs: the mean F1 of both views; the later one where nothing is judged.</summary>
    [JsonIgnore]
    public double Merit => Text is null ? Epoch : Knowledge is null ? Text.F1 : (Text.F1 + Knowledge.F1) / 2;
}

/// <summary>Figures of mentions.</summary>
/// <param name="Precision">Right / predicted.</param>
/// <param name="Recall">Right / gold.</param>
/// <param name="F1">Their harmonic mean.</param>
internal sealed record Figures(double Precision, double Recall, double F1)
{
    public static Figures Of(Score score) => new(score.Precision, score.Recall, score.F1);
}
