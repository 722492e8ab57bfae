using Riveg.Onnx.Generation;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Tokenization;

namespace Riveg.Onnx.Ofa;

/// <summary>The decoder over what the encoder made of questions.</summary>
internal static class OfaDecoding
{
    /// <summary>The ids that a search has to know.</summary>
    public static SpecialTokens Special { get; } = new(OfaTokenizer.Start, OfaTokenizer.Padding, OfaTokenizer.End, OfaTokenizer.Unknown);

    /// <summary>The scores of what may follow each question's prefix, in one run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="memory">The questions as the encoder read them.</param>
    /// <param name="prefixes">What the decoder has read, one for each question, the start first.</param>
    /// <param name="cancellationToken">Stops the network.</param>
    /// <returns>[questions, vocabulary].</returns>
    /// <exception cref="InvalidDataException">The model cannot be run, or gives what are no numbers.</exception>
    public static float[] Follow(
        OfaModel model, OfaMemory memory, IReadOnlyList<IReadOnlyList<int>> prefixes, CancellationToken cancellationToken)
    {
        var rows = prefixes.Count;
        var (ids, steps) = OfaTokenizer.Rows(prefixes);
        List<KeyValuePair<string, OnnxInput>> inputs =
        [
            new("input_ids", OnnxTensor.Of(ids, rows, steps)),
            new("asked_step", OnnxTensor.Of([.. prefixes.Select(p => p.Count - 1L)], rows)),
            .. memory.Values.Select(v => KeyValuePair.Create<string, OnnxInput>(v.Key, v.Value)),
        ];
        for (var layer = 0; layer < model.Description.Layers; layer++)
        {
            var nothing = OnnxTensor.Of(Array.Empty<float>(), rows, model.Description.Heads, 0, model.Description.HeadWidth);
            inputs.Add(new($"past_key_{layer}", nothing));
            inputs.Add(new($"past_value_{layer}", nothing));
        }

        var logits = model.Decoder.RunNative(inputs, ["logits"], cancellationToken)[0];
        using (logits)
        {
            var scores = logits.ToTensor().Floats;
            FiniteScores.Require(scores, model.Decoder, model.Precision);
            return scores;
        }
    }
}
