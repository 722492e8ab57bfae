using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Riveg.Hostility.Running;

/// <summary>
/// Runs case after case through the command's entry point in one process, which saves its start. The descriptors of standard input, output
/// and error are those of files, so that everything that the command does with them is real.
/// </summary>
internal static partial class Worker
{
    public const string Word = "--worker";

    /// <summary>Serves jobs, one a line, until its input ends.</summary>
    public static void Serve()
    {
        using var jobs = new StreamReader(
            new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(Duplicate(0), ownsHandle: true), FileAccess.Read, 1));
        using var answers = new StreamWriter(new FileStream(
            new Microsoft.Win32.SafeHandles.SafeFileHandle(Duplicate(1), ownsHandle: true), FileAccess.Write, 1)) { AutoFlush = true };
        var folder = jobs.ReadLine()!;

        // The command keeps its error stream open, so the descriptors stay those of the same two files; each job finds them empty.
        using var output = Redirect(Path.Combine(folder, "output"), 1);
        using var error = Redirect(Path.Combine(folder, "error"), 2);
        while (jobs.ReadLine() is { } line)
        {
            var job = JsonSerializer.Deserialize<Job>(line)!;
            foreach (var (name, value) in job.Environment)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            Directory.SetCurrentDirectory(job.Folder);
            output.SetLength(0);
            error.SetLength(0);
            using (var input = File.OpenHandle(Path.Combine(folder, "input")))
            {
                _ = Replace((int)input.DangerousGetHandle(), 0);
            }

            GC.Collect();
            ForgetPeak();
            answers.WriteLine(Run(job.Arguments));
        }
    }

    // What leaves the entry point would end a process of its own with these words and this code.
    private static int Run(string[] arguments)
    {
        try
        {
            return (int)Command.EntryPoint.Invoke(null, [arguments])!;
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine($"Unhandled exception. {exception}");
            return 134;
        }
    }

    private static FileStream Redirect(string path, int descriptor)
    {
        // Appending, since the command's copies of the descriptor share its place.
        var stream = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 0);
        var appending = Open(path, AppendFlags);
        _ = Replace(appending, descriptor);
        return stream;
    }

    private static void ForgetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5", Encoding.ASCII);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The peak is then that of all cases up to now; a case over the limit is run again in a process of its own.
        }
    }

    // O_WRONLY | O_APPEND on Linux.
    private const int AppendFlags = 1 | 0x400;

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Replace(int from, int to);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    /// <summary>What a worker is asked to run.</summary>
    internal sealed record Job(string[] Arguments, string Folder, Dictionary<string, string?> Environment);
}
