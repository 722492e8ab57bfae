namespace Riveg.Onnx.Generation;

/// <summary>
/// Scores of the next token for the rows of a batch. It holds the state of each row, such as a key/value cache, and begins with one row a
/// query, which holds no token yet. Not thread-safe: one search, one model.
/// </summary>
internal interface INextTokenModel : IDisposable
{
    /// <summary>How many tokens there are; the length of a row of scores.</summary>
    int VocabularySize { get; }

    /// <summary>
    /// Reorders, repeats and drops rows, and adds a token to each. Rows of one query stay neighbours and equal in number; a query whose
    /// rows are all dropped does not come back.
    /// </summary>
    /// <param name="parents">Row i continues what row <c>parents[i]</c> was.</param>
    /// <param name="tokens">The token that row i then appends.</param>
    /// <param name="cancellationToken">Stops the network.</param>
    /// <returns>Logits of the token after that: [rows, vocabulary], row-major; valid until the next call.</returns>
    ReadOnlyMemory<float> Advance(ReadOnlySpan<int> parents, ReadOnlySpan<int> tokens, CancellationToken cancellationToken);
}
