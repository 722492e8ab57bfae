using System.Diagnostics;
using System.Globalization;
using Riveg.Posts;

namespace Riveg.Benchmarks;

/// <summary>Peak memory of a stream of pictures of 12 megapixels, each number of them in a process of its own.</summary>
internal sealed class PictureMemoryBenchmark : Benchmark
{
    public override string Name => "picture-memory";

    public override async Task RunAsync()
    {
        var picture = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(picture, TestPicture.Jpeg(4000, 3000));
            foreach (var count in new[] { 24, 240 })
            {
                Print($"peak over {count:N0} pictures of 12 megapixels", await PeakInAProcessAsync(picture, count), "MB", "400");
            }
        }
        finally
        {
            File.Delete(picture);
        }
    }

    /// <summary>Annotates the pictures here and prints the peak of this process in MB.</summary>
    public static async Task RunHereAsync(string path, int count)
    {
        using var pipeline = RivegPipeline.CreateBuilder().Build();
        var picture = ImageSource.FromFile(path);
        var posts = Enumerable.Range(0, count)
            .Select(i => new Post { Id = $"{i}", Text = "Adele lights up the O2 Arena in London tonight", Image = picture });
        await foreach (var result in pipeline.AnnotateAsync(posts.ToAsyncEnumerable()))
        {
            _ = result.Succeeded ? result : throw new InvalidOperationException(result.AllFaults().First().Message);
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine((process.PeakWorkingSet64 / 1e6).ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<double> PeakInAProcessAsync(string picture, int count)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList = { "picture-memory-of", picture, $"{count}" }
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return double.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture);
    }
}
