using System.Globalization;
using Riveg.Onnx.Observation.Reading;
using Riveg.Onnx.Sessions;

namespace Riveg.Benchmarks.Words;

/// <summary>
/// Words of scripts that the reader does not know, drawn as <c>words</c> draws names: how many are taken for Latin ones at which score.
/// <c>scripts [--seed N] [--count N] [--fonts DIR] [--models DIR]</c>, the count for each script.
/// </summary>
internal static class ScriptBenchmark
{
    private static readonly double[] Thresholds = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

    public static int Run(IReadOnlyList<string> arguments)
    {
        if (BenchmarkArguments.Read(arguments, "scripts", "--seed", "--count", "--fonts", "--models") is not { } given)
        {
            return 2;
        }

        var (seed, count) = (given.Number("--seed", 1), given.Number("--count", 60));
        var models = given["--models"] ?? WordBenchmark.DefaultModels();
        var oneThread = new OnnxSessionOptions { Threads = 1 };
        using var reader = WordReader.Open(models, new WordReaderOptions { MinScore = 0, MinOddScore = 0 }, oneThread);
        using var standard = WordReader.Open(models, WordReaderOptions.Certain, oneThread);
        Console.WriteLine(
            $"seed {seed}, {count} pictures of each script; pictures with a word of 2 letters and more that is certain, and at this score");
        Console.WriteLine(string.Join(
            '\t', Thresholds.Select(t => t.ToString(CultureInfo.InvariantCulture)).Prepend("certain").Prepend("script")));
        Print("Latin", (reader, standard), new SignPainter(SignFonts.Load(), SignNames.All, seed), count);
        foreach (var script in ForeignScript.All)
        {
            if (script.Font(given["--fonts"]) is { } font)
            {
                Print(script.Name, (reader, standard), new SignPainter([font], script.Words, seed), count);
            }
            else
            {
                Console.WriteLine($"{script.Name}\tnone of {string.Join(", ", script.FontFiles)} is installed; --fonts DIR names a folder");
            }
        }

        return 0;
    }

    private static void Print(string script, (WordReader All, WordReader Standard) readers, SignPainter painter, int count)
    {
        var scores = new List<double>();
        var told = 0;
        for (var i = 0; i < count; i++)
        {
            var picture = painter.Paint();
            var words = readers.All.Read(picture.Image);
            told += readers.Standard.Read(picture.Image).Any(w => w.Text.Length > 1) ? 1 : 0;
            scores.Add(words.Where(w => w.Text.Length > 1).Select(w => w.Score).DefaultIfEmpty(-1).Max());
        }

        var shares = Thresholds.Select(t => scores.Count(s => s >= t)).Prepend(told).Select(n => (double)n / count);
        Console.WriteLine(string.Join('\t', shares.Select(s => s.ToString("N2", CultureInfo.InvariantCulture)).Prepend(script)));
    }
}
