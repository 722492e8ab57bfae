using Riveg.Networks.Onnx;
using Riveg.Onnx.Generation;
using Riveg.Onnx.Ofa;
using Riveg.Onnx.Tokenization;
using TorchSharp;
using OnnxTensor = Riveg.Onnx.Sessions.OnnxTensor;

namespace Riveg.Networks.Benchmarks;

/// <summary>
/// OFA at a published size with random weights, grounding as served (512 x 512, beam 5, places alone), all in turns in one process: with
/// and without a cache, eight questions together and one by one, ONNX Runtime and libtorch, single precision and 8 bits.
/// </summary>
internal static class OfaBenchmark
{
    private const int Side = 512;
    private const int Questions = 8;
    private const int Tokens = 16;
    private const int Beam = 5;

    public static void Run(string size, int rounds, int threads)
    {
        var config = OfaSizes.Of(size);
        var weights = new LivelyWeights(1);
        var random = new Random(1);
        float[] planes = [.. Enumerable.Range(0, 3 * Side * Side).Select(_ => (random.NextSingle() * 2) - 1)];
        long[] questions = [.. Enumerable.Range(0, Questions * Tokens).Select(_ => (long)random.Next(4, 50_000))];
        var search = new BeamSearch(
            new GenerationOptions
            {
                BeamSize = Beam,
                MinimumLength = 4,
                MaximumLength = 4,
                NoRepeatNgram = 3,
                Constraint = TokenRange.Of(OfaTokenizer.FirstBin, OfaTokenizer.FirstBin + OfaTokenizer.Bins, OfaDecoding.Special),
            },
            OfaDecoding.Special);
        torch.set_num_threads(threads);
        using var single = new OnnxOfa(weights, config, LinearForm.Float, threads);
        using var eight = new OnnxOfa(weights, config, LinearForm.Int8, threads);
        using var libtorch = new TorchOfa(weights, config);

        List<(double Wall, double Processor)> cached = [], anew = [], together = [], oneByOne = [], onnx = [], torchTimes = [], int8 = [];
        var tokens = single.Look(planes, Side);
        for (var round = 0; round <= rounds; round++)
        {
            var isWarmUp = round == 0;
            using var memory = single.Read(tokens, questions[..Tokens], 1);
            Take(cached, isWarmUp, () => Decode(single, memory, search));
            Take(anew, isWarmUp, () => DecodeAnew(single, config.Width));
            Take(onnx, isWarmUp, () => Ground(single, search, planes, questions[..Tokens], 1));
            Take(torchTimes, isWarmUp, () => libtorch.Ground(search, planes, Side, questions[..Tokens], 1));
            Take(int8, isWarmUp, () => Ground(eight, search, planes, questions[..Tokens], 1));
            Take(together, isWarmUp, () => Ground(single, search, planes, questions, Questions));
            Take(oneByOne, isWarmUp, () =>
            {
                for (var i = 0; i < Questions; i++)
                {
                    Ground(single, search, planes, questions[(i * Tokens)..((i + 1) * Tokens)], 1);
                }
            });
        }

        Report.PrintSpread("ground one question, ONNX Runtime (s)", onnx.ConvertAll(t => t.Wall));
        Report.PrintSpread("ground one question, libtorch (s)", torchTimes.ConvertAll(t => t.Wall));
        PrintRatio("ONNX Runtime / libtorch, required at most 1.0", onnx, torchTimes);
        PrintRatio("single precision / 8 bits, required at least 1.3", onnx, int8);
        PrintRatio("decoder anew / with cache, required at least 3", anew, cached);
        PrintRatio("eight together / one by one, required at most 0.5", together, oneByOne);
        Report.Print("largest difference of logits, 8 bits", LogitDifference(single, eight, tokens, questions[..Tokens]));
        Report.Print("deviation of these logits", Logits(single, tokens, questions[..Tokens]).Select(v => (double)v).Deviation());
    }

    private static void Take(List<(double Wall, double Processor)> times, bool isWarmUp, Action action)
    {
        var took = Clock.Both(action);
        if (!isWarmUp)
        {
            times.Add(took);
        }
    }

    // By the wall, and by the processor's time where other work makes the wall's vary.
    private static void PrintRatio(string what, List<(double Wall, double Processor)> a, List<(double Wall, double Processor)> b)
    {
        Report.PrintSpread(what, [.. a.Zip(b, (x, y) => x.Wall / y.Wall)]);
        Report.PrintSpread("    the same of processor time", [.. a.Zip(b, (x, y) => x.Processor / y.Processor)]);
    }

    private static void Ground(OnnxOfa network, BeamSearch search, float[] planes, long[] ids, int queries)
    {
        var tokens = network.Look(planes, Side);
        var atOnce = OfaModel.QuestionsAtOnce(Side, Tokens);
        for (var first = 0; first < queries; first += atOnce)
        {
            var count = Math.Min(atOnce, queries - first);
            using var memory = network.Read(tokens, ids[(first * Tokens)..((first + count) * Tokens)], count);
            Decode(network, memory, search);
        }
    }

    private static void Decode(OnnxOfa network, OfaMemory memory, BeamSearch search)
    {
        using var model = network.Decoder(memory);
        search.Run(model, memory.Count);
    }

    // The same steps: the start alone, then five rows of two to five tokens.
    private static void DecodeAnew(OnnxOfa network, int width)
    {
        var source = (Side / 16 * Side / 16) + Tokens;
        var encoded = OnnxTensor.Of(new float[source * width], 1, source, width);
        var mask = OnnxTensor.Of([.. Enumerable.Repeat(1f, source)], 1, source);
        var positions = OnnxTensor.Of(new float[source * width], source, width);
        for (var steps = 1; steps <= 5; steps++)
        {
            var rows = steps == 1 ? 1 : Beam;
            network.Anew(encoded, mask, positions, rows, steps, new long[rows * steps]);
        }
    }

    private static float[] Logits(OnnxOfa network, OnnxTensor tokens, long[] ids)
    {
        using var memory = network.Read(tokens, ids, 1);
        using var model = network.Decoder(memory);
        return model.Advance([0], [OfaTokenizer.Start], CancellationToken.None).ToArray();
    }

    private static double LogitDifference(OnnxOfa a, OnnxOfa b, OnnxTensor tokens, long[] ids) =>
        Logits(a, tokens, ids).Zip(Logits(b, tokens, ids), (x, y) => (double)Math.Abs(x - y)).Max();

    private static double Deviation(this IEnumerable<double> values)
    {
        var all = values.ToList();
        var mean = all.Average();
        return Math.Sqrt(all.Average(v => (v - mean) * (v - mean)));
    }
}
