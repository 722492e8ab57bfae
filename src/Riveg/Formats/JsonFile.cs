using System.Text.Json;

namespace Riveg.Formats;

/// <summary>Opens JSON files of other programs, some of which write a byte order mark or UTF-16.</summary>
internal static class JsonFile
{
    private const int MostBytes = 256 << 20;

    /// <summary>Parses a file.</summary>
    /// <exception cref="JsonException">The file is no JSON in UTF-8 or UTF-16; the message is one line for the user.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static JsonDocument Parse(string path)
    {
        using var stream = InputStream.OpenFile(path);
        var bytes = InputStream.ReadWhole(stream, MostBytes);
        if (Utf8LineReader.FindFault(bytes) is not null)
        {
            throw new JsonException("it is not UTF-8; save it as UTF-8");
        }

        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException exception)
        {
            throw new JsonException(
                $"not JSON at line {exception.LineNumber + 1}, character {exception.BytePositionInLine + 1}", exception);
        }
    }
}
