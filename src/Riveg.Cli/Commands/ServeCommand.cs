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

    private static readonly ServiceLimits Defaults = new();

    private readonly ChatOptions chat = new();

    public Option<string[]> Profile { get; } = new("--profile", "-p")
    {
        Description = "A named profile or a profile's JSON file that may be asked for; may be given several times, and the first is taken "
            + "where nobody asks for another. Where it is left out, all named ones may, and RIVEG_PROFILE, else what 'riveg profile use' "
            + "chose, else builtin, is the first.",
        HelpName = "NAME|FILE",
    };

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

    public Option<bool> AllowUrls { get; } = new("--allow-urls")
    {
        Description = "Fetches pictures from public addresses that posts name, never from this machine or a private network.",
    };

    public Option<string[]> TrustUrl { get; } = new("--trust-url")
    {
        Description = "An address whose pictures are fetched wherever it lies, such as that of a Label Studio: scheme, host and port; may "
            + "be given several times.",
        HelpName = "http://HOST:PORT",
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

    public Option<long> MaxBody { get; } = new("--max-body")
    {
        Description = "The most bytes of a request, and of a picture.",
        HelpName = "BYTES",
        DefaultValueFactory = _ => Defaults.MaxBodyBytes,
    };

    public Option<long> MaxPixels { get; } = new("--max-pixels")
    {
        Description = "The most pixels of a picture.",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.MaxPixels,
    };

    public Option<int> MaxText { get; } = new("--max-text")
    {
        Description = "The most characters of a text.",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.MaxTextLength,
    };

    public Option<double> TimeLimit { get; } = new("--time-limit")
    {
        Description = "How long a post may take, with its waiting.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => Defaults.TimeLimit.TotalSeconds,
    };

    public Option<int> Concurrency { get; } = new("--concurrency")
    {
        Description = "How many posts are annotated at once; the number of processors otherwise.",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.MaxConcurrency,
    };

    public Option<int> Queue { get; } = new("--queue")
    {
        Description = "How many posts wait for that at most; more are sent away with 429.",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.MaxQueue,
    };

    public static Command Create(Option<bool> verbose)
    {
        var options = new ServeCommand();
        var command = new Command(
            "serve",
            "Serves a page on which posts are annotated, and an HTTP API: docs/server.md has both. It needs the ASP.NET Core runtime 10.")
        {
            options.Profile, options.Urls, options.ApiKeyFile, options.AllowUrls, options.TrustUrl, options.Host, options.Origin,
            options.MaxBody, options.MaxPixels, options.MaxText, options.TimeLimit, options.Concurrency, options.Queue,
        };
        options.chat.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            ServeRun.RunAsync(ServeRequest.From(options, options.chat.Read(parsed), parsed, parsed.GetValue(verbose)), cancellationToken));
        return command;
    }
}
