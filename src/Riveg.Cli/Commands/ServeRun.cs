using System.Net;
using System.Runtime.CompilerServices;
using Riveg.Cli.Output;
using Riveg.Cli.Processes;
using Riveg.Cli.Usage;
using Riveg.Faults;
using Riveg.Server;
using Riveg.Server.LabelStudio;
using Riveg.Server.Telemetry;

namespace Riveg.Cli.Commands;

/// <summary>
/// Does what <c>riveg serve</c> was asked. The command's own runtime has no ASP.NET Core, so that every other verb starts without it: this
/// one starts itself once more, with a runtime that has it.
/// </summary>
internal static class ServeRun
{
    private const string Framework = "Microsoft.AspNetCore.App";
    private const string Marker = "Microsoft.AspNetCore.Server.Kestrel.Core.dll";
    private const string RuntimeConfig = "riveg.server.runtimeconfig.json";

    // What is left to end this process in when its server had its time.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    public static Task<int> RunAsync(ServeRequest request, CancellationToken cancellationToken)
    {
        StopSignals.Grace = request.Service.Limits.TimeLimit + Rest;
        if (HasFramework())
        {
            return request.Service.Choice.TellWhereFaultsAsync(() => ServeAsync(request, cancellationToken));
        }

        StopSignals.Grace += Rest;
        RequireFramework();
        return StartAsync(request, cancellationToken);
    }

    private static bool HasFramework() =>
        (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? string.Empty).Contains(Marker, StringComparison.OrdinalIgnoreCase);

    // The host's own message is several lines about something else.
    private static void RequireFramework()
    {
        if (!File.Exists(ChildProgram.DotNet))
        {
            return;
        }

        var host = File.ResolveLinkTarget(ChildProgram.DotNet, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(ChildProgram.DotNet);
        var shared = Path.Combine(Path.GetDirectoryName(host)!, "shared", Framework);
        var major = $"{Environment.Version.Major}.";
        if (!Directory.Exists(shared) || !Directory.EnumerateDirectories(shared, $"{major}*").Any())
        {
            throw new StageUnavailableException(
                $"'riveg serve' needs the ASP.NET Core runtime {Environment.Version.Major}, which is not in {shared}; install it (the "
                + $"package aspnetcore-runtime-{Environment.Version.Major}.0 of most systems). All other commands work without it.");
        }
    }

    private static async Task<int> StartAsync(ServeRequest request, CancellationToken cancellationToken)
    {
        var folder = AppContext.BaseDirectory;
        var program = new ChildProgram(Path.Combine(folder, "riveg.dll"), ServeCommand.StopsWithInput)
        {
            HostArguments = ["exec", "--runtimeconfig", Path.Combine(folder, RuntimeConfig)],
        };
        var code = await program.RunAsync(request.Words, cancellationToken);
        if (code is >= ExitCode.Done and <= ExitCode.Missing)
        {
            return code;
        }

        StandardStreams.Say($"the server was ended from outside or could not start (exit code {code}).");
        return ExitCode.SomePostsFailed;
    }

    // Not inlined: it names types that are only there with the framework.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> ServeAsync(ServeRequest request, CancellationToken cancellationToken)
    {
        using var loggers = ServerLogging.Create(request.Service.Verbose);
        using var session = request.Service.Chat.OpenSession(loggers, []);
        var profiles = request.Service.LoadProfiles(session);
        await using var server = new RivegServer(
            new ServerOptions
            {
                Urls = request.Urls,
                Profiles = profiles,
                Limits = request.Service.Limits with { MaxStreams = request.Streams },
                Pictures = request.Service.Pictures,
                Folders = request.Service.Folders,
                LabelStudio = new LabelStudioOptions(
                    request.Service.Pictures.Trusted is [var first, ..] ? first : null,
                    Environment.GetEnvironmentVariable(LabelStudioOptions.TokenVariable) is { Length: > 0 } token ? token : null),
                ApiKey = request.ApiKey,
                Hosts = request.Hosts,
                Origins = request.Origins,
            },
            session,
            loggers);
        await server.StartAsync(cancellationToken);
        await server.WarmUpAsync(cancellationToken);
        Tell(request, profiles[0].Name, server.Addresses);
        if (await server.RunAsync(cancellationToken))
        {
            StandardStreams.Say("stopped; what was asked is answered.");
            return ExitCode.Done;
        }

        StandardStreams.Say("stopped; some requests were not answered in their time and were cut off.");
        return ExitCode.SomePostsFailed;
    }

    private static void Tell(ServeRequest request, string profile, IReadOnlyList<string> addresses)
    {
        foreach (var address in addresses)
        {
            StandardStreams.RawOutput.WriteLine(address);
        }

        StandardStreams.Say($"serves the profile {profile}; open {addresses[0]} in a browser. Ctrl+C ends it.");
        if (request.ApiKey is null && request.Urls.Any(u => !IsLoopback(u)))
        {
            var open = string.Join(", ", request.Urls.Where(u => !IsLoopback(u)));
            StandardStreams.Warn(
                $"whoever reaches {open} may ask; set {ServeCommand.KeyVariable} to a key, or listen on 127.0.0.1 behind a proxy that asks "
                + "for one.");
        }
    }

    private static bool IsLoopback(Uri url) =>
        url.Host == "localhost" || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
