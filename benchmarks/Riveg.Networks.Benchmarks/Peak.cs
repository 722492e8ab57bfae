using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using TorchSharp;

namespace Riveg.Networks.Benchmarks;

/// <summary>The fastest matrix product that either runtime shows on this machine, as the measure of what is possible.</summary>
internal static class Peak
{
    private const int Size = 2048;
    private const int Rounds = 8;

    /// <summary>
    /// Billions of floating-point operations per second: the best product of two matrices of 2048 x 2048 by libtorch and by ONNX Runtime.
    /// </summary>
    public static (double LibTorch, double Onnx) MeasureGigaflops(int threads)
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, Size * Size).Select(_ => random.NextSingle()).ToArray();
        return (Best(OfLibTorch(values)), Best(OfOnnx(values, threads)));
    }

    private static double Best(IEnumerable<double> seconds) => 2 * Math.Pow(Size, 3) / seconds.Min() / 1e9;

    private static IEnumerable<double> OfLibTorch(float[] values)
    {
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var matrix = torch.tensor(values, [Size, Size]);
        for (var round = 0; round < Rounds; round++)
        {
            yield return Clock.Seconds(() => torch.matmul(matrix, matrix).Dispose());
        }
    }

    private static IEnumerable<double> OfOnnx(float[] values, int threads)
    {
        var graph = new OnnxEmitter();
        var product = graph.MatMul(graph.Input("a", ElementType.Float32, Size, Size), graph.Constant(values, Size, Size));

        // One number comes out, so that copying the answer is not measured.
        graph.Output("corner", graph.Slice(graph.Slice(product, 0, 0, 1), 1, 0, 1), 1, 1);
        using var session = new EmittedSession(graph, threads, null);
        for (var round = 0; round < Rounds; round++)
        {
            yield return Clock.Seconds(() => session.Run(("a", values, [Size, Size])));
        }
    }
}
