using Riveg.Posts;

namespace Riveg.Recognition.Reading;

/// <summary>
/// Makes mentions of the scores of a post's tokens: the best sequence of labels, each mention with the marginal probability of exactly its
/// span and type. No mention goes on over a line break or an emoji, and none contains the end of a line. It keeps its buffers from post to
/// post and is not thread-safe.
/// </summary>
/// <param name="labels">The labels.</param>
internal sealed class MentionDecoder(BioesLabels labels)
{
    // Far below what any scores add up to, and finite: sums stay numbers.
    private const double Forbidden = -1e9;

    private readonly LinearChain chain = new();

    /// <summary>Decodes a post.</summary>
    /// <param name="tokens">Its tokens, at least one.</param>
    /// <param name="emissions"><c>[token * labels + label]</c>; forbidden labels are written into it.</param>
    /// <param name="scores">The chain's own scores.</param>
    /// <returns>The mentions in order; their spans are of the text as it was written.</returns>
    public List<Mention> Decode(TokenizedPost tokens, double[] emissions, ChainScores scores)
    {
        ForbidMentionsAcrossBreaks(tokens, emissions);
        var path = new int[tokens.Count];
        chain.Viterbi(emissions, scores, path);
        var mentions = new List<Mention>();
        foreach (var (start, end, type) in labels.Decode(path))
        {
            if (mentions.Count == 0)
            {
                chain.Run(emissions, scores);
            }

            var probability = chain.SpanProbability(start, path.AsSpan(start, end - start), path.Length, scores);
            mentions.Add(
                new Mention(new TextSpan(tokens.Written(start).Start, tokens.Written(end - 1).End), labels.Types[type], probability));
        }

        return mentions;
    }

    private void ForbidMentionsAcrossBreaks(TokenizedPost tokens, double[] emissions)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!tokens.StartsAnew(i))
            {
                continue;
            }

            for (var label = 0; label < labels.Outside; label++)
            {
                if (tokens.IsLineEnd(i) || !labels.MayStart(label))
                {
                    emissions[(i * labels.Count) + label] = Forbidden;
                }
            }
        }
    }
}
