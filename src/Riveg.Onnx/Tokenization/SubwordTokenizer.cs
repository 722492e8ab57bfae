namespace Riveg.Onnx.Tokenization;

/// <summary>Splits words into the pieces of a model's vocabulary. Thread-safe.</summary>
internal abstract class SubwordTokenizer
{
    private const string BertVocabulary = "vocab.txt";
    private const string XlmRobertaModel = "sentencepiece.bpe.model";
    private const long MaximumLength = 64L << 20;

    /// <summary>The piece before the first word.</summary>
    public abstract int BeginId { get; }

    /// <summary>The piece after the last word.</summary>
    public abstract int EndId { get; }

    /// <summary>The piece that stands for what the vocabulary lacks.</summary>
    public abstract int UnknownId { get; }

    /// <summary>
    /// Loads the tokenizer in a model's folder: <c>vocab.txt</c> for BERT, <c>sentencepiece.bpe.model</c> for XLM-RoBERTa.
    /// </summary>
    /// <exception cref="InvalidDataException">There is none, or it is broken.</exception>
    public static SubwordTokenizer In(string folder)
    {
        var vocabulary = Path.Combine(folder, BertVocabulary);
        var model = Path.Combine(folder, XlmRobertaModel);
        try
        {
            return File.Exists(vocabulary) ? new BertSubwords(NotTooLong(vocabulary))
                : File.Exists(model) ? new XlmRobertaSubwords(NotTooLong(model))
                : throw new InvalidDataException(
                    $"{folder} has no tokenizer ({BertVocabulary} or {XlmRobertaModel}); convert the model again with --tokenizer DIR.");
        }
        catch (Exception e) when (e is not (InvalidDataException or OutOfMemoryException))
        {
            // The library that reads the file was not made for damaged ones: it throws whatever it stumbles over.
            throw new InvalidDataException($"The tokenizer in {folder} cannot be read: {e.Message}", e);
        }
    }

    private static string NotTooLong(string path) => new FileInfo(path).Length <= MaximumLength
        ? path
        : throw new InvalidDataException($"{path} takes more than {MaximumLength >> 20} MB, which no tokenizer does.");

    /// <summary>The pieces of one word; one unknown piece where nothing of it is left.</summary>
    public IReadOnlyList<int> Encode(string word)
    {
        var pieces = Pieces(word);
        return pieces.Count == 0 ? [UnknownId] : pieces;
    }

    /// <summary>The pieces of a word or text, without the ones before and after.</summary>
    internal abstract IReadOnlyList<int> Pieces(string text);
}
