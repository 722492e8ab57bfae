using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Riveg.Formats;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Reads annotated posts that another program wrote in JSON of its own: each is written anew in Riveg's small form and read by
/// <see cref="GoldJson"/>, so that the same is asked of all.
/// </summary>
/// <param name="gold">Reads the small form.</param>
/// <param name="path">Names the file in faults.</param>
/// <param name="faults">What cannot be read is told here.</param>
internal abstract class ForeignPosts(GoldJson gold, string path, List<DatasetFault> faults) : IJsonItemParser<GoldPost?>
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc />
    public GoldPost? ParseLine(ReadOnlyMemory<byte> line, int number)
    {
        if (Utf8LineReader.FindFault(line.Span) is not null)
        {
            return gold.ParseLine(line, number);
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return gold.ParseLine(line, number);
        }

        using (document)
        {
            return Rewrite(document.RootElement, $"{path}:{number}") is { } own ? gold.ParseLine(own, number) : null;
        }
    }

    /// <inheritdoc />
    public GoldPost? ParseElement(JsonElement element, int number)
    {
        if (Rewrite(element, $"{path}: post {number}") is not { } own)
        {
            return null;
        }

        using var document = JsonDocument.Parse(own);
        return gold.ParseElement(document.RootElement, number);
    }

    /// <inheritdoc />
    public GoldPost? TooLong(int number) => gold.TooLong(number);

    /// <inheritdoc />
    public GoldPost? Broken(int number, JsonException exception) => gold.Broken(number, exception);

    /// <inheritdoc />
    public GoldPost? BrokenArchive(int number, string what) => gold.BrokenArchive(number, what);

    /// <summary>Writes a post in the small form.</summary>
    /// <param name="item">What the other program wrote, of any kind.</param>
    /// <param name="writer">Stands in no object yet.</param>
    /// <param name="tell">Told what of the post is passed over.</param>
    /// <exception cref="FormatException">It is no such post; the message says why.</exception>
    protected abstract void Rewrite(JsonElement item, Utf8JsonWriter writer, Action<DatasetFaultKind, string> tell);

    private ReadOnlyMemory<byte>? Rewrite(JsonElement item, string location)
    {
        var own = new ArrayBufferWriter<byte>();
        try
        {
            using var writer = new Utf8JsonWriter(own, Compact);
            Rewrite(item, writer, (kind, message) => faults.Add(new DatasetFault(kind, location, message)));
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            // Kinds are looked at before values are read, so an invalid operation is an escape such as \ud800 that has no partner.
            var what = exception is InvalidOperationException ? "a string holds half a surrogate pair" : exception.Message.TrimEnd('.');
            faults.Add(new DatasetFault(DatasetFaultKind.BrokenRow, location, $"{what}; correct it or leave it out."));
            return null;
        }

        return own.WrittenMemory;
    }
}
