using Riveg.Onnx.Sessions;

namespace Riveg.Onnx.Generation;

/// <summary>
/// The decoder of an encoder-decoder network with a key/value cache, which stays in native memory from step to step. Its graph takes
/// <c>input_ids</c> [rows, steps], <c>asked_step</c> [rows], caches <c>past_...</c> [rows, heads, past, width] and what the encoder gave,
/// and gives <c>logits</c> [rows, vocabulary] and <c>present_...</c>. What the encoder gave has a row for each query where the graph leaves
/// its first side open, and is the same for all where that is fixed. The rows of a query lie together and are as many for each.
/// </summary>
internal sealed class CachedDecoder : INextTokenModel
{
    private const string Ids = "input_ids", Asked = "asked_step", Logits = "logits";
    private const string Past = "past_", Present = "present_";

    private readonly OnnxSession session;
    private readonly string[] caches;
    private readonly string[] outputs;
    private IReadOnlyList<KeyValuePair<string, OnnxValue>> memory;
    private bool ownsMemory;
    private int queries;
    private int rows;
    private IReadOnlyList<OnnxValue> cache = [];
    private float[] logits = [];

    /// <summary>Begins with one empty row for each query.</summary>
    /// <param name="session">The decoder; it stays the caller's.</param>
    /// <param name="memory">What the encoder gave, by the decoder's names; it stays the caller's and outlives this.</param>
    /// <param name="queries">How many queries there are.</param>
    /// <param name="vocabularySize">How many tokens there are.</param>
    public CachedDecoder(OnnxSession session, IReadOnlyList<KeyValuePair<string, OnnxValue>> memory, int queries, int vocabularySize)
    {
        this.session = session;
        this.memory = memory;
        this.queries = rows = queries;
        VocabularySize = vocabularySize;
        caches = [.. session.Inputs.Select(i => i.Name).Where(n => n.StartsWith(Past, StringComparison.Ordinal))];
        outputs = [Logits, .. caches.Select(c => Present + c[Past.Length..])];
    }

    /// <inheritdoc />
    public int VocabularySize { get; }

    /// <inheritdoc />
    public ReadOnlyMemory<float> Advance(ReadOnlySpan<int> parents, ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        Reorder(parents);
        List<KeyValuePair<string, OnnxInput>> inputs =
        [
            new(Ids, OnnxTensor.Of(Widen(tokens), rows, 1)),
            new(Asked, OnnxTensor.Of(new long[rows], rows)),
            .. memory.Select(m => KeyValuePair.Create<string, OnnxInput>(m.Key, m.Value)),
            .. caches.Select((name, i) => KeyValuePair.Create(name, cache.Count == 0 ? Nothing(name) : cache[i])),
        ];
        var results = session.RunNative(inputs, outputs, cancellationToken);
        Free(cache);
        cache = [.. results.Skip(1)];
        using var scores = results[0];
        logits = scores.ToTensor().Floats;
        FiniteScores.Require(logits, session);
        return logits;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Free(cache);
        cache = [];
        FreeMemory();
    }

    // Nothing moves where each row goes on alone.
    private void Reorder(ReadOnlySpan<int> parents)
    {
        var isSame = parents.Length == rows;
        for (var i = 0; isSame && i < parents.Length; i++)
        {
            isSame = parents[i] == i;
        }

        if (isSame)
        {
            return;
        }

        DropQueries(parents);
        rows = parents.Length;
        if (cache.Count > 0)
        {
            var before = cache;
            var taken = new List<OnnxValue>(before.Count);
            try
            {
                foreach (var value in before)
                {
                    taken.Add(value.TakeRows(parents));
                }
            }
            catch
            {
                Free(taken);
                throw;
            }

            cache = taken;
            Free(before);
        }
    }

    // A query whose rows are all gone takes its part of the encoder's answer with it.
    private void DropQueries(ReadOnlySpan<int> parents)
    {
        var ofQuery = rows / queries;
        var left = new List<int>();
        foreach (var parent in parents)
        {
            if (left.Count == 0 || left[^1] != parent / ofQuery)
            {
                left.Add(parent / ofQuery);
            }
        }

        if (left.Count == queries)
        {
            return;
        }

        var before = memory;
        int[] kept = [.. left];
        var taken = new List<KeyValuePair<string, OnnxValue>>(before.Count);
        try
        {
            foreach (var (name, value) in before)
            {
                taken.Add(new(name, HasRowOfEach(name) ? value.TakeRows(kept) : value));
            }
        }
        catch
        {
            FreeRows(taken);
            throw;
        }

        FreeMemory();
        memory = taken;
        ownsMemory = true;
        queries = kept.Length;
    }

    private OnnxInput Nothing(string name)
    {
        var shape = session.Input(name)!.Shape;
        return OnnxTensor.Of(Array.Empty<float>(), rows, shape[1], 0, shape[3]);
    }

    private void FreeMemory()
    {
        if (ownsMemory)
        {
            FreeRows(memory);
            ownsMemory = false;
        }
    }

    private bool HasRowOfEach(string name) => session.Input(name) is { Shape: [< 0, ..] };

    private void FreeRows(IEnumerable<KeyValuePair<string, OnnxValue>> values) =>
        Free(values.Where(v => HasRowOfEach(v.Key)).Select(v => v.Value));

    private static long[] Widen(ReadOnlySpan<int> tokens)
    {
        var wide = new long[tokens.Length];
        for (var i = 0; i < tokens.Length; i++)
        {
            wide[i] = tokens[i];
        }

        return wide;
    }

    private static void Free(IEnumerable<OnnxValue> values)
    {
        foreach (var value in values)
        {
            value.Dispose();
        }
    }
}
