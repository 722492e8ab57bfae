using System.Diagnostics;
using Riveg.Posts;

namespace Riveg.Onnx.Benchmarks;

/// <summary>
/// Many posts with pictures through the whole of profile <c>light</c>, the pictures of a folder again and again under changing texts. Prints
/// the process's memory after each tenth; the last must not be above <see cref="AllowedGrowth"/> of the second.
/// </summary>
internal static class SightSoakCommand
{
    private const int Samples = 10;
    private const double AllowedGrowth = 1.1;

    private static readonly string[] Texts =
    [
        "Anna and Ben on the Honda in Rome", "My dog Rex has taken the IKEA sofa", "Lufthansa flies to Oslo, Marta waits",
        "A glass of Heineken with Tom, no Adele tonight",
    ];

    public static async Task<int> RunAsync(string pictures, int count)
    {
        var files = Directory.GetFiles(pictures).Order(StringComparer.Ordinal).ToArray();
        using var riveg = RivegPipeline.CreateBuilder("light").Build();
        var every = Math.Max(1, count / Samples);
        var megabytes = new List<double>();
        var start = Stopwatch.GetTimestamp();
        var done = 0;
        await foreach (var result in riveg.AnnotateAsync(Posts(files, count)))
        {
            _ = result.Succeeded ? result : throw new InvalidOperationException(result.AllFaults().First().Message);
            if (++done % every == 0)
            {
                using var process = Process.GetCurrentProcess();
                megabytes.Add(process.WorkingSet64 / 1e6);
                Console.WriteLine(
                    $"{done} pictures, {Stopwatch.GetElapsedTime(start).TotalSeconds / done:0.000} s each: {megabytes[^1]:0} MB resident");
            }
        }

        return megabytes[^1] <= AllowedGrowth * megabytes[Math.Min(1, megabytes.Count - 1)] ? 0 : 1;
    }

    private static async IAsyncEnumerable<Post> Posts(string[] files, int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return new Post { Id = $"{i}", Text = Texts[i % Texts.Length], Image = ImageSource.FromFile(files[i % files.Length]) };
            await Task.CompletedTask;
        }
    }
}
