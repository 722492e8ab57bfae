using System.Text.Json;

namespace Riveg.Formats;

/// <summary>Opens JSON files of other programs, some of which write a byte order mark or UTF-16.</summary>
internal static class JsonFile
{
    /// <summary>Parses a file.</summary>
    /// <exception cref="JsonException">The file is no JSON in UTF-8 or UTF-16; the message is one line for the user.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static JsonDocument Parse(string path)
    {
        using var stream = InputStream.OpenFile(path);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var bytes = content.GetBuffer().AsMemory(0, (int)content.Length);
        if (Utf8LineReader.FindFault(bytes.Span) is not null)
        {
            throw new JsonException("it is not UTF-8; save it as UTF-8");
        }

        try
        {
            return JsonDocument.Parse(bytes.ToArray());
        }
        catch (JsonException exception)
        {
            throw new JsonException($"not JSON at line {exception.LineNumber + 1}, character {exception.BytePositionInLine + 1}", exception);
        }
    }
}
