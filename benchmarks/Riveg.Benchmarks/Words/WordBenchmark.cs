using System.Diagnostics;
using System.Text.Json;
using Riveg.Evidence;
using Riveg.Onnx.Observation.Reading;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Store;
using Riveg.Posts;

namespace Riveg.Benchmarks.Words;

/// <summary>
/// Names drawn on signs, shirts and screens, read again: <c>words [--seed N] [--count N] [--models DIR] [--reader JSON] [--save DIR]</c>.
/// </summary>
internal static class WordBenchmark
{
    // From this agreement on a mention counts as found.
    private const double Found = 0.6;

    // From this height of capitals on the goals hold.
    private const double Tall = 20;

    public static int Run(IReadOnlyList<string> arguments)
    {
        if (BenchmarkArguments.Read(arguments, "words", "--seed", "--count", "--models", "--reader", "--save") is not { } given)
        {
            return 2;
        }

        var (seed, count) = (given.Number("--seed", 1), given.Number("--count", 300));
        var options = given["--reader"] is { } json
            ? JsonSerializer.Deserialize<WordReaderOptions>(json, JsonSerializerOptions.Web)
            : new WordReaderOptions();
        using var reader = WordReader.Open(
            given["--models"] ?? DefaultModels(), options, new OnnxSessionOptions { Threads = 1 });
        Console.WriteLine($"seed {seed}, {count} pictures, {options}");
        var painter = new SignPainter(SignFonts.Load(), SignNames.All, seed);
        var decoys = new Random(seed);
        var readings = Enumerable.Range(0, count)
            .Select(i => Read(reader, painter.Paint(), decoys, i, given["--save"])).ToList();
        Print($"capitals of {Tall} px and higher", [.. readings.Where(r => r.Capitals >= Tall)]);
        Print($"capitals of 12 to {Tall} px", [.. readings.Where(r => r.Capitals < Tall)]);
        var times = readings.Select(r => r.Milliseconds).Order().ToList();
        Console.WriteLine($"median time of a picture on one thread: {times[times.Count / 2]:N0} ms");
        return 0;
    }

    internal static string DefaultModels()
    {
        using var store = new ModelStore();
        var shared = Path.Combine(DevPosts.Root, "..", "shared", "models", "ppocr");
        return store.Find("ppocr-en") is { IsUsable: true } stored ? stored.Folder! : shared;
    }

    private static Reading Read(WordReader reader, SignPicture picture, Random random, int index, string? save)
    {
        var watch = Stopwatch.StartNew();
        var words = reader.Read(picture.Image);
        var time = watch.Elapsed.TotalMilliseconds;
        var observations = words
            .Select(w => new PictureObservation(ObservationKind.Word, w.Text, "ppocr-en") { Box = w.Box, Score = w.Score }).ToList();
        var exact = picture.Words.Count(d => words.Any(w => w.Box.IntersectionOverUnion(d.Box) > 0.1
            && string.Equals(w.Text, d.Text, StringComparison.OrdinalIgnoreCase)));
        var exactCase = picture.Words.Count(d => words.Any(w => w.Box.IntersectionOverUnion(d.Box) > 0.1 && w.Text == d.Text));
        var isFound = WrittenName.Of(Mention(picture.Name, index)).Find(observations) is [{ Score: >= Found } best, ..]
            && picture.Words.Any(d => d.Box.IntersectionOverUnion(best.Box) > 0.05);
        var other = SignNames.All[random.Next(SignNames.All.Count)];
        var isFalse = other != picture.Name && WrittenName.Of(other).Find(observations) is [{ Score: >= Found }, ..];
        if (save is not null)
        {
            Directory.CreateDirectory(save);
            using var file = File.Create(Path.Combine(save, $"{index:000}.png"));
            ImageEncoder.WritePng(picture.Image, file);
            Console.WriteLine(
                $"{index:000} {picture.Capitals:N0} px {(isFound ? "found" : "-----")} {exact}/{picture.Words.Count} "
                + $"{string.Join(' ', picture.Words.Select(w => w.Text))} | "
                + string.Join(' ', words.Select(w => $"{w.Text}:{w.Score:N2}")));
        }

        return new Reading(picture.Capitals, picture.Words.Count, exact, exactCase, isFound, isFalse, time);
    }

    // As posts write names: as they are, in small letters, as hashtags and as handles, in turn.
    private static string Mention(string name, int index) => (index % 4) switch
    {
        0 => name,
        1 => name.ToLowerInvariant(),
        2 => $"#{name.Replace(" ", string.Empty, StringComparison.Ordinal)}",
        _ => $"@{name.Replace(' ', '_').ToLowerInvariant()}",
    };

    private static void Print(string what, IReadOnlyList<Reading> readings)
    {
        var words = Math.Max(1, readings.Sum(r => r.Words));
        var count = Math.Max(1, readings.Count);
        Console.WriteLine(
            $"{what}: {readings.Count} pictures; words exact {(double)readings.Sum(r => r.Exact) / words:N3} "
            + $"(with case {(double)readings.Sum(r => r.ExactCase) / words:N3}), "
            + $"mentions found {(double)readings.Count(r => r.IsFound) / count:N3}, "
            + $"of other names {(double)readings.Count(r => r.IsFalse) / count:N3}");
    }

    private sealed record Reading(double Capitals, int Words, int Exact, int ExactCase, bool IsFound, bool IsFalse, double Milliseconds);
}
