using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Riveg.Hostility.Cases;

namespace Riveg.Hostility.Running;

/// <summary>Runs a case in a process of its own.</summary>
internal static partial class OwnProcess
{
    private const int MostOutput = 64 << 20;
    private const int Interrupt = 2;
    private const int Terminate = 15;

    // A shell starts what runs in its background so, and the command's processes inherit it: SIGINT would never reach them.
    private static readonly bool InterruptIsIgnored = (Convert.ToUInt64(
        File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(
            "SigIgn:", StringComparison.Ordinal))?["SigIgn:".Length..].Trim() ?? "0", 16) & (1UL << (Interrupt - 1))) != 0;

    public static async Task<Observed> RunAsync(Scene scene, IReadOnlyList<string> arguments)
    {
        var start = Command.Describe(Command.Assembly, arguments, scene.Folder);
        foreach (var (name, value) in scene.Environment)
        {
            start.Environment[name] = value;
        }

        using var feeder = Feed(scene);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = ReadAsync(
            process.StandardOutput.BaseStream, scene.Ending == Ending.Unread ? 1 : MostOutput, close: scene.Ending == Ending.Unread);
        var error = ReadAsync(process.StandardError.BaseStream, MostOutput, close: false);
        var input = WriteAsync(process, scene);
        var ending = EndAsync(process, scene);
        var peak = 0L;
        while (!process.HasExited && clock.Elapsed < Observed.TimeLimit)
        {
            peak = Math.Max(peak, PeakOf(process.Id));
            using var wait = new CancellationTokenSource(40);
            await process.WaitForExitAsync(wait.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        var elapsed = clock.Elapsed;
        var ended = process.HasExited;
        if (!ended)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        await ending;
        await input;
        Stop(feeder, scene);
        return new Observed(ended ? process.ExitCode : null, await output, await error, elapsed, peak);
    }

    /// <summary>The most memory that a process has used, in bytes; 0 where it is gone.</summary>
    public static long PeakOf(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line["VmHWM:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture) << 10;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Feeds the case's pipe, over and over, by a process that can be killed while nobody reads.</summary>
    public static Process? Feed(Scene scene)
    {
        if (scene.Pipe is not { } pipe)
        {
            return null;
        }

        var source = SourceOf(scene);
        File.WriteAllBytes(source, pipe.Content);
        return Process.Start(new ProcessStartInfo("sh", [
            "-c", "while [ -e \"$1\" ]; do cat \"$1\" > \"$2\"; sleep 0.05; done", "feeder", source, Path.Combine(scene.Folder, pipe.Name)
        ]) { UseShellExecute = false, RedirectStandardError = true });
    }

    /// <summary>Ends the feeding.</summary>
    public static void Stop(Process? feeder, Scene scene)
    {
        if (feeder is not null)
        {
            feeder.Kill(entireProcessTree: true);
            File.Delete(SourceOf(scene));
            File.Delete(Path.Combine(scene.Folder, scene.Pipe!.Value.Name));
        }
    }

    // Beside the folder, which the command may look through.
    private static string SourceOf(Scene scene) => scene.Folder + ".feed";

    private static async Task WriteAsync(Process process, Scene scene)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(scene.Input);
            await process.StandardInput.BaseStream.FlushAsync();
            if (scene.Ending == Ending.TerminatedWaiting)
            {
                await process.WaitForExitAsync();
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The command need not read its input.
        }
    }

    private static async Task EndAsync(Process process, Scene scene)
    {
        if (scene.Ending is Ending.ByItself or Ending.Unread)
        {
            return;
        }

        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(scene.Dice.Next(300, 3_000)));
        if (process.HasExited)
        {
            return;
        }

        try
        {
            if (scene.Ending == Ending.Killed)
            {
                process.Kill();
            }
            else
            {
                _ = Signal(process.Id, scene.Ending == Ending.Interrupted && !InterruptIsIgnored ? Interrupt : Terminate);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended by itself just now.
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int most, bool close)
    {
        using var all = new MemoryStream();
        var buffer = new byte[81_920];
        while (await stream.ReadAsync(buffer) is > 0 and var read)
        {
            if (all.Length < most)
            {
                all.Write(buffer, 0, read);
            }

            if (close)
            {
                await stream.DisposeAsync();
                break;
            }
        }

        return all.ToArray();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
