using System.Numerics.Tensors;

namespace Riveg.Onnx.Generation;

/// <summary>A way on: a beam and the token that it would append.</summary>
/// <param name="Score">The sum of the scores of all its tokens.</param>
/// <param name="Beam">The beam, counted within its query.</param>
/// <param name="Token">The token.</param>
internal readonly record struct Candidate(float Score, int Beam, int Token)
{
    // Most stretches of a vocabulary hold nothing that is good enough, which their largest score tells.
    private const int Stretch = 512;

    /// <summary>The best candidates of some beams, best first; of equal ones the one with the lower beam and token.</summary>
    /// <param name="scores">The scores of the next token, a row for each beam.</param>
    /// <param name="sums">What each beam has so far.</param>
    /// <param name="vocabularySize">The length of a row.</param>
    /// <param name="count">How many are wanted.</param>
    public static Candidate[] Best(ReadOnlySpan<float> scores, ReadOnlySpan<float> sums, int vocabularySize, int count)
    {
        var best = new Candidate[count];
        var kept = 0;
        for (var beam = 0; beam < sums.Length; beam++)
        {
            var row = scores.Slice(beam * vocabularySize, vocabularySize);
            for (var start = 0; start < row.Length; start += Stretch)
            {
                var stretch = row.Slice(start, Math.Min(Stretch, row.Length - start));
                if (kept < count || TensorPrimitives.Max(stretch) + sums[beam] > best[^1].Score)
                {
                    kept = Offer(best, kept, stretch, start, beam, sums[beam]);
                }
            }
        }

        return best;
    }

    // Descending, the worst that is kept at the end.
    private static int Offer(Candidate[] best, int kept, ReadOnlySpan<float> scores, int first, int beam, float sum)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            var score = scores[i] + sum;
            if (kept == best.Length && score <= best[^1].Score)
            {
                continue;
            }

            var place = kept < best.Length ? kept++ : kept - 1;
            while (place > 0 && best[place - 1].Score < score)
            {
                best[place] = best[place - 1];
                place--;
            }

            best[place] = new Candidate(score, beam, first + i);
        }

        return kept;
    }
}
