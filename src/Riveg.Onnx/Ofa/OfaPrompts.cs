using Riveg.Onnx.Tokenization;

namespace Riveg.Onnx.Ofa;

/// <summary>
/// The sentences that OFA was trained with, as token ids: the form of each task, with what is asked put in as the reference cleans it.
/// </summary>
internal sealed class OfaPrompts(OfaTokenizer tokenizer)
{
    /// <summary>Where is it? (RefCOCO.)</summary>
    public OfaSource Region(string expression) => Ask(clean => $" which region does the text \" {clean[0]} \" describe?", expression);

    /// <summary>Does it follow from the picture and its caption? (SNLI-VE; the texts in the order of the prompt.)</summary>
    public OfaSource Entailment(string text1, string text2) =>
        Ask(clean => $" can image and text1 \" {clean[0]} \" imply text2 \" {clean[1]} \"?", text1, text2);

    /// <summary>Does it follow from the picture alone?</summary>
    public OfaSource Entailment(string expression) => Ask(clean => $" does the image describe \" {clean[0]} \"?", expression);

    private OfaSource Ask(Func<string[], string> sentence, params string[] texts)
    {
        var cleaned = Array.ConvertAll(texts, t => OfaTokenizer.CleanCaption(t));
        var ids = tokenizer.Encode(sentence(Array.ConvertAll(cleaned, c => c.Text)));
        return new OfaSource(
            [OfaTokenizer.Start, .. ids, OfaTokenizer.End],
            Array.Exists(cleaned, c => c.WasCut),
            Array.Exists(cleaned, c => c.Text.Length == 0));
    }
}

/// <summary>What the encoder reads.</summary>
/// <param name="Ids">With start and end.</param>
/// <param name="WasCut">Whether words past the eightieth of a text were left out.</param>
/// <param name="IsEmpty">Whether nothing was left of a text but its marks.</param>
internal sealed record OfaSource(IReadOnlyList<int> Ids, bool WasCut, bool IsEmpty);
