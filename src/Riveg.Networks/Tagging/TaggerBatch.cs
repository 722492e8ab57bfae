namespace Riveg.Networks.Tagging;

/// <summary>Several posts as the network takes them, the shorter ones filled up with 0.</summary>
internal sealed class TaggerBatch
{
    /// <summary>The names of the network's inputs and of its output.</summary>
    public const string WordsName = "words", FormsName = "forms", LettersName = "letters", KnowledgeName = "knowledge",
        LengthsName = "lengths", EmissionsName = "emissions";

    private TaggerBatch(int count, int length, int wordWidth, int knowledgeWidth)
    {
        Count = count;
        Length = length;
        WordWidth = wordWidth;
        KnowledgeWidth = knowledgeWidth;
        Words = new float[count * length * wordWidth];
        Forms = new long[count * length * TaggerForms.Columns];
        Letters = new long[count * length * Tagging.Letters.PerWord];
        Knowledge = new float[count * length * knowledgeWidth];
        Lengths = new long[count];
    }

    /// <summary>N: how many posts there are.</summary>
    public int Count { get; }

    /// <summary>T: how many tokens the longest of them has.</summary>
    public int Length { get; }

    /// <summary>How many numbers a word has.</summary>
    public int WordWidth { get; }

    /// <summary>How many numbers the knowledge has for each token.</summary>
    public int KnowledgeWidth { get; }

    /// <summary>[N, T, <see cref="WordWidth"/>].</summary>
    public float[] Words { get; }

    /// <summary>[N, T, <see cref="TaggerForms.Columns"/>].</summary>
    public long[] Forms { get; }

    /// <summary>[N, T, <see cref="Tagging.Letters.PerWord"/>].</summary>
    public long[] Letters { get; }

    /// <summary>[N, T, <see cref="KnowledgeWidth"/>].</summary>
    public float[] Knowledge { get; }

    /// <summary>How many tokens each post has [N].</summary>
    public long[] Lengths { get; }

    /// <summary>Puts posts together.</summary>
    /// <param name="inputs">At least one, none without a token.</param>
    public static TaggerBatch Of(IReadOnlyList<TaggerInput> inputs)
    {
        var first = inputs[0];
        var length = inputs.Max(i => i.Count);
        var batch = new TaggerBatch(inputs.Count, length, first.Words.Length / first.Count, first.Knowledge.Length / first.Count);
        for (var i = 0; i < inputs.Count; i++)
        {
            Copy(inputs[i].Words, batch.Words, i, batch.WordWidth);
            Copy(inputs[i].Forms, batch.Forms, i, TaggerForms.Columns);
            Copy(inputs[i].Letters, batch.Letters, i, Tagging.Letters.PerWord);
            Copy(inputs[i].Knowledge, batch.Knowledge, i, batch.KnowledgeWidth);
            batch.Lengths[i] = inputs[i].Count;
        }

        return batch;

        void Copy<T>(T[] from, T[] to, int index, int width) => from.CopyTo(to.AsSpan(index * length * width));
    }
}
