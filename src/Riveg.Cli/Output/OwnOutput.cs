using Riveg.Evaluation.Reports;

namespace Riveg.Cli.Output;

/// <summary>
/// What a command derives, and how an earlier one of the same sort is known: that one is replaced unasked, all else is not.
/// </summary>
/// <param name="Name">As in "is no page of 'riveg report'".</param>
/// <param name="IsIt">Whether a file that begins so is one.</param>
internal sealed record OwnOutput(string Name, OwnOutput.Recognizer IsIt)
{
    /// <summary>How many bytes of a file's beginning are looked at.</summary>
    public const int MostBytes = 256;

    /// <summary>Looks at a file's first bytes.</summary>
    public delegate bool Recognizer(ReadOnlySpan<byte> start);

    /// <summary>A page of posts.</summary>
    public static OwnOutput Report { get; } = new("page of 'riveg report'", HtmlReport.IsReport);

    /// <summary>The file of a built-in model, of any version.</summary>
    public static OwnOutput Model { get; } = new("model of 'riveg train'", start => start.StartsWith("RVGB"u8));

    /// <summary>An overlay or a mask.</summary>
    public static OwnOutput Picture { get; } = new("picture that Riveg drew", PngMark.IsMarked);
}
