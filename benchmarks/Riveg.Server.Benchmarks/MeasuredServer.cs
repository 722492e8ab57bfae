using System.Diagnostics;
using System.Globalization;

namespace Riveg.Server.Benchmarks;

/// <summary>The real <c>riveg serve</c>, in one process, with its memory.</summary>
internal sealed class MeasuredServer : IAsyncDisposable
{
    private readonly Process process;

    private MeasuredServer(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Resident memory in megabytes.</summary>
    public double Megabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1e6;
        }
    }

    public bool IsAlive => !process.HasExited;

    public static async Task<MeasuredServer> StartAsync(params string[] arguments)
    {
        // Beside this program lies its own copy of nothing: the command is built where it lies.
        var folder = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", "src", "Riveg.Cli", "bin", "Release", "net10.0"));
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["RIVEG_SERVE_STOPS_WITH_INPUT"] = "1";
        foreach (var argument in (string[])
            [
                "exec", "--runtimeconfig", Path.Combine(folder, "riveg.server.runtimeconfig.json"), Path.Combine(folder, "riveg.dll"),
                "serve", "--urls", "http://127.0.0.1:0", .. arguments,
            ])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The server did not start; build src/Riveg.Cli in Release first.");
        return new MeasuredServer(process, new Uri(line));
    }

    public HttpClient CreateClient() => new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1000 })
    {
        BaseAddress = Address,
        Timeout = TimeSpan.FromMinutes(2),
    };

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public static string Number(double value, string format = "0.0") => value.ToString(format, CultureInfo.InvariantCulture);
}
