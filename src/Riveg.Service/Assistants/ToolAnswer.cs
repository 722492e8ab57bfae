using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Riveg.Service.Assistants;

/// <summary>What a tool answers: a JSON object, and perhaps a picture beside it.</summary>
/// <param name="Json">The object, in UTF-8.</param>
/// <param name="Jpeg">The picture; null for none.</param>
internal sealed record ToolAnswer(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte>? Jpeg = null)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An answer that is written by hand.</summary>
    /// <param name="write">Writes one object.</param>
    /// <param name="jpeg">The picture; null for none.</param>
    public static ToolAnswer Of(Action<Utf8JsonWriter> write, ReadOnlyMemory<byte>? jpeg = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            write(writer);
        }

        return new ToolAnswer(buffer.WrittenMemory, jpeg);
    }

    /// <summary>What is sent: the object as structured content and, for clients that know none, as text.</summary>
    public CallToolResult ToResult()
    {
        using var document = JsonDocument.Parse(Json);
        return new CallToolResult
        {
            StructuredContent = document.RootElement.Clone(),
            Content =
            [
                new TextContentBlock { Text = Encoding.UTF8.GetString(Json.Span) },
                .. Jpeg is { } picture ? [ImageContentBlock.FromBytes(picture, "image/jpeg")] : Array.Empty<ContentBlock>(),
            ],
        };
    }

    /// <summary>The annotation without outlines, which are long and say nothing to a reader.</summary>
    public static AnnotationResult WithoutMasks(AnnotationResult result) => result with
    {
        Entities = [.. result.Entities.Select(e => e with { Regions = [.. e.Regions.Select(r => r with { Mask = null })] })],
    };
}
