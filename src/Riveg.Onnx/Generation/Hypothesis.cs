namespace Riveg.Onnx.Generation;

/// <summary>A sequence that a search found.</summary>
/// <param name="Tokens">Its tokens, without the start, with the end.</param>
/// <param name="Score">The sum of its tokens' scores, divided by its length to the power of the length penalty where that is asked.</param>
/// <param name="TokenScores">The log-probability of each token, after the penalties.</param>
internal sealed record Hypothesis(IReadOnlyList<int> Tokens, float Score, IReadOnlyList<float> TokenScores);
