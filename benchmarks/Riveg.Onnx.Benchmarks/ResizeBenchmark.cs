using System.Diagnostics;
using Riveg.Onnx.Pictures;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Benchmarks;

/// <summary>1800 x 1200 to a longest side of 1024, bilinear, as SAM's preparation does; the goal is under 15 ms.</summary>
internal static class ResizeBenchmark
{
    private const int Repetitions = 100;

    public static int Run()
    {
        var pixels = new byte[1800 * 1200 * 3];
        new Random(1).NextBytes(pixels);
        var image = new RgbImage(1800, 1200, pixels);
        var planes = new float[3 * 1024 * 1024];
        Report("resize 1800 x 1200 to 1024 x 683", () => PillowResizer.Resize(image, new ImageSize(1024, 683), ResampleFilter.Bilinear));
        Report("the same, and into normalised planes", () => PictureNormalization.ImageNet.WritePlanes(
            PillowResizer.Resize(image, new ImageSize(1024, 683), ResampleFilter.Bilinear), planes, 1024, 1024));
        return 0;
    }

    private static void Report(string name, Action action)
    {
        var times = new double[Repetitions];
        for (var i = -20; i < Repetitions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            if (i >= 0)
            {
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        Array.Sort(times);
        Console.WriteLine(
            $"{name}: median {times[Repetitions / 2]:0.00} ms, best {times[0]:0.00} ms, 90 % {times[Repetitions * 9 / 10]:0.00} ms");
    }
}
