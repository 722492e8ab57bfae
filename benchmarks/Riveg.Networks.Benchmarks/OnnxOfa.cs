using Riveg.Networks.Architectures.Ofa;
using Riveg.Networks.Conversion;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;
using Riveg.Onnx.Generation;
using Riveg.Onnx.Ofa;
using Riveg.Onnx.Sessions;
using OnnxTensor = Riveg.Onnx.Sessions.OnnxTensor;

namespace Riveg.Networks.Benchmarks;

/// <summary>An OFA in ONNX Runtime, as it is served.</summary>
internal sealed class OnnxOfa : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("riveg-benchmark-").FullName;
    private readonly OnnxSession picture;
    private readonly OnnxSession encoder;
    private readonly OnnxSession decoder;
    private readonly OnnxSession whole;
    private readonly OfaConfig config;

    public OnnxOfa(WeightSource weights, OfaConfig config, LinearForm form, int threads)
    {
        this.config = config;
        var (pictureEncoder, textEncoder, textDecoder) =
            (new OfaPictureEncoder(weights, config), new OfaEncoder(weights, config), new OfaDecoder(weights, config));
        picture = Open("picture", OfaGraphs.Picture(new OnnxEmitter(), pictureEncoder, config));
        encoder = Open("encoder", OfaGraphs.Encoder(Graph(), textEncoder, textDecoder, config));
        decoder = Open("decoder", OfaGraphs.Decoder(Graph(), textDecoder, config));
        whole = Open("whole", Whole(Graph(), textDecoder));

        OnnxEmitter Graph() => new() { LinearForm = form };

        OnnxSession Open(string name, OnnxEmitter graph)
        {
            graph.Save(Path.Combine(folder, $"{name}.onnx"), CancellationToken.None);
            return OnnxSession.Open(Path.Combine(folder, $"{name}.onnx"), new OnnxSessionOptions { Threads = threads });
        }
    }

    public OnnxTensor Look(float[] planes, int side) =>
        picture.Run([new("image", OnnxTensor.Of(planes, 1, 3, side, side))], ["image_tokens"])[0];

    public OfaMemory Read(OnnxTensor tokens, long[] ids, int queries)
    {
        string[] outputs = [.. encoder.Outputs.Select(o => o.Name)];
        var values = encoder.RunNative(
            [new("input_ids", OnnxTensor.Of(ids, queries, ids.Length / queries)), new("image_tokens", tokens)], outputs);
        return new OfaMemory([.. outputs.Zip(values, KeyValuePair.Create)], queries);
    }

    public INextTokenModel Decoder(OfaMemory memory) => new CachedDecoder(decoder, memory.Values, memory.Count, config.VocabularySize);

    /// <summary>
    /// What follows a prefix, with nothing kept of the steps before: the encoder's answer goes through the decoder's maps anew.
    /// </summary>
    public float[] Anew(OnnxTensor encoded, OnnxTensor mask, OnnxTensor positions, int rows, int steps, long[] prefixes)
    {
        List<KeyValuePair<string, OnnxTensor>> inputs =
        [
            new("encoded", encoded), new("source_mask", mask), new("positions", positions),
            new("input_ids", OnnxTensor.Of(prefixes, rows, steps)),
            new("asked_step", OnnxTensor.Of([.. Enumerable.Repeat(steps - 1L, rows)], rows)),
        ];
        for (var i = 0; i < config.DecoderLayers; i++)
        {
            var nothing = OnnxTensor.Of(Array.Empty<float>(), rows, config.Heads, 0, config.HeadWidth);
            inputs.Add(new($"past_key_{i}", nothing));
            inputs.Add(new($"past_value_{i}", nothing));
        }

        return whole.Run(inputs, ["logits"])[0].Floats;
    }

    public void Dispose()
    {
        picture.Dispose();
        encoder.Dispose();
        decoder.Dispose();
        whole.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private OnnxEmitter Whole(OnnxEmitter ops, OfaDecoder decoder)
    {
        var encoded = ops.Input("encoded", Checkpoints.ElementType.Float32, "queries", "source", config.Width);
        var mask = ops.Input("source_mask", Checkpoints.ElementType.Float32, "queries", "source");
        var positions = ops.Input("positions", Checkpoints.ElementType.Float32, "source", config.Width);
        var memory = decoder.Memory(ops, new OfaEncoding<Onnx.OnnxTensor>([], encoded, positions, mask));
        var ids = ops.Input("input_ids", Checkpoints.ElementType.Int64, "rows", "steps");
        var asked = ops.Input("asked_step", Checkpoints.ElementType.Int64, "rows");
        OfaCache<Onnx.OnnxTensor>[] past = [.. Enumerable.Range(0, config.DecoderLayers).Select(i => new OfaCache<Onnx.OnnxTensor>(
            ops.Input($"past_key_{i}", Checkpoints.ElementType.Float32, "rows", config.Heads, "past", config.HeadWidth),
            ops.Input($"past_value_{i}", Checkpoints.ElementType.Float32, "rows", config.Heads, "past", config.HeadWidth)))];
        var answer = decoder.Forward(ops, ids, past, memory);
        ops.Output("logits", decoder.Logits(ops, decoder.Select(ops, answer.Output, asked)), "rows", config.VocabularySize);
        return ops;
    }
}
