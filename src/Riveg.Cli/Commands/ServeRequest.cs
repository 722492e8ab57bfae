using System.CommandLine;
using Riveg.Cli.Usage;
using Riveg.Service;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg serve</c> was asked to do: checked, with nothing opened yet but the key's file.</summary>
internal sealed record ServeRequest
{
    private const long LongestKeyFile = 4096;

    /// <summary>What it has in common with <c>riveg mcp</c>.</summary>
    public required ServiceRequest Service { get; init; }

    /// <summary>The words of the command line, for the process that serves.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Where to listen.</summary>
    public required IReadOnlyList<Uri> Urls { get; init; }

    /// <summary>The key; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Further names.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Further sites.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>How many streams are open at once.</summary>
    public required int Streams { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    public static ServeRequest From(ServeCommand options, ParseResult parsed, bool verbose)
    {
        var faults = new List<string>();
        var request = new ServeRequest
        {
            Service = ServiceRequest.From(options.Service, parsed, verbose, faults),
            Words = [.. parsed.Tokens.Select(t => t.Value)],
            Urls = [.. (parsed.GetValue(options.Urls) ?? []).SelectMany(u => u.Split(';', StringSplitOptions.RemoveEmptyEntries))
                .Select(u => Address(u, faults)).OfType<Uri>()],
            ApiKey = Key(parsed.PathOf(options.ApiKeyFile), faults),
            Streams = parsed.GetValue(options.Streams),
            Hosts = [.. (parsed.GetValue(options.Host) ?? []).Select(h => HostName(h, faults)).OfType<string>()],
            Origins = [.. (parsed.GetValue(options.Origin) ?? [])
                .Select(o => ServiceRequest.Site(o, "--origin", faults)).OfType<Uri>().Select(o => o.GetLeftPart(UriPartial.Authority))],
        };
        ServiceRequest.CheckRange(options.Streams, request.Streams, nameof(ServiceLimits.MaxStreams), faults);
        CommandLine.Refuse(faults);
        return request;
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
            // Set and empty is a mistake that would open the server.
            return Environment.GetEnvironmentVariable(ServeCommand.KeyVariable) is { } given
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
