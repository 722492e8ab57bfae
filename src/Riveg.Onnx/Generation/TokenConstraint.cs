namespace Riveg.Onnx.Generation;

/// <summary>Which tokens may follow.</summary>
internal abstract class TokenConstraint
{
    /// <summary>
    /// Whether probabilities are those among all tokens (fairseq's <c>zero_shot</c>): tokens are then forbidden after the softmax, not
    /// before.
    /// </summary>
    public bool KeepsProbabilities { get; init; }

    /// <summary>Makes the score of each token that may not follow minus infinity.</summary>
    /// <param name="row">The row's tokens, the start first.</param>
    /// <param name="forced">How many tokens after the start were given and not chosen.</param>
    /// <param name="scores">A score for each token of the vocabulary.</param>
    public abstract void Restrict(ReadOnlySpan<int> row, int forced, Span<float> scores);
}
