using System.Numerics.Tensors;

namespace Riveg.Onnx.Generation;

/// <summary>Makes logits into the scores of the tokens that may follow: the rules of a search, in the reference's order.</summary>
internal sealed class NextScores(GenerationOptions options, SpecialTokens special)
{
    private float[] powers = [];

    /// <summary>Log-probabilities of the next token in place of a row's logits; minus infinity where the token may not follow.</summary>
    /// <param name="row">The row's tokens, the start first.</param>
    /// <param name="prefix">The tokens that the query was given.</param>
    /// <param name="prefixColumns">The length of the longest prefix in the batch: until then the minimum length holds for nobody.</param>
    /// <param name="scores">The row's logits, which become the scores.</param>
    public void Judge(ReadOnlySpan<int> row, IReadOnlyList<int> prefix, int prefixColumns, Span<float> scores)
    {
        var step = row.Length - 1;
        if (options.Temperature != 1)
        {
            TensorPrimitives.Divide(scores, (float)options.Temperature, scores);
        }

        if (options.Constraint is { KeepsProbabilities: false } before)
        {
            before.Restrict(row, prefix.Count, scores);
        }

        LogSoftmax(scores);
        if (options.Constraint is { KeepsProbabilities: true } after)
        {
            after.Restrict(row, prefix.Count, scores);
        }

        if (step < prefixColumns && step < options.MaximumLength)
        {
            if (step < prefix.Count)
            {
                Only(prefix[step], scores);
            }
        }
        else if (step < options.MinimumLength)
        {
            scores[special.End] = float.NegativeInfinity;
        }

        scores[special.Padding] = float.NegativeInfinity;
        scores[special.Unknown] -= (float)options.UnknownPenalty;
        if (step >= options.MaximumLength)
        {
            Only(special.End, scores);
        }

        ForbidRepeats(row, scores);
    }

    // The reference leaves the other tokens one point below the worst prefix of the batch, where they may come back into a beam; here a
    // prefix is kept.
    private static void Only(int token, Span<float> scores)
    {
        var kept = scores[token];
        scores.Fill(float.NegativeInfinity);
        scores[token] = kept;
    }

    private void LogSoftmax(Span<float> scores)
    {
        var largest = TensorPrimitives.Max(scores);
        if (!float.IsFinite(largest))
        {
            scores.Fill(float.NegativeInfinity);
            return;
        }

        if (powers.Length < scores.Length)
        {
            powers = new float[scores.Length];
        }

        var exponentials = powers.AsSpan(0, scores.Length);
        TensorPrimitives.Subtract(scores, largest, scores);
        TensorPrimitives.Exp(scores, exponentials);
        TensorPrimitives.Subtract(scores, MathF.Log(TensorPrimitives.Sum(exponentials)), scores);
    }

    private void ForbidRepeats(ReadOnlySpan<int> row, Span<float> scores)
    {
        var length = options.NoRepeatNgram;
        if (length == 0 || row.Length < length)
        {
            return;
        }

        var last = row[(row.Length - length + 1)..];
        for (var start = 0; start + length <= row.Length; start++)
        {
            if (row.Slice(start, length - 1).SequenceEqual(last))
            {
                scores[row[start + length - 1]] = float.NegativeInfinity;
            }
        }
    }
}
