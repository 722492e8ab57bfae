using Riveg.Networks.Architectures.Ofa;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;

namespace Riveg.Networks.Conversion;

/// <summary>The graphs of a converted OFA, with the names that docs/networks.md states.</summary>
internal static class OfaGraphs
{
    private const string Queries = "queries", Rows = "rows", Source = "source", Past = "past", Steps = "steps";

    /// <summary>Pictures to the tokens that all questions on them share.</summary>
    public static OnnxEmitter Picture(OnnxEmitter ops, OfaPictureEncoder picture, OfaConfig config)
    {
        var tokens = picture.Forward(ops, ops.Input("image", ElementType.Float32, "pictures", 3, "height", "width")).Tokens;
        ops.Output("image_tokens", tokens, "pictures", "grid_height", "grid_width", config.Width);
        return ops;
    }

    /// <summary>Questions on pictures to what the decoder needs of them.</summary>
    public static OnnxEmitter Encoder(OnnxEmitter ops, OfaEncoder encoder, OfaDecoder decoder, OfaConfig config)
    {
        var ids = ops.Input("input_ids", ElementType.Int64, Queries, "tokens");
        var picture = ops.Input("image_tokens", ElementType.Float32, "pictures", "grid_height", "grid_width", config.Width);
        var memory = decoder.Memory(ops, encoder.Forward(ops, ids, picture));
        for (var i = 0; i < memory.Layers.Count; i++)
        {
            ops.Output($"cross_key_{i}", memory.Layers[i].Keys, ops.Precision, Queries, config.Heads, Source, config.HeadWidth);
            ops.Output($"cross_value_{i}", memory.Layers[i].Values, ops.Precision, Queries, config.Heads, Source, config.HeadWidth);
        }

        ops.Output("cross_position_key", memory.PositionKeys, ops.Precision, config.Heads, Source, config.HeadWidth);
        ops.Output("source_mask", memory.Mask, Queries, Source);
        return ops;
    }

    /// <summary>Tokens to the scores of the next, for one place of each row.</summary>
    public static OnnxEmitter Decoder(OnnxEmitter ops, OfaDecoder decoder, OfaConfig config)
    {
        var ids = ops.Input("input_ids", ElementType.Int64, Rows, Steps);
        var asked = ops.Input("asked_step", ElementType.Int64, Rows);
        List<OfaCache<OnnxTensor>> past = [];
        List<OfaCache<OnnxTensor>> cross = [];
        for (var i = 0; i < config.DecoderLayers; i++)
        {
            past.Add(new(Cache($"past_key_{i}", Rows, Past), Cache($"past_value_{i}", Rows, Past)));
            cross.Add(new(Cache($"cross_key_{i}", Queries, Source), Cache($"cross_value_{i}", Queries, Source)));
        }

        var positionKeys = ops.Input("cross_position_key", ops.Precision, config.Heads, Source, config.HeadWidth);
        var mask = ops.Input("source_mask", ElementType.Float32, Queries, Source);
        var answer = decoder.Forward(ops, ids, past, new OfaMemory<OnnxTensor>(cross, positionKeys, mask));
        ops.Output("logits", decoder.Logits(ops, decoder.Select(ops, answer.Output, asked)), Rows, config.VocabularySize);
        for (var i = 0; i < answer.Present.Count; i++)
        {
            ops.Output($"present_key_{i}", answer.Present[i].Keys, ops.Precision, Rows, config.Heads, "present", config.HeadWidth);
            ops.Output($"present_value_{i}", answer.Present[i].Values, ops.Precision, Rows, config.Heads, "present", config.HeadWidth);
        }

        return ops;

        OnnxTensor Cache(string name, string first, string tokens) =>
            ops.Input(name, ops.Precision, first, config.Heads, tokens, config.HeadWidth);
    }
}
