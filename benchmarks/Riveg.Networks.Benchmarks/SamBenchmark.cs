using System.Diagnostics;
using Riveg.Networks.Architectures.Sam;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;
using Riveg.Training.Operations;
using TorchSharp;

namespace Riveg.Networks.Benchmarks;

/// <summary>
/// SAM ViT-B at its real size with random weights: ONNX Runtime against libtorch, in turns in one process, so that a busy machine slows
/// both alike.
/// </summary>
internal static class SamBenchmark
{
    public static void Run(int rounds, int threads, string? profile)
    {
        var encoderConfig = SamImageEncoderConfig.VitB;
        var decoderConfig = SamDecoderConfig.Published;
        var weights = new RandomWeights(1);
        var encoder = new SamImageEncoder(weights.In("image_encoder."), encoderConfig);
        var decoder = new SamDecoder(weights, decoderConfig);
        var side = encoderConfig.ImageSize;
        var random = new Random(1);
        var image = Enumerable.Range(0, 3 * side * side).Select(_ => (random.NextSingle() * 4) - 2).ToArray();

        var graph = new OnnxEmitter();
        graph.Output(
            "image_embeddings",
            encoder.Forward(graph, graph.Input("image", ElementType.Float32, 1, 3, side, side)).Embedding,
            1,
            256,
            64,
            64);
        using var onnxEncoder = new EmittedSession(graph, threads, profile);
        float[] Encode() => onnxEncoder.Run(("image", image, [1, 3, side, side]));

        var boxGraph = new OnnxEmitter();
        var (masks, _) = decoder.ForwardBoxes(
            boxGraph, boxGraph.Input(
                "embedding", ElementType.Float32, 1, 256, 64, 64), boxGraph.Input("boxes", ElementType.Float32, "n", 4));
        boxGraph.Output("masks", masks, "n", 4, 256, 256);
        using var onnxDecoder = new EmittedSession(boxGraph, threads, null);
        var embedding = Encode();
        float[] boxes = [.. Enumerable.Range(0, 10).SelectMany(i => new float[] { 50 * i, 40 * i, (50 * i) + 300, (40 * i) + 400 })];
        float[] Decode(int count) =>
            onnxDecoder.Run(("embedding", embedding, [1, 256, 64, 64]), ("boxes", boxes[..(4 * count)], [count, 4]));
        Decode(10);
        Decode(1);
        Report.Print("peak memory before libtorch (MB), at most 2500", Process.GetCurrentProcess().PeakWorkingSet64 / 1e6);

        torch.set_num_threads(threads);
        using var ops = new TorchOps();
        using var torchImage = torch.tensor(image, [1, 3, side, side]);
        float[] EncodeByTorch()
        {
            using var inference = torch.inference_mode();
            using var scope = torch.NewDisposeScope();
            return encoder.Forward(ops, torchImage).Embedding.data<float>().ToArray();
        }

        var difference = EncodeByTorch().Zip(embedding, (a, b) => Math.Abs(a - b)).Max();
        Report.Print("largest difference to libtorch", difference);
        var peak = Peak.MeasureGigaflops(threads);
        Report.Print("matrix product of 2048, libtorch (GFLOP/s)", peak.LibTorch);
        Report.Print("matrix product of 2048, ONNX Runtime (GFLOP/s)", peak.Onnx);

        var turns = new List<((double Wall, double Processor) Onnx, (double Wall, double Processor) Torch, double Box, double TenBoxes)>();
        for (var round = 1; round <= rounds; round++)
        {
            turns.Add((
                Clock.Both(() => Encode()),
                Clock.Both(() => EncodeByTorch()),
                BestOfFive(() => Decode(1)),
                Clock.Seconds(() => Decode(10))));
            Report.Print($"round {round}: ONNX Runtime / libtorch", turns[^1].Onnx.Wall / turns[^1].Torch.Wall);
        }

        var (onnx, libtorch) = (Report.Median(turns.Select(t => t.Onnx.Wall)), Report.Median(turns.Select(t => t.Torch.Wall)));
        Report.Print("encode, ONNX Runtime (s)", onnx);
        Report.Print("encode, libtorch (s)", libtorch);
        Report.Print("ratio, required at most 1.0", Report.Median(turns.Select(t => t.Onnx.Wall / t.Torch.Wall)));
        Report.Print("ratio of processor time", Report.Median(turns.Select(t => t.Onnx.Processor / t.Torch.Processor)));
        Report.Print("encode, ONNX Runtime, processor time (s)", Report.Median(turns.Select(t => t.Onnx.Processor)));
        Report.Print("encode, libtorch, processor time (s)", Report.Median(turns.Select(t => t.Torch.Processor)));
        Report.Print("encode, ONNX Runtime (GFLOP/s)", Flops.OfEncoder(encoderConfig) / onnx / 1e9);
        Report.Print(
            "share of the faster matrix product", Flops.OfEncoder(encoderConfig) / onnx / 1e9 / Math.Max(peak.LibTorch, peak.Onnx));
        Report.Print("one box (ms), required at most 40", 1000 * Report.Median(turns.Select(t => t.Box)));
        Report.Print("encode and ten boxes / encode, required at most 1.5", (onnx + Report.Median(turns.Select(t => t.TenBoxes))) / onnx);
    }

    // A box takes a few slices of the scheduler; the best of five is what it takes when it is left alone.
    private static double BestOfFive(Action action) => Enumerable.Range(0, 5).Min(_ => Clock.Seconds(action));
}
