using System.CommandLine;
using Riveg.Service;

namespace Riveg.Cli.Commands;

/// <summary>
/// The words of <c>riveg serve</c>; <see cref="ServeRequest"/> is what was asked, <see cref="ServeRun"/> does it.
/// </summary>
internal sealed class ServeCommand
{
    /// <summary>Says to the process that serves, as <c>1</c>, that the end of its standard input is a stop signal.</summary>
    public const string StopsWithInput = "RIVEG_SERVE_STOPS_WITH_INPUT";

    /// <summary>The variable that holds the key.</summary>
    public const string KeyVariable = "RIVEG_API_KEY";

    /// <summary>What it has in common with <c>riveg mcp</c>.</summary>
    public ServiceOptions Service { get; } = new();

    public Option<string[]> Urls { get; } = new("--urls")
    {
        Description = "Where to listen, several with ; between them or given several times; port 0 takes a free one, which is written to "
            + "standard output. http only: put a proxy before it for https.",
        HelpName = "http://HOST:PORT",
        DefaultValueFactory = _ => ["http://127.0.0.1:8080"],
    };

    public Option<string?> ApiKeyFile { get; } = new("--api-key-file")
    {
        Description = $"A file with the key that whoever asks has to send, in one line; the variable {KeyVariable} may hold it instead. "
            + "Without one everybody may ask.",
        HelpName = "FILE",
    };

    public Option<string[]> Host { get; } = new("--host")
    {
        Description = "A further name under which the server is asked, such as that of a proxy; may be given several times.",
        HelpName = "NAME",
    };

    public Option<string[]> Origin { get; } = new("--origin")
    {
        Description = "Another site whose pages may ask; may be given several times.",
        HelpName = "https://HOST",
    };

    public Option<int> Streams { get; } = new("--streams")
    {
        Description = "How many streams of posts are open at once; more are sent away with 429.",
        HelpName = "N",
        DefaultValueFactory = _ => new ServiceLimits().MaxStreams,
    };

    public static Command Create(Option<bool> verbose)
    {
        var options = new ServeCommand();
        var command = new Command(
            "serve",
            "Serves a page on which posts are annotated, and an HTTP API: docs/server.md has both. It needs the ASP.NET Core runtime 10.")
        {
            options.Service.Profile, options.Urls, options.ApiKeyFile, options.Host, options.Origin, options.Streams,
        };
        options.Service.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            ServeRun.RunAsync(ServeRequest.From(options, parsed, parsed.GetValue(verbose)), cancellationToken));
        return command;
    }
}
