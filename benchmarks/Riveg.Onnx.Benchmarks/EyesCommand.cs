using System.Diagnostics;
using Riveg.Onnx.Observation;
using Riveg.Onnx.Observation.Objects;
using Riveg.Onnx.Observation.Reading;
using Riveg.Onnx.Sessions;
using Riveg.Posts;

namespace Riveg.Onnx.Benchmarks;

/// <summary>
/// The median times of looking at a picture on one thread: faces, objects by each detector, words. The models are those of a folder laid as
/// <c>../shared/models</c>; the pictures are all of a folder.
/// </summary>
internal static class EyesCommand
{
    public static async Task<int> RunAsync(string models, string pictures)
    {
        var session = new OnnxSessionOptions { Threads = 1 };
        var images = new List<RgbImage>();
        foreach (var file in Directory.EnumerateFiles(pictures).Order(StringComparer.Ordinal))
        {
            images.Add(await RgbImage.DecodeAsync(ImageSource.FromFile(file)));
        }

        using var faces = UltraFaceDetector.Open(Path.Combine(models, "ultraface", "version-RFB-640.onnx"), session);
        Measure("faces, ultraface", images, i => faces.Detect(i));
        foreach (var model in new[] { "picodet-s", "yolox-nano", "fastestdet" })
        {
            using var detector = ObjectDetector.Open(Path.Combine(models, model), sessionOptions: session);
            Measure($"objects, {model}", images, i => detector.Detect(i));
        }

        using var reader = WordReader.Open(Path.Combine(models, "ppocr"), sessionOptions: session);
        Measure("words, ppocr-en", images, i => reader.Read(i));
        return 0;
    }

    private static void Measure<T>(string what, IReadOnlyList<RgbImage> images, Func<RgbImage, IReadOnlyList<T>> look)
    {
        look(images[0]);
        var found = 0;
        var times = images.Select(image =>
        {
            var start = Stopwatch.GetTimestamp();
            found += look(image).Count;
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }).Order().ToList();
        Console.WriteLine(
            $"{what}: median {times[times.Count / 2]:0.0} ms a picture, nine of ten below {times[times.Count * 9 / 10]:0.0} ms; "
            + $"{(double)found / images.Count:0.0} found a picture");
    }
}
