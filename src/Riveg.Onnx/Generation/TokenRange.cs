namespace Riveg.Onnx.Generation;

/// <summary>Allows the tokens of a range, and others that are named.</summary>
internal sealed class TokenRange : TokenConstraint
{
    private readonly int first;
    private readonly int end;
    private readonly int[] others;

    private TokenRange(int first, int end, int[] others)
    {
        if (first < 0 || end <= first)
        {
            throw new ArgumentException($"A range of tokens from {first} to {end} holds none.");
        }

        this.first = first;
        this.end = end;
        this.others = others;
    }

    /// <summary>The tokens from the first to before the end, and the end of the sequence.</summary>
    public static TokenRange Of(int first, int end, SpecialTokens special, bool keepsProbabilities = false) =>
        new(first, end, [special.End]) { KeepsProbabilities = keepsProbabilities };

    /// <summary>
    /// As fairseq's <c>constraint_range</c>: what lies below the first token is forbidden from 4 on alone, so that the start and the
    /// unknown token may come in the middle of a sequence.
    /// </summary>
    public static TokenRange AsPublished(int first, int end, bool keepsProbabilities = false) =>
        new(first, end, [0, 1, 2, 3]) { KeepsProbabilities = keepsProbabilities };

    /// <inheritdoc />
    public override void Restrict(ReadOnlySpan<int> row, int forced, Span<float> scores)
    {
        Span<float> kept = stackalloc float[others.Length];
        for (var i = 0; i < others.Length; i++)
        {
            kept[i] = others[i] < scores.Length ? scores[others[i]] : 0;
        }

        scores[..Math.Min(first, scores.Length)].Fill(float.NegativeInfinity);
        scores[Math.Min(end, scores.Length)..].Fill(float.NegativeInfinity);
        for (var i = 0; i < others.Length; i++)
        {
            if (others[i] < scores.Length)
            {
                scores[others[i]] = kept[i];
            }
        }
    }
}
