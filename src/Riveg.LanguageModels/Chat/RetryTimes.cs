using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Riveg.LanguageModels.Chat;

/// <summary>How long a service asks to wait, read off its headers and its error; never longer than <see cref="Longest"/>.</summary>
internal static partial class RetryTimes
{
    /// <summary>
    /// A service that asks for hours is asked again after this long: it may have been wrong, and a run must get on or fail.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    // A count of seconds beyond this is a point in time, in seconds or in milliseconds since 1970.
    private const double LeastEpoch = 1e9;
    private const double LeastEpochMilliseconds = 1e12;

    /// <summary>The headers that say when a limit ends, the surest first; the last ones only where nothing remains.</summary>
    private static readonly (string Name, string? Remaining)[] Resets =
    [
        ("x-ratelimit-reset-requests", "x-ratelimit-remaining-requests"),
        ("x-ratelimit-reset-tokens", "x-ratelimit-remaining-tokens"),
        ("anthropic-ratelimit-requests-reset", "anthropic-ratelimit-requests-remaining"),
        ("anthropic-ratelimit-tokens-reset", "anthropic-ratelimit-tokens-remaining"),
        ("x-ratelimit-reset", "x-ratelimit-remaining"),
        ("ratelimit-reset", "ratelimit-remaining"),
    ];

    /// <summary>What the headers ask for; null where they ask for nothing.</summary>
    /// <param name="header">The value of the response's header of a name; null where it has none.</param>
    /// <param name="isLimited">Whether the response says that a limit is reached: only then do the limits' own headers count.</param>
    /// <param name="now">The time.</param>
    public static TimeSpan? OfHeaders(Func<string, string?> header, bool isLimited, DateTimeOffset now)
    {
        if (header("retry-after-ms") is { } milliseconds && Seconds(milliseconds) is { } count)
        {
            return Capped(count / 1000);
        }

        if (header("Retry-After") is { } after && Wait(after, now) is { } wait)
        {
            return wait;
        }

        if (!isLimited)
        {
            return null;
        }

        var spent = Resets.Where(r => header(r.Name) is not null
            && r.Remaining is { } left && header(left) is { } rest && Seconds(rest) <= 0);
        var any = Resets.Where(r => header(r.Name) is not null);
        return spent.Select(r => Wait(header(r.Name)!, now)).Max() ?? any.Select(r => Wait(header(r.Name)!, now)).Min();
    }

    /// <summary>What an error's members ask for: a count of seconds, Google's <c>retryDelay</c>, or OpenAI's "try again in 1.2s".</summary>
    public static TimeSpan? OfBody(JsonElement error)
    {
        foreach (var name in (string[])["retry_after", "retryAfter", "retry_after_seconds", "estimated_time"])
        {
            if (error.TryGetProperty(name, out var value) && Seconds(value.ToString()) is { } seconds)
            {
                return Capped(seconds);
            }
        }

        if (error.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Array)
        {
            foreach (var detail in details.EnumerateArray())
            {
                if (detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty("retryDelay", out var delay)
                    && Duration(delay.ToString()) is { } wait)
                {
                    return wait;
                }
            }
        }

        return error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
            && TryAgainIn().Match(message.GetString()!) is { Success: true } match
            ? Duration(match.Groups[1].Value.Replace(" ", string.Empty, StringComparison.Ordinal))
            : null;
    }

    private static TimeSpan? Wait(string value, DateTimeOffset now)
    {
        if (Seconds(value) is { } seconds)
        {
            return seconds >= LeastEpochMilliseconds ? Capped((seconds / 1000) - now.ToUnixTimeSeconds())
                : seconds >= LeastEpoch ? Capped(seconds - now.ToUnixTimeSeconds())
                : Capped(seconds);
        }

        return Duration(value)
            ?? (DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
                ? Capped((date - now).TotalSeconds)
                : null);
    }

    private static double? Seconds(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite
            | NumberStyles.AllowTrailingWhite | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var seconds)
            && double.IsFinite(seconds) && seconds >= 0 ? seconds : null;

    // As Go writes them: 1h2m3.5s, 120ms.
    private static TimeSpan? Duration(string value)
    {
        if (GoDuration().Match(value.Trim()) is not { Success: true } match || match.Length == 0)
        {
            return null;
        }

        double Part(int group) => match.Groups[group].Success
            ? double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture)
            : 0;
        return Capped((Part(1) * 86400) + (Part(2) * 3600) + (Part(3) * 60) + Part(4) + (Part(5) / 1000));
    }

    // A time that lies behind says nothing.
    private static TimeSpan? Capped(double seconds) =>
        seconds < 0 ? null : TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds));

    [GeneratedRegex(
        @"^(?:(\d{1,9}(?:\.\d+)?)d)?(?:(\d{1,9}(?:\.\d+)?)h)?(?:(\d{1,9}(?:\.\d+)?)m(?!s))?(?:(\d{1,9}(?:\.\d+)?)s)?"
            + @"(?:(\d{1,9}(?:\.\d+)?)ms)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex GoDuration();

    [GeneratedRegex(
        @"(?:try again|retry) (?:in|after) ((?:\d{1,9}(?:\.\d+)? ?(?:ms|[dhms]) ?){1,4})(?![a-z])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TryAgainIn();
}
