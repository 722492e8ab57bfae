namespace Riveg.Onnx.Generation;

/// <summary>
/// Searches the sequences that a model finds most probable: greedy and beam search, free or restricted, as fairseq's
/// <c>SequenceGenerator</c> in OFA's form does. All queries of a batch go through the model together; those that are finished leave it.
/// </summary>
internal sealed class BeamSearch
{
    private readonly GenerationOptions options;
    private readonly SpecialTokens special;

    /// <summary>Makes a search; it may run any number of times, at once too.</summary>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public BeamSearch(GenerationOptions options, SpecialTokens special)
    {
        options.Validate();
        this.options = options;
        this.special = special;
    }

    /// <summary>Searches.</summary>
    /// <param name="model">The model at its beginning, with one row a query.</param>
    /// <param name="queries">How many queries there are.</param>
    /// <param name="prefixes">The tokens with which each query's sequences begin, after the start; none if null.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>For each query its sequences, best first: as many as there are beams, or fewer where the maximum length ended it.</returns>
    /// <exception cref="InvalidOperationException">Fewer sequences are allowed than there are beams.</exception>
    public IReadOnlyList<IReadOnlyList<Hypothesis>> Run(
        INextTokenModel model,
        int queries,
        IReadOnlyList<IReadOnlyList<int>>? prefixes = null,
        CancellationToken cancellationToken = default)
    {
        var size = model.VocabularySize;
        var prefixColumns = prefixes?.Select(p => p.Count).DefaultIfEmpty().Max() ?? 0;
        var beamSize = Math.Min(options.BeamSize, size - 1);
        var judge = new NextScores(options, special);
        var all = Enumerable.Range(0, queries).Select(q => new QueryBeams(options, special, beamSize, q)).ToArray();
        var open = all;
        int[] parents = [.. Enumerable.Range(0, queries)];
        float[] scores = [];
        for (var step = 0; open.Length > 0; step++)
        {
            int[] tokens = [.. open.SelectMany(q => q.Beams, (_, b) => b.Tokens[^1])];
            var logits = model.Advance(parents, tokens, cancellationToken).Span;
            if (scores.Length < logits.Length)
            {
                scores = new float[logits.Length];
            }

            logits.CopyTo(scores);
            var first = 0;
            var firstRows = new List<int>();
            foreach (var query in open)
            {
                var prefix = prefixes?[query.Query] ?? [];
                var rows = query.Beams.Count;
                for (var beam = 0; beam < rows; beam++)
                {
                    judge.Judge(query.Beams[beam].Tokens, prefix, prefixColumns, scores.AsSpan((first + beam) * size, size));
                }

                var endIsForced = step < prefix.Count && step < options.MaximumLength && prefix[step] == special.End;
                query.Advance(scores.AsSpan(first * size, rows * size), size, endIsForced);
                firstRows.Add(first);
                first += rows;
            }

            if (step >= options.MaximumLength && Array.Find(open, q => !q.IsFinished) is { } starved)
            {
                throw new InvalidOperationException(
                    $"The search found {starved.Found.Count} sequences for query {starved.Query} and was asked for {beamSize}: "
                    + "fewer are allowed than there are beams; ask for fewer beams.");
            }

            parents = [.. open.Zip(firstRows).Where(p => !p.First.IsFinished)
                .SelectMany(p => p.First.Beams, (p, b) => p.Second + b.Parent)];
            open = Array.FindAll(open, q => !q.IsFinished);
        }

        return [.. all.Select(q => q.Found)];
    }
}
