using System.CommandLine;
using Riveg.Service;

namespace Riveg.Cli.Commands;

/// <summary>The options that <c>riveg serve</c> and <c>riveg mcp</c> have in common: what may be asked for, and how much of it.</summary>
internal sealed class ServiceOptions
{
    private static readonly ServiceLimits Defaults = new();

    public Option<string[]> Profile { get; } = new("--profile", "-p")
    {
        Description = "A named profile or a profile's JSON file that may be asked for; may be given several times, and the first is taken "
            + "where nobody asks for another. Where it is left out, all named ones may, and RIVEG_PROFILE, else what 'riveg profile use' "
            + "chose, else builtin, is the first.",
        HelpName = "NAME|FILE",
    };

    public Option<string[]> Allow { get; } = new("--allow")
    {
        Description = "A folder below which tools of assistants may read files (docs/assistants.md); may be given several times. "
            + "Without it none are read.",
        HelpName = "DIR",
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
        Description = "How many posts wait for that at most; more are sent away (429 over HTTP).",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.MaxQueue,
    };

    public ChatOptions Chat { get; } = new();

    /// <summary>Adds all but <see cref="Profile"/>, which a command has first.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Allow, AllowUrls, TrustUrl, MaxBody, MaxPixels, MaxText, TimeLimit, Concurrency, Queue])
        {
            command.Add(option);
        }

        Chat.AddTo(command);
    }
}
