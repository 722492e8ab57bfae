using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Riveg.Hostility.Cases;

namespace Riveg.Hostility.Running;

/// <summary>A <see cref="Worker"/> from outside; it is started anew after a case that took it along.</summary>
internal sealed class SharedProcess : IDisposable
{
    // What the command keeps in memory from case to case is bounded so.
    private const int MostCases = 150;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("riveg-worker-");
    private Process? process;
    private int cases;

    public async Task<Observed> RunAsync(Scene scene)
    {
        if (process is null || ++cases > MostCases)
        {
            Restart();
        }

        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "input"), scene.Input);
        using var feeder = OwnProcess.Feed(scene);
        var clock = Stopwatch.StartNew();
        var job = new Worker.Job([.. scene.Arguments], scene.Folder, scene.Environment);
        await process!.StandardInput.WriteLineAsync(JsonSerializer.Serialize(job));
        await process.StandardInput.FlushAsync();
        using var limit = new CancellationTokenSource(Observed.TimeLimit);
        string? answer;
        try
        {
            answer = await process.StandardOutput.ReadLineAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            answer = null;
        }

        var elapsed = clock.Elapsed;
        var peak = OwnProcess.PeakOf(process.Id);
        OwnProcess.Stop(feeder, scene);
        var (output, error) = (await File.ReadAllBytesAsync(Path.Combine(folder.FullName, "output")),
            await File.ReadAllBytesAsync(Path.Combine(folder.FullName, "error")));
        if (answer is null)
        {
            End();
        }

        return new Observed(answer is null ? null : int.Parse(answer, CultureInfo.InvariantCulture), output, error, elapsed, peak);
    }

    public void Dispose()
    {
        End();
        folder.Delete(recursive: true);
    }

    private void Restart()
    {
        End();
        process = Process.Start(Command.Describe(Command.Suite, [Worker.Word], folder.FullName))!;
        process.StandardInput.WriteLine(folder.FullName);
        cases = 0;
    }

    private void End()
    {
        if (process is not null)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            process = null;
        }
    }
}
