using System.Text.Encodings.Web;
using System.Text.Json;

namespace Riveg.Cli.Output;

/// <summary>Writes one JSON document on standard output, indented.</summary>
internal static class JsonOutput
{
    public static void Write(Action<Utf8JsonWriter> write)
    {
        var stream = StandardStreams.Output;
        using (var writer = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(writer);
        }

        stream.WriteByte((byte)'\n');
    }
}
