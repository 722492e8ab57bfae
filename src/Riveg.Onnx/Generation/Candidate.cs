namespace Riveg.Onnx.Generation;

/// <summary>A way on: a beam and the token that it would append.</summary>
/// <param name="Score">The sum of the scores of all its tokens.</param>
/// <param name="Beam">The beam, counted within its query.</param>
/// <param name="Token">The token.</param>
internal readonly record struct Candidate(float Score, int Beam, int Token)
{
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
            for (var token = 0; token < row.Length; token++)
            {
                var score = row[token] + sums[beam];
                if (kept == count && score <= best[^1].Score)
                {
                    continue;
                }

                var place = kept < count ? kept++ : count - 1;
                while (place > 0 && best[place - 1].Score < score)
                {
                    best[place] = best[place - 1];
                    place--;
                }

                best[place] = new Candidate(score, beam, token);
            }
        }

        return best;
    }
}
