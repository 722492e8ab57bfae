using System.Text;
using System.Text.Json;

namespace Riveg.LanguageModels.Chat;

/// <summary>Reads a message's content: a text, a list of parts, or a value that the server has parsed already.</summary>
internal static class ReplyText
{
    private const int MostDepth = 8;

    /// <summary>
    /// Adds the answer in a content to a text. Parts that hold thinking, pictures and whatever else is no answer are left out; refusals go
    /// into <paramref name="refusal"/>.
    /// </summary>
    public static void Read(JsonElement content, StringBuilder answer, StringBuilder refusal, int depth = 0)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                answer.Append(content.GetString());
                break;
            case JsonValueKind.Array when depth < MostDepth && content.EnumerateArray().All(IsPart):
                foreach (var part in content.EnumerateArray())
                {
                    Read(part, answer, refusal, depth + 1);
                }

                break;
            case JsonValueKind.Object when depth < MostDepth && IsPart(content):
                ReadPart(content, answer, refusal, depth);
                break;
            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;
            default:
                // [1, 2, 3, 4], {"box": ...}, true: an answer in JSON that a server has parsed for us.
                answer.Append(content.GetRawText());
                break;
        }
    }

    private static void ReadPart(JsonElement part, StringBuilder answer, StringBuilder refusal, int depth)
    {
        var type = part.TryGetProperty("type", out var given) && given.ValueKind == JsonValueKind.String
            ? given.GetString()!
            : string.Empty;
        if (part.TryGetProperty("refusal", out var refused) && refused.ValueKind == JsonValueKind.String)
        {
            refusal.Append(refused.GetString());
        }
        else if (type is "" or "text" or "output_text" or "input_text" or "message" or "TEXT"
            && !(part.TryGetProperty("thought", out var thought) && thought.ValueKind == JsonValueKind.True))
        {
            foreach (var name in (string[])["text", "content", "value"])
            {
                if (part.TryGetProperty(name, out var text))
                {
                    Read(
                        text.ValueKind == JsonValueKind.Object && text.TryGetProperty("value", out var value) ? value : text,
                        answer,
                        refusal,
                        depth + 1);
                    return;
                }
            }
        }
    }

    // A list of numbers is an answer, a list of typed things is a message in parts.
    private static bool IsPart(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => true,
        JsonValueKind.Object => (element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String)
            || (element.TryGetProperty("text", out var text) && text.ValueKind is JsonValueKind.String or JsonValueKind.Object
                && element.EnumerateObject().Count() <= 2),
        _ => false,
    };
}
