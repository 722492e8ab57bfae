namespace Riveg.Formats;

/// <summary>A line of a text file.</summary>
/// <param name="Text">The line; bytes that are not UTF-8 are U+FFFD here.</param>
/// <param name="Number">From 1.</param>
/// <param name="Fault">Which byte is not UTF-8; null where all are.</param>
internal readonly record struct TextLine(string Text, int Number, string? Fault);

/// <summary>Reads the text files of data sets.</summary>
internal static class TextLines
{
    /// <summary>Reads line by line.</summary>
    /// <param name="path">In UTF-8, or in UTF-16 with its mark.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<TextLine> Read(string path)
    {
        using var stream = InputStream.OpenFile(path);
        var reader = new Utf8LineReader(stream);
        while (reader.Read() is { } line)
        {
            yield return new TextLine(Utf8LineReader.Decode(line.Span, out var fault), reader.Number, fault);
        }
    }
}
