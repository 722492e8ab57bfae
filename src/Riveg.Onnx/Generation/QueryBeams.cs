namespace Riveg.Onnx.Generation;

/// <summary>The sequences of one query: those under way and those that are finished.</summary>
internal sealed class QueryBeams
{
    private readonly GenerationOptions options;
    private readonly SpecialTokens special;
    private readonly List<Hypothesis> finished = [];
    private List<Beam> beams;
    private bool[] ignored;

    /// <summary>Begins with one sequence, which holds the start alone.</summary>
    public QueryBeams(GenerationOptions options, SpecialTokens special, int beamSize, int query)
    {
        this.options = options;
        this.special = special;
        BeamSize = beamSize;
        Query = query;
        beams = [new Beam([special.Start], [])];
        ignored = new bool[beamSize];
    }

    /// <summary>How many sequences are wanted.</summary>
    public int BeamSize { get; }

    /// <summary>The query's number in the batch.</summary>
    public int Query { get; }

    /// <summary>What is under way: one sequence at first, then as many as there are beams.</summary>
    public IReadOnlyList<Beam> Beams => beams;

    /// <summary>Whether enough is found, or no longer sequence may be.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>What is found, best first.</summary>
    public IReadOnlyList<Hypothesis> Found => [.. finished.OrderByDescending(h => h.Score)];

    /// <summary>Takes the best ways on. Those that end are found, the others go on.</summary>
    /// <param name="scores">The scores of the next token, a row for each beam; they change where a prefix ends the sequence.</param>
    /// <param name="vocabularySize">The length of a row.</param>
    /// <param name="endIsForced">Whether the query's prefix ends here: then all beams become the first.</param>
    public void Advance(Span<float> scores, int vocabularySize, bool endIsForced)
    {
        if (endIsForced)
        {
            for (var beam = 1; beam < beams.Count; beam++)
            {
                scores[..vocabularySize].CopyTo(scores[(beam * vocabularySize)..]);
                beams[beam] = beams[0];
            }
        }

        // Half of them may end; never all tokens, so that the padding is not among them.
        var candidates = Candidate.Best(
            scores[..(beams.Count * vocabularySize)],
            [.. beams.Select(b => b.Sum)],
            vocabularySize,
            Math.Min(2 * BeamSize, (beams.Count * vocabularySize) - 1));
        var ends = Array.ConvertAll(candidates, c => c.Token == special.End && !float.IsNegativeInfinity(c.Score));
        Finish(candidates, ends);
        if (!IsFinished)
        {
            GoOn(candidates, ends);
        }
    }

    private void Finish(Candidate[] candidates, bool[] ends)
    {
        var length = beams[0].Tokens.Length;
        var any = false;
        for (var place = 0; place < BeamSize; place++)
        {
            // An end that is not among the best does not count.
            if (!ends[place] || ignored[place])
            {
                continue;
            }

            any = true;
            if (finished.Count < BeamSize)
            {
                finished.Add(beams[candidates[place].Beam].End(candidates[place], options));
            }
        }

        IsFinished = any && (finished.Count == BeamSize || length > options.MaximumLength);
    }

    private void GoOn(Candidate[] candidates, bool[] ends)
    {
        for (var place = 0; place < BeamSize; place++)
        {
            ends[place] |= ignored[place];
        }

        // Those that end come last: they are taken where there is nothing else, and then ignored.
        var order = Enumerable.Range(0, candidates.Length).OrderBy(p => ends[p]).Take(BeamSize).ToArray();
        ignored = Array.ConvertAll(order, p => ends[p]);
        beams = [.. order.Select(p => beams[candidates[p].Beam].Append(candidates[p]))];
    }

    /// <summary>A sequence under way.</summary>
    /// <param name="Tokens">Its tokens, the start first.</param>
    /// <param name="Sums">The sum of the scores up to each token after the start.</param>
    /// <param name="Parent">The beam that it continues.</param>
    internal sealed record Beam(int[] Tokens, float[] Sums, int Parent = 0)
    {
        public float Sum => Sums.Length == 0 ? 0 : Sums[^1];

        public Beam Append(Candidate way) => new([.. Tokens, way.Token], [.. Sums, way.Score], way.Beam);

        public Hypothesis End(Candidate way, GenerationOptions options)
        {
            float[] sums = [.. Sums, way.Score];
            var scores = new float[sums.Length];
            for (var i = 0; i < sums.Length; i++)
            {
                scores[i] = i == 0 ? sums[i] : sums[i] - sums[i - 1];
            }

            var score = options.IsNormalized ? way.Score / (float)Math.Pow(sums.Length, options.LengthPenalty) : way.Score;
            return new Hypothesis([.. Tokens.AsSpan(1), way.Token], score, scores);
        }
    }
}
