namespace Riveg.Onnx.Tokenization;

/// <summary>Splits words into the pieces of a model's vocabulary. Thread-safe.</summary>
internal abstract class SubwordTokenizer
{
    private const string BertVocabulary = "vocab.txt";
    private const string XlmRobertaModel = "sentencepiece.bpe.model";
    private const string Json = "tokenizer.json";

    /// <summary>The piece before the first word.</summary>
    public abstract int BeginId { get; }

    /// <summary>The piece after the last word.</summary>
    public abstract int EndId { get; }

    /// <summary>The piece that stands for what the vocabulary lacks.</summary>
    public abstract int UnknownId { get; }

    /// <summary>
    /// Loads the tokenizer in a model's folder: <c>vocab.txt</c> for BERT; for XLM-RoBERTa <c>tokenizer.json</c>, which is
    /// what published taggers were trained with where it is there, else <c>sentencepiece.bpe.model</c>.
    /// </summary>
    /// <exception cref="InvalidDataException">There is none, or it is broken.</exception>
    public static SubwordTokenizer In(string folder)
    {
        var vocabulary = Path.Combine(folder, BertVocabulary);
        var model = Path.Combine(folder, XlmRobertaModel);
        var json = Path.Combine(folder, Json);
        return File.Exists(vocabulary) ? BertSubwords.FromVocabulary(vocabulary)
            : File.Exists(json) ? XlmRobertaSubwords.FromJson(json)
            : File.Exists(model) ? XlmRobertaSubwords.FromModel(model)
            : throw new InvalidDataException(
                $"{folder} has no tokenizer ({BertVocabulary}, {XlmRobertaModel} or {Json}); "
                + "convert the model again with --tokenizer DIR.");
    }

    /// <summary>The pieces of one word; one unknown piece where nothing of it is left.</summary>
    public IReadOnlyList<int> Encode(string word)
    {
        var pieces = Pieces(word);
        return pieces.Count == 0 ? [UnknownId] : pieces;
    }

    /// <summary>The pieces of a word or text, without the ones before and after.</summary>
    internal abstract IReadOnlyList<int> Pieces(string text);
}
