namespace Riveg.Networks.Tagging;

/// <summary>What the tagger reads of one post.</summary>
/// <param name="Count">How many tokens it has.</param>
/// <param name="Words">The vector of each token's word, then whether it has one: [token, <see cref="TaggerReader.WordWidth"/>].</param>
/// <param name="Forms">[token, <see cref="TaggerForms.Columns"/>].</param>
/// <param name="Letters">[token, <see cref="Tagging.Letters.PerWord"/>].</param>
/// <param name="Knowledge">
/// Mean vectors of what the knowledge says of each token: [token, <see cref="TaggerReader.KnowledgeWidth"/>].
/// </param>
internal sealed record TaggerInput(int Count, float[] Words, long[] Forms, long[] Letters, float[] Knowledge)
{
    /// <summary>Some of the tokens.</summary>
    public TaggerInput Slice(int first, int count) => new(
        count, Part(Words, first, count), Part(Forms, first, count), Part(Letters, first, count), Part(Knowledge, first, count));

    /// <summary>Reads a token as if its word were unknown.</summary>
    public void HideWord(int token)
    {
        var width = Words.Length / Count;
        Words.AsSpan(token * width, width).Clear();
        Forms.AsSpan(token * TaggerForms.Columns, (int)TaggerColumn.Word + 1).Clear();
    }

    /// <summary>Reads a token as a word of its kind, whichever it is.</summary>
    public void HideIdentity(int token) => Forms[(token * TaggerForms.Columns) + (int)TaggerColumn.Word] = 0;

    private T[] Part<T>(T[] values, int first, int count)
    {
        var width = values.Length / Count;
        return values.AsSpan(first * width, count * width).ToArray();
    }
}
