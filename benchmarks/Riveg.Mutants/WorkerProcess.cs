using System.Diagnostics;

namespace Riveg.Mutants;

/// <summary>A test worker as its master sees it; one that is gone is replaced when it is next asked.</summary>
internal sealed class WorkerProcess(string[] arguments) : IDisposable
{
    private Process? process;

    /// <summary>What the tests do without a mutant.</summary>
    public IEnumerable<string> RunAll()
    {
        Send("all");
        for (var line = Read(TimeSpan.FromMinutes(9)); line != "done"; line = Read(TimeSpan.FromMinutes(9)))
        {
            yield return line ?? throw new InvalidOperationException("The tests ended the process without a mutant.");
        }
    }

    /// <summary>Runs tests with a mutant alive.</summary>
    /// <param name="mutant">Its number.</param>
    /// <param name="tests">The tests and how many milliseconds each takes without it.</param>
    /// <returns>The worker's answer; <c>crashed</c> where the mutant ended it.</returns>
    public string Run(int mutant, IReadOnlyList<(int Number, int Milliseconds)> tests)
    {
        Send($"{mutant} {string.Join(' ', tests.Select(t => $"{t.Number} {LimitOf(t.Milliseconds)}"))}");
        var answer = Read(TimeSpan.FromMilliseconds(60_000L + (2 * tests.Sum(t => (long)LimitOf(t.Milliseconds))))) ?? "crashed";
        if (answer[0] is 't' or 'c')
        {
            Dispose();
        }

        return answer;
    }

    public void Dispose()
    {
        if (process is not null)
        {
            process.Kill();
            process.Dispose();
            process = null;
        }
    }

    private static int LimitOf(int milliseconds) => 4000 + (8 * milliseconds);

    private void Send(string line)
    {
        process ??= Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        })!;
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
    }

    private string? Read(TimeSpan limit)
    {
        var line = process!.StandardOutput.ReadLineAsync();
        return line.Wait(limit) ? line.Result : null;
    }
}
