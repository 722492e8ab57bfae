using System.Text.RegularExpressions;

namespace Riveg.Scenes;

/// <summary>In which order those who are named stand in the picture, as far as the text says.</summary>
internal enum NamedOrder
{
    /// <summary>It does not say; captions go from left to right.</summary>
    Unsaid,

    /// <summary>"From left to right", "(l-r)".</summary>
    LeftToRight,

    /// <summary>"From right to left".</summary>
    RightToLeft,
}

/// <summary>Reads the order out of a text.</summary>
internal static partial class TextOrder
{
    /// <summary>The order that a text states.</summary>
    public static NamedOrder Of(string text) => RightToLeft().IsMatch(text) ? NamedOrder.RightToLeft
        : LeftToRight().IsMatch(text) ? NamedOrder.LeftToRight
        : NamedOrder.Unsaid;

    [GeneratedRegex(
        @"\b(from )?(the )?right(-| )?(hand side )?to(-| )?(the )?left\b|(\bfrom|[(:,]|^) ?r ?(to|-|–|>|→|/|2) ?l\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RightToLeft();

    [GeneratedRegex(
        @"\b(from )?(the )?left(-| )?(hand side )?to(-| )?(the )?right\b|(\bfrom|[(:,]|^) ?l ?(to|-|–|>|→|/|"
        + @"2) ?r\b|\bfrom (the )?left:|^from (the )?left\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LeftToRight();
}
