using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Answers;

/// <summary>
/// The key of an answer: SHA-256, in lower-case hexadecimal, of a version and of everything that decides the answer (model, messages,
/// settings) as JSON with its members in a fixed order. A post's picture enters by the hash of its source's bytes, the size in which it
/// is sent and the quality of the JPEG, not by the bytes that an encoder made of it, which differ from machine to machine; any other
/// content by the hash of its bytes. The server's address and the key do not enter.
/// </summary>
public static class AnswerKey
{
    /// <summary>Under this name a content says which picture it is: the hash of its source, its size and its quality.</summary>
    internal const string PictureName = "riveg.picture";

    private const string Version = "riveg-answer-1";

    /// <summary>The key of a call.</summary>
    public static string Of(string model, IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        Of(model, messages, options, byEncodedBytes: false);

    /// <summary>
    /// The key that earlier versions gave a call with a picture, by the bytes of its JPEG; null for a call without one, whose key has
    /// stayed.
    /// </summary>
    internal static string? EarlierOf(string model, IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
        messages.SelectMany(m => m.Contents).Any(c => PictureOf(c) is not null)
            ? Of(model, messages, options, byEncodedBytes: true)
            : null;

    private static string Of(string model, IEnumerable<ChatMessage> messages, ChatOptions? options, bool byEncodedBytes)
    {
        ArgumentNullException.ThrowIfNull(messages);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("version", Version);
            json.WriteString("model", model);
            json.WriteStartArray("messages");
            foreach (var message in messages)
            {
                Write(json, message, byEncodedBytes);
            }

            json.WriteEndArray();
            WriteSettings(json, options ?? new ChatOptions());
            json.WriteEndObject();
        }

        return Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()));
    }

    private static void Write(Utf8JsonWriter json, ChatMessage message, bool byEncodedBytes)
    {
        json.WriteStartObject();
        json.WriteString("role", message.Role.Value);
        json.WriteStartArray("contents");
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    json.WriteStringValue(text.Text);
                    break;
                case DataContent when !byEncodedBytes && PictureOf(content) is { } picture:
                    json.WriteStartArray();
                    json.WriteStringValue("picture");
                    json.WriteStringValue(picture);
                    json.WriteEndArray();
                    break;
                case DataContent data:
                    json.WriteStartArray();
                    json.WriteStringValue(data.MediaType);
                    json.WriteStringValue(Convert.ToHexStringLower(SHA256.HashData(data.Data.Span)));
                    json.WriteEndArray();
                    break;
                default:
                    throw new NotSupportedException($"A message with {content.GetType().Name} has no key.");
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string? PictureOf(AIContent content) =>
        content.AdditionalProperties is { } extra && extra.TryGetValue(PictureName, out string? picture) ? picture : null;

    private static void WriteSettings(Utf8JsonWriter json, ChatOptions options)
    {
        json.WriteString("temperature", options.Temperature?.ToString("R"));
        json.WriteString("seed", options.Seed?.ToString());
        json.WriteString("maxOutputTokens", options.MaxOutputTokens?.ToString());
        json.WriteNumber(
            "logProbabilities",
            options.AdditionalProperties is { } extra && extra.TryGetValue(TokenLogProbability.CountName, out int count) ? count : 0);
    }
}
