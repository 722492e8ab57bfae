using Riveg.Onnx.Generation;

namespace Riveg.Onnx.Tests.Generation;

/// <summary>A model whose logits hang on the query, the step and the last token: [query, step, last, next].</summary>
internal sealed class TableModel : INextTokenModel
{
    private readonly float[] logits;
    private readonly int steps;
    private int[] queryOfRow;
    private int step;

    public TableModel(float[] logits, int queries, int steps, int vocabularySize, int[]? only = null)
    {
        this.logits = logits;
        this.steps = steps;
        VocabularySize = vocabularySize;
        queryOfRow = only ?? [.. Enumerable.Range(0, queries)];
    }

    public int VocabularySize { get; }

    /// <summary>How many rows the model was asked for at each step.</summary>
    public List<int> Rows { get; } = [];

    public ReadOnlyMemory<float> Advance(ReadOnlySpan<int> parents, ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var next = new int[parents.Length];
        var scores = new float[parents.Length * VocabularySize];
        for (var row = 0; row < parents.Length; row++)
        {
            next[row] = queryOfRow[parents[row]];
            var at = ((((next[row] * steps) + step) * VocabularySize) + tokens[row]) * VocabularySize;
            logits.AsSpan(at, VocabularySize).CopyTo(scores.AsSpan(row * VocabularySize));
        }

        queryOfRow = next;
        step++;
        Rows.Add(next.Length);
        return scores;
    }

    public void Dispose()
    {
    }
}
