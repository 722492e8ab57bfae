using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Formats;
using Riveg.Service;
using Riveg.Service.Files;
using Riveg.Service.Pictures;
using Riveg.Service.Profiles;

namespace Riveg.Cli.Commands;

/// <summary>What may be asked of <c>riveg serve</c> and <c>riveg mcp</c>, and how much of it: checked, with nothing opened yet.</summary>
internal sealed record ServiceRequest
{
    /// <summary>Profiles' names and files, the default one first.</summary>
    public required IReadOnlyList<string> Profiles { get; init; }

    /// <summary>Who chose the default one.</summary>
    public required ProfileChoice Choice { get; init; }

    /// <summary>Whether every named profile may be asked for.</summary>
    public bool AllNamed { get; init; }

    /// <summary>The folders below which tools of assistants may read files.</summary>
    public required AllowedFolders Folders { get; init; }

    /// <summary>Which addresses pictures come from.</summary>
    public required AddressRules Pictures { get; init; }

    /// <summary>What one who asks may ask for.</summary>
    public required ServiceLimits Limits { get; init; }

    /// <summary>How language models are asked.</summary>
    public required ChatRequest Chat { get; init; }

    /// <summary>Whether everything is logged.</summary>
    public bool Verbose { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <param name="options">The options.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="verbose">Whether everything is logged.</param>
    /// <param name="faults">Gets what is wrong.</param>
    public static ServiceRequest From(ServiceOptions options, ParseResult parsed, bool verbose, List<string> faults)
    {
        var given = (parsed.GetValue(options.Profile) ?? []).Select(HomePath.Expand).ToList();
        var choice = ProfileChoice.Of(given.FirstOrDefault());
        var folders = (parsed.GetValue(options.Allow) ?? []).Select(HomePath.Expand).ToList();
        faults.AddRange(folders.Where(f => !Directory.Exists(f)).Select(f => $"there is no folder {f} for {options.Allow.Name}"));
        return new ServiceRequest
        {
            Profiles = given.Count > 0 ? given : [choice.Profile],
            Choice = choice,
            AllNamed = given.Count == 0,
            Folders = new AllowedFolders(folders),
            Pictures = new AddressRules
            {
                AllowPublic = parsed.GetValue(options.AllowUrls),
                Trusted = [.. (parsed.GetValue(options.TrustUrl) ?? []).Select(u => Site(u, options.TrustUrl.Name, faults)).OfType<Uri>()],
            },
            Limits = ReadLimits(options, parsed, faults),
            Chat = options.Chat.Read(parsed),
            Verbose = verbose,
        };
    }

    /// <summary>
    /// The profiles that may be asked for, the default one first; those that are named were read, so that a wrong one is told now.
    /// </summary>
    /// <param name="session">Knows the named ones.</param>
    /// <exception cref="UsageException">Two are called the same.</exception>
    /// <exception cref="Riveg.Profiles.ProfileException">There is none of that name, or it is wrong.</exception>
    public IReadOnlyList<ServedProfile> LoadProfiles(StageSession session)
    {
        var named = session.Catalog.ProfileNames.ToList();
        var profiles = Profiles.Concat(AllNamed ? named : [])
            .Select(p => ServedProfile.Of(p, named)).DistinctBy(p => p.Source).ToList();
        if (profiles.GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new UsageException(
                $"Two profiles are called {twice.Key}; rename a file of {string.Join(", ", twice.Select(p => p.Source))}.");
        }

        foreach (var profile in Profiles)
        {
            session.LoadProfile(profile);
        }

        return profiles;
    }

    /// <summary>An address without a path; null where it is none.</summary>
    public static Uri? Site(string text, string option, List<string> faults)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/"
            && url.UserInfo.Length == 0)
        {
            return url;
        }

        faults.Add($"{option}: {text} is none of the form http://HOST or https://HOST:PORT, without a path");
        return null;
    }

    private static ServiceLimits ReadLimits(ServiceOptions options, ParseResult parsed, List<string> faults)
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
        CheckRange(options.MaxBody, limits.MaxBodyBytes, nameof(ServiceLimits.MaxBodyBytes), faults);
        CheckRange(options.MaxPixels, limits.MaxPixels, nameof(ServiceLimits.MaxPixels), faults);
        CheckRange(options.MaxText, limits.MaxTextLength, nameof(ServiceLimits.MaxTextLength), faults);
        CheckRange(options.Concurrency, limits.MaxConcurrency, nameof(ServiceLimits.MaxConcurrency), faults);
        CheckRange(options.Queue, limits.MaxQueue, nameof(ServiceLimits.MaxQueue), faults);
        return limits;
    }

    /// <summary>Says that an option is out of the range that stands on the limit it sets.</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">What was given.</param>
    /// <param name="limit">The property of <see cref="ServiceLimits"/>.</param>
    /// <param name="faults">Gets the fault.</param>
    public static void CheckRange(Option option, long value, string limit, List<string> faults)
    {
        var range = typeof(ServiceLimits).GetProperty(limit)!.GetCustomAttribute<RangeAttribute>()!;
        if (value < (int)range.Minimum || value > (int)range.Maximum)
        {
            faults.Add($"{option.Name} is {range.Minimum} to {range.Maximum}");
        }
    }
}
