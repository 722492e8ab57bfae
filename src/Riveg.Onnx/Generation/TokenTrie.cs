namespace Riveg.Onnx.Generation;

/// <summary>Allows certain sequences alone, such as a few answers.</summary>
internal sealed class TokenTrie : TokenConstraint
{
    private readonly Node root = new();
    private readonly int endToken;

    /// <summary>Allows these sequences, which have neither start nor end.</summary>
    public TokenTrie(IEnumerable<IReadOnlyList<int>> sequences, SpecialTokens special)
    {
        endToken = special.End;
        foreach (var sequence in sequences)
        {
            var node = root;
            foreach (var token in sequence.Append(special.End))
            {
                ArgumentOutOfRangeException.ThrowIfNegative(token, nameof(sequences));
                node = node.Next.TryGetValue(token, out var known) ? known : node.Next[token] = new Node();
            }
        }

        if (root.Next.Count == 0)
        {
            throw new ArgumentException("A search that may find no sequence at all finds none.", nameof(sequences));
        }
    }

    /// <inheritdoc />
    public override void Restrict(ReadOnlySpan<int> row, int forced, Span<float> scores)
    {
        // As with the reference, what was forced is no part of the sequences, unless probabilities are kept.
        var chosen = row[1..];
        if (!KeepsProbabilities)
        {
            if (chosen.Length < forced)
            {
                return;
            }

            chosen = chosen[forced..];
        }

        var node = root;
        foreach (var token in chosen)
        {
            if (!node.Next.TryGetValue(token, out node!))
            {
                Keep([endToken], scores);
                return;
            }
        }

        Keep(node.Next.Keys, scores);
    }

    private static void Keep(IReadOnlyCollection<int> tokens, Span<float> scores)
    {
        var kept = new List<(int Token, float Score)>(tokens.Count);
        foreach (var token in tokens)
        {
            if (token < scores.Length)
            {
                kept.Add((token, scores[token]));
            }
        }

        scores.Fill(float.NegativeInfinity);
        foreach (var (token, score) in kept)
        {
            scores[token] = score;
        }
    }

    private sealed class Node
    {
        public Dictionary<int, Node> Next { get; } = [];
    }
}
