using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Riveg.TestKit;

namespace Riveg.Server.Tests;

/// <summary>
/// The real <c>riveg serve</c> in a process of its own, on a free port of loopback. It ends with its standard input, which this process
/// holds: so it is gone too where the tests are killed.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string Free = "http://127.0.0.1:0";

    // A cold start on a busy machine, with the warm-up.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1);

    private readonly Process process;
    private readonly ConcurrentQueue<string> messages = new();
    private readonly Task listening;

    private ServerProcess(Process process)
    {
        this.process = process;
        listening = ListenAsync();
    }

    /// <summary>The built command.</summary>
    public static string Command { get; } = Path.Combine(
        SharedFolder.RepositoryRoot,
        "src", "Riveg.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "riveg.dll");

    /// <summary>Where it is asked: <c>http://127.0.0.1:PORT</c>.</summary>
    public Uri Address { get; private set; } = new(Free);

    /// <summary>The process that was started; its own child serves.</summary>
    public int ProcessId => process.Id;

    /// <summary>What it said on standard error so far.</summary>
    public IReadOnlyCollection<string> Messages => messages;

    /// <summary>Starts one with the profile <c>builtin</c> as the first, and waits until it answers.</summary>
    /// <param name="arguments">What stands behind <c>riveg serve --urls …</c>.</param>
    public static Task<ServerProcess> StartAsync(params string[] arguments) =>
        StartInAsync(new Dictionary<string, string?>(), arguments);

    /// <summary>Starts one with variables of its environment set, or taken away where the value is null.</summary>
    public static async Task<ServerProcess> StartInAsync(
        IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var server = new ServerProcess(Process.Start(Start(environment, arguments))!);
        try
        {
            await server.WaitAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What starts the built command, with an environment that holds nothing of whoever runs the tests.</summary>
    public static ProcessStartInfo CommandStart(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var nowhere = Path.Combine(Path.GetTempPath(), $"riveg-no-settings-{Environment.ProcessId}");
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach (var argument in (string[])[Command, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in (IEnumerable<KeyValuePair<string, string?>>)
            [
                new("XDG_CONFIG_HOME", nowhere), new("APPDATA", nowhere), new("RIVEG_PROFILE", null), new("RIVEG_API_KEY", null),
                .. environment,
            ])
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Tells it to stop, and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"The server did not stop within {StopLimit.TotalSeconds:0} s: {string.Join('\n', messages)}", exception);
        }

        await listening;
        return process.ExitCode;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            try
            {
                await StopAsync();
            }
            catch (TimeoutException)
            {
                // It was killed.
            }
        }

        process.Dispose();
    }

    private static ProcessStartInfo Start(IReadOnlyDictionary<string, string?> environment, string[] arguments)
    {
        var start = CommandStart(environment, ["serve", "--urls", Free, .. arguments]);
        start.Environment["RIVEG_SERVE_STOPS_WITH_INPUT"] = "1";
        return start;
    }

    // The first line of standard output is the address.
    private async Task WaitAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var line = await process.StandardOutput.ReadLineAsync(limit.Token);
        if (line is null)
        {
            await process.WaitForExitAsync(limit.Token);
            await listening;
            throw new InvalidOperationException($"The server ended with {process.ExitCode}: {string.Join('\n', messages)}");
        }

        Address = new Uri(line);
    }

    private async Task ListenAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            messages.Enqueue(line);
        }
    }
}
