using System.Globalization;

namespace Riveg.Cli.Output;

/// <summary>Numbers of things in words: "1 post", "1,200 posts".</summary>
internal static class Counted
{
    /// <summary>A number and its noun.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">What one is called.</param>
    /// <param name="plural">What several get behind it.</param>
    public static string Of(long count, string noun, string plural = "s") =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? string.Empty : plural)}");
}
