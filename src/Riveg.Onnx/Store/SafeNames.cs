using System.Text;

namespace Riveg.Onnx.Store;

/// <summary>
/// Which texts may become names on disk. Names from a manifest, a hub's answer or a file of the cache pass here before they enter a path,
/// so that none can lead out of the store, on any operating system.
/// </summary>
internal static class SafeNames
{
    private const int CommitLength = 40;
    private const int MaximumBytes = 255;
    private const int MaximumPathLength = 1024;

    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. from n in "0123456789¹²³" from d in new[] { "COM", "LPT" } select d + n],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a text is the full name of a git commit: 40 hexadecimal digits.</summary>
    public static bool IsCommit(string? text) => text is { Length: CommitLength } && text.All(char.IsAsciiHexDigit);

    /// <summary>Whether a text is one file name: no separator, no device, nothing that an operating system reads in its own way.</summary>
    public static bool IsFileName(string? text) =>
        text is { Length: > 0 } and not ("." or "..")
        && text[^1] is not ('.' or ' ')
        && !text.Any(c => c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' || char.IsControl(c) || char.IsSurrogate(c))
        && Encoding.UTF8.GetByteCount(text) <= MaximumBytes
        && !Devices.Contains(text.Split('.')[0].TrimEnd(' '));

    /// <summary>Whether a text is a relative path of file names with forward slashes between them.</summary>
    public static bool IsRelativePath(string? text) => text is { Length: > 0 and <= MaximumPathLength } && text.Split('/').All(IsFileName);

    /// <summary>A text of a stranger for one line of a message: cut, and without what a terminal would obey.</summary>
    public static string Quote(string text)
    {
        const int Shown = 60;
        var clean = new string([.. text.Take(Shown).Select(c => c is >= ' ' and <= '~' ? c : '?')]);
        return text.Length > Shown ? $"'{clean}...'" : $"'{clean}'";
    }
}
