using System.Diagnostics;
using Riveg.Onnx.Observation;
using Riveg.Onnx.Segmentation;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Benchmarks;

/// <summary>
/// 10,000 pictures of changing sizes through the face detector and 2,000 boxes through a small SAM. Prints the slope of the process's
/// memory over the second half of each run (least squares); it must stay below <see cref="AllowedSlope"/>.
/// </summary>
internal static class SoakCommand
{
    private const int Pictures = 10_000;
    private const int Boxes = 2_000;
    private const int BoxesPerPicture = 10;
    private const int Samples = 100;

    // Kilobytes a thousand pictures or boxes: 10 MB over a million would be 10.
    private const double AllowedSlope = 250;

    public static async Task<int> RunAsync(string faceModel, string samFolder)
    {
        using var detector = UltraFaceDetector.Open(faceModel);
        var faces = await MeasureAsync("faces", Pictures, i =>
        {
            detector.Detect(Picture(i));
            return Task.CompletedTask;
        });

        using var segmenter = SamSegmenter.Open(samFolder);
        var masks = await MeasureAsync("boxes", Boxes / BoxesPerPicture, async i =>
        {
            var picture = Picture(i);
            await segmenter.SegmentAsync(picture, [.. Enumerable.Range(1, BoxesPerPicture)
                .Select(b => new Box(0, 0, picture.Width * b / (double)BoxesPerPicture, picture.Height))]);
        });
        return faces && masks ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(string name, int count, Func<int, Task> step)
    {
        var every = Math.Max(1, count / Samples);
        var memory = new List<(double Step, double Kilobytes)>();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            await step(i);
            if ((i + 1) % every == 0)
            {
                memory.Add((i + 1, ResidentKilobytes()));
            }
        }

        var slope = Slope(memory[(memory.Count / 2)..]) * 1000;
        var perStep = Stopwatch.GetElapsedTime(start).TotalMilliseconds / count;
        var quarters = Enumerable.Range(1, 4).Select(q => memory[(q * memory.Count / 4) - 1].Kilobytes / 1024);
        Console.WriteLine(
            $"{name}: {count} pictures, {perStep:0.0} ms each; memory {memory[0].Kilobytes / 1024:0.0} MB at the start, "
            + $"{string.Join(", ", quarters.Select(m => $"{m:0.0}"))} MB after each quarter, slope {slope:0.0} kB a thousand pictures");
        return slope < AllowedSlope;
    }

    private static double ResidentKilobytes()
    {
        // Managed pages go back to the system, so that what is left and grows would be native or held.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1024.0;
    }

    private static double Slope(List<(double Step, double Kilobytes)> points)
    {
        var x = points.Average(p => p.Step);
        var y = points.Average(p => p.Kilobytes);
        return points.Sum(p => (p.Step - x) * (p.Kilobytes - y)) / points.Sum(p => (p.Step - x) * (p.Step - x));
    }

    private static RgbImage Picture(int seed)
    {
        var random = new Random(seed);
        var (width, height) = (random.Next(64, 800), random.Next(64, 800));
        var pixels = new byte[width * height * 3];
        random.NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
