using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>Asks a stage about a batch and says for each input what came of it; when the stage cannot take the batch as a whole, each post is asked about alone.</summary>
internal static class StageRunner
{
    /// <param name="inputs">The inputs; those of one post stand one after the other.</param>
    /// <param name="postOf">The post that an input belongs to, compared by reference.</param>
    /// <param name="ask">Calls the stage.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public static async ValueTask<IReadOnlyList<StageOutcome<TOut>>> RunAsync<TIn, TOut>(
        IReadOnlyList<TIn> inputs,
        Func<TIn, object> postOf,
        Func<IReadOnlyList<TIn>, CancellationToken, ValueTask<IReadOnlyList<TOut>>> ask,
        CancellationToken cancellationToken)
    {
        if (inputs.Count == 0)
        {
            return [];
        }

        try
        {
            return await AskAsync(inputs, ask, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var groups = GroupByPost(inputs, postOf);
            if (groups.Count == 1)
            {
                return Fail<TOut>(inputs.Count, exception);
            }

            return await RunEachAsync(groups, ask, cancellationToken);
        }
    }

    private static async ValueTask<IReadOnlyList<StageOutcome<TOut>>> RunEachAsync<TIn, TOut>(
        List<List<TIn>> groups,
        Func<IReadOnlyList<TIn>, CancellationToken, ValueTask<IReadOnlyList<TOut>>> ask,
        CancellationToken cancellationToken)
    {
        var outcomes = new List<StageOutcome<TOut>>();
        foreach (var group in groups)
        {
            try
            {
                outcomes.AddRange(await AskAsync(group, ask, cancellationToken));
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                outcomes.AddRange(Fail<TOut>(group.Count, exception));
            }
        }

        return outcomes;
    }

    private static async ValueTask<IReadOnlyList<StageOutcome<TOut>>> AskAsync<TIn, TOut>(
        IReadOnlyList<TIn> inputs,
        Func<IReadOnlyList<TIn>, CancellationToken, ValueTask<IReadOnlyList<TOut>>> ask,
        CancellationToken cancellationToken)
    {
        try
        {
            var answers = await ask(inputs, cancellationToken);
            return answers.Count == inputs.Count
                ? [.. answers.Select(a => new StageOutcome<TOut>(a, null))]
                : throw new InvalidOperationException($"The stage gave {answers.Count} answers for {inputs.Count} inputs.");
        }
        catch (PartialBatchException<TOut> partial) when (partial.Outcomes.Count == inputs.Count)
        {
            return partial.Outcomes;
        }
    }

    private static StageOutcome<TOut>[] Fail<TOut>(int count, Exception exception) =>
        [.. Enumerable.Repeat(new StageOutcome<TOut>(default, exception), count)];

    private static List<List<TIn>> GroupByPost<TIn>(IReadOnlyList<TIn> inputs, Func<TIn, object> postOf)
    {
        var groups = new List<List<TIn>>();
        object? current = null;
        foreach (var input in inputs)
        {
            var post = postOf(input);
            if (!ReferenceEquals(post, current))
            {
                groups.Add([]);
                current = post;
            }

            groups[^1].Add(input);
        }

        return groups;
    }
}
