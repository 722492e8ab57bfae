using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Riveg.Formats;

/// <summary>
/// Annotations for <see cref="JsonSerializer"/>, without reflection: <c>JsonSerializer.Serialize(result, AnnotationJson.TypeInfo)</c>. The
/// form is the command's, its number stands in <c>format</c>. Thread-safe.
/// </summary>
/// <remarks>
/// The metadata is what the source generator writes for a type with a converter; letting it walk the type instead would make a second form
/// of the same JSON. Beside an own <see cref="JsonSerializerContext"/>, annotations go by <see cref="TypeInfo"/> or
/// <see cref="Converter"/>.
/// </remarks>
public static class AnnotationJson
{
    /// <summary>
    /// For options of one's own: <c>options.Converters.Add(AnnotationJson.Converter)</c>; in an ASP.NET host
    /// <c>services.ConfigureHttpJsonOptions(o => o.SerializerOptions.Converters.Add(AnnotationJson.Converter))</c>.
    /// </summary>
    public static JsonConverter<AnnotationResult> Converter { get; } = new AnnotationJsonConverter();

    /// <summary>What the serializer needs to know.</summary>
    public static JsonTypeInfo<AnnotationResult> TypeInfo { get; } = Create();

    private static JsonTypeInfo<AnnotationResult> Create()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() };
        options.Converters.Add(Converter);
        return JsonMetadataServices.CreateValueInfo<AnnotationResult>(options, Converter);
    }
}

/// <summary>Reads and writes an annotation as one JSON object. Thread-safe.</summary>
internal sealed class AnnotationJsonConverter : JsonConverter<AnnotationResult>
{
    private static readonly AnnotationJsonWriter Writer = new();

    /// <inheritdoc />
    /// <exception cref="JsonException">The JSON is no annotation, or one of a newer form; the message says what is wrong.</exception>
    public override AnnotationResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return AnnotationJsonReader.Read(document.RootElement);
        }
        catch (FormatException exception)
        {
            throw new JsonException($"The JSON is no annotation: {exception.Message}.", exception);
        }
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, AnnotationResult value, JsonSerializerOptions options) => Writer.Write(writer, value);
}
