using System.CommandLine;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Formats;
using Riveg.Service;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg serve</c> was asked to do: checked, with nothing opened yet but the key's file.</summary>
internal sealed record ServeRequest
{
    private const long LongestKeyFile = 4096;

    /// <summary>The words of the command line, for the process that serves.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Profiles' names and files, the default one first.</summary>
    public required IReadOnlyList<string> Profiles { get; init; }

    /// <summary>Who chose the default one.</summary>
    public required ProfileChoice Choice { get; init; }

    /// <summary>Whether every named profile may be asked for.</summary>
    public bool AllNamed { get; init; }

    /// <summary>Where to listen.</summary>
    public required IReadOnlyList<Uri> Urls { get; init; }

    /// <summary>The key; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Whether pictures come from public addresses.</summary>
    public bool AllowUrls { get; init; }

    /// <summary>Addresses that pictures come from wherever they lie.</summary>
    public IReadOnlyList<Uri> TrustedUrls { get; init; } = [];

    /// <summary>Further names.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Further sites.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>What one who asks may ask for.</summary>
    public required ServiceLimits Limits { get; init; }

    /// <summary>How language models are asked.</summary>
    public required ChatRequest Chat { get; init; }

    /// <summary>Whether everything is logged.</summary>
    public bool Verbose { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    public static ServeRequest From(ServeCommand options, ChatRequest chat, ParseResult parsed, bool verbose)
    {
        var faults = new List<string>();
        var given = (parsed.GetValue(options.Profile) ?? []).Select(HomePath.Expand).ToList();
        var choice = ProfileChoice.Of(given.FirstOrDefault());
        var request = new ServeRequest
        {
            Words = [.. parsed.Tokens.Select(t => t.Value)],
            Profiles = given.Count > 0 ? given : [choice.Profile],
            Choice = choice,
            AllNamed = given.Count == 0,
            Urls = [.. (parsed.GetValue(options.Urls) ?? []).SelectMany(u => u.Split(';', StringSplitOptions.RemoveEmptyEntries))
                .Select(u => Address(u, faults)).OfType<Uri>()],
            ApiKey = Key(parsed.PathOf(options.ApiKeyFile), faults),
            AllowUrls = parsed.GetValue(options.AllowUrls),
            TrustedUrls = [.. (parsed.GetValue(options.TrustUrl) ?? []).Select(u => Site(u, "--trust-url", faults)).OfType<Uri>()],
            Hosts = [.. (parsed.GetValue(options.Host) ?? []).Select(h => HostName(h, faults)).OfType<string>()],
            Origins = [.. (parsed.GetValue(options.Origin) ?? [])
                .Select(o => Site(o, "--origin", faults)).OfType<Uri>().Select(o => o.GetLeftPart(UriPartial.Authority))],
            Limits = ReadLimits(options, parsed, faults),
            Chat = chat,
            Verbose = verbose,
        };
        CommandLine.Refuse(faults);
        return request;
    }

    private static ServiceLimits ReadLimits(ServeCommand options, ParseResult parsed, List<string> faults)
    {
        var seconds = parsed.GetValue(options.TimeLimit);
        if (seconds is not (> 0 and <= 86_400))
        {
            faults.Add("--time-limit is above 0 and at most 86400 seconds");
            seconds = 1;
        }

        var limits = new ServiceLimits
        {
            MaxBodyBytes = parsed.GetValue(options.MaxBody),
            MaxPixels = parsed.GetValue(options.MaxPixels),
            MaxTextLength = parsed.GetValue(options.MaxText),
            TimeLimit = TimeSpan.FromSeconds(seconds),
            MaxConcurrency = parsed.GetValue(options.Concurrency),
            MaxQueue = parsed.GetValue(options.Queue),
        };
        CheckRange(options.MaxBody, limits.MaxBodyBytes, 1_000, 1_000_000_000);
        CheckRange(options.MaxPixels, limits.MaxPixels, 1, 700_000_000);
        CheckRange(options.MaxText, limits.MaxTextLength, 1, 1_000_000);
        CheckRange(options.Concurrency, limits.MaxConcurrency, 1, 1024);
        CheckRange(options.Queue, limits.MaxQueue, 0, 10_000);
        return limits;

        void CheckRange(Option option, long value, long least, long most)
        {
            if (value < least || value > most)
            {
                faults.Add($"{option.Name} is {least} to {most}");
            }
        }
    }

    private static Uri? Address(string text, List<string> faults)
    {
        // Kestrel's own words for all addresses.
        var written = text.Trim()
            .Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(written, UriKind.Absolute, out var url) || url.Scheme != "http" || url.PathAndQuery != "/"
            || url.UserInfo.Length > 0 || url.Host.Length == 0)
        {
            var hint = text.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? " (for https put a proxy before the server)" : "";
            faults.Add($"--urls: {text} is none of the form http://HOST:PORT{hint}");
            return null;
        }

        if (!System.Net.IPAddress.TryParse(url.Host.Trim('[', ']'), out _) && url.Host != "localhost")
        {
            faults.Add($"--urls: {url.Host} is no address of this machine; give 127.0.0.1, localhost, 0.0.0.0 for all, or one of its own");
            return null;
        }

        return url;
    }

    private static Uri? Site(string text, string option, List<string> faults)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/"
            && url.UserInfo.Length == 0)
        {
            return url;
        }

        faults.Add($"{option}: {text} is none of the form http://HOST or https://HOST:PORT, without a path");
        return null;
    }

    private static string? HostName(string text, List<string> faults)
    {
        if (text == "*" || Uri.CheckHostName(text) != UriHostNameType.Unknown)
        {
            return text;
        }

        faults.Add($"--host: {text} is no name of a host (without scheme and port)");
        return null;
    }

    private static string? Key(string? path, List<string> faults)
    {
        if (path is null)
        {
            return Environment.GetEnvironmentVariable(ServeCommand.KeyVariable) is { Length: > 0 } given
                ? Sound(given, ServeCommand.KeyVariable, faults)
                : null;
        }

        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LongestKeyFile })
            {
                faults.Add($"--api-key-file: {path} is no file with a key in one line");
                return null;
            }

            return Sound(File.ReadAllText(path).Trim(), "--api-key-file", faults);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add($"--api-key-file: {exception.Message.TrimEnd('.')}");
            return null;
        }
    }

    // What goes into a header as it is.
    private static string? Sound(string key, string where, List<string> faults)
    {
        if (key.Length > 0 && key.All(c => c is > ' ' and < (char)0x7f))
        {
            return key;
        }

        faults.Add($"{where}: a key is one line of ASCII letters, digits and signs, without blanks");
        return null;
    }
}
