using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Riveg.LanguageModels.Chat;

/// <summary>A reply as it was read: exactly one of the two is there.</summary>
/// <param name="Completion">A chat completion in the strict form, which OpenAI's client reads.</param>
/// <param name="Error">What went wrong instead.</param>
internal sealed record ReadReply(BinaryData? Completion, ServiceError? Error);

/// <summary>
/// Reads what servers send as a chat completion and writes it in the one form that OpenAI's client takes. Only what is needed goes over:
/// whatever else surrounds an answer cannot lose it.
/// </summary>
internal static class ReplyReader
{
    /// <summary>The data of a stream's last event.</summary>
    public const string EndOfStream = "[DONE]";

    /// <summary>The member that holds the server's own word for the answer's end.</summary>
    public const string OwnFinishReason = "riveg_finish_reason";

    /// <summary>The member that says that the model thought and gave no answer.</summary>
    public const string ThinkingAlone = "riveg_thinking_alone";

    private static readonly string[] ReasonNames =
        ["finish_reason", "finishReason", "finish_details", "native_finish_reason", "stop_reason", "done_reason"];

    /// <summary>Reads a body.</summary>
    /// <returns>Null where it is no chat completion and no error either.</returns>
    /// <exception cref="IOException">It breaks off.</exception>
    public static ReadReply? Read(BinaryData body)
    {
        var text = EventStream.WithoutComments(ReplyJson.Text(body));
        try
        {
            if (EventStream.Is(text))
            {
                return ReadStream(text);
            }

            using var json = ReplyJson.Parse(text);
            return ReadWhole(json.RootElement);
        }
        catch (JsonException exception) when (ReplyJson.BreaksOff(text))
        {
            throw new IOException("The reply breaks off.", exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static ReadReply? ReadWhole(JsonElement root)
    {
        // A list of one: Google's form of errors.
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
        {
            return ReadWhole(root[0]);
        }

        var parts = new ReplyParts();
        if (root.ValueKind == JsonValueKind.Object && !(ServiceError.Find(root) is { } error && Fail(parts, error)))
        {
            Collect(root, parts, isStream: false);
        }

        return Finish(parts);
    }

    private static ReadReply? ReadStream(string text)
    {
        var parts = new ReplyParts();
        var isEnded = false;
        foreach (var data in EventStream.Data(text))
        {
            if (data == EndOfStream)
            {
                isEnded = true;
                break;
            }

            JsonDocument json;
            try
            {
                json = ReplyJson.Parse(data);
            }
            catch (JsonException)
            {
                // The event that breaks off is the last one; the end is missing too.
                continue;
            }

            using (json)
            {
                if (ServiceError.Find(json.RootElement) is { } error)
                {
                    Fail(parts, error);
                }
                else if (json.RootElement.ValueKind == JsonValueKind.Object)
                {
                    Collect(json.RootElement, parts, isStream: true);
                }
            }
        }

        // Without its end nobody knows how much of the answer is missing.
        return parts.IsCompletion && parts.Error is null && parts.Reason is null && !isEnded
            ? throw new IOException("The stream breaks off.")
            : Finish(parts);
    }

    private static bool Fail(ReplyParts parts, ServiceError error)
    {
        parts.Error ??= error;
        return true;
    }

    private static void Collect(JsonElement root, ReplyParts parts, bool isStream)
    {
        if (root.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String)
        {
            parts.Model = model.GetString()!;
        }

        if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            parts.InputTokens = Count(usage, "prompt_tokens", "input_tokens", "promptTokens") ?? parts.InputTokens;
            parts.OutputTokens = Count(usage, "completion_tokens", "output_tokens", "completionTokens") ?? parts.OutputTokens;
        }

        var isNamed = root.TryGetProperty("object", out var kind) && kind.ValueKind == JsonValueKind.String
            && kind.GetString()!.Contains("completion", StringComparison.Ordinal);
        if (!root.TryGetProperty("choices", out var choices))
        {
            parts.IsCompletion |= isNamed;
            return;
        }

        var choice = choices.ValueKind switch
        {
            JsonValueKind.Object => choices,
            JsonValueKind.Array => choices.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.Object)
                .OrderBy(c => Count(c, "index") ?? 0).FirstOrDefault(),
            _ => default,
        };
        parts.IsCompletion |= choices.ValueKind is JsonValueKind.Array or JsonValueKind.Object || isNamed;
        if (choice.ValueKind == JsonValueKind.Object)
        {
            CollectChoice(choice, root, parts, isStream);
        }
        else if (root.TryGetProperty("promptFeedback", out var feedback) && feedback.ValueKind == JsonValueKind.Object
            && feedback.TryGetProperty("blockReason", out _))
        {
            parts.Reason = "blocked";
        }
    }

    private static void CollectChoice(JsonElement choice, JsonElement root, ReplyParts parts, bool isStream)
    {
        parts.Reason = Reason(choice) ?? parts.Reason ?? (root.TryGetProperty("done_reason", out _) ? Reason(root) : null);
        if (choice.TryGetProperty("error", out _) && ServiceError.Find(choice) is { } error)
        {
            Fail(parts, error);
        }

        // Perplexity repeats in each event of a stream all that came before, beside what is new.
        var message = isStream
            ? Member(choice, "delta") ?? Member(choice, "message")
            : Member(choice, "message") ?? Member(choice, "delta");
        switch (message?.ValueKind)
        {
            case JsonValueKind.Object:
                CollectMessage(message.Value, parts);
                break;
            case JsonValueKind.String:
                parts.Answer.Append(message.Value.GetString());
                break;
            default:
                if (Member(choice, "text") is { ValueKind: JsonValueKind.String } text)
                {
                    parts.Answer.Append(text.GetString());
                }
                else if (Member(choice, "content") is { } content)
                {
                    ReplyText.Read(content, parts.Answer, parts.Refusal);
                }

                break;
        }

        if (Member(choice, "logprobs") is { } logProbabilities)
        {
            ReplyTokens.Read(logProbabilities, parts.Tokens);
        }
    }

    private static void CollectMessage(JsonElement message, ReplyParts parts)
    {
        if (Member(message, "content") is { } content)
        {
            ReplyText.Read(content, parts.Answer, parts.Refusal);
        }

        if (Member(message, "refusal") is { ValueKind: JsonValueKind.String } refusal)
        {
            parts.Refusal.Append(refusal.GetString());
        }

        parts.CallsTool |= Member(message, "tool_calls") is { ValueKind: JsonValueKind.Array } calls && calls.GetArrayLength() > 0;
        parts.CallsTool |= Member(message, "function_call") is { ValueKind: JsonValueKind.Object };
        parts.HasThought |= Array.Exists(
            ["reasoning_content", "reasoning", "thinking"],
            name => Member(message, name) is { } thought && !string.IsNullOrWhiteSpace(thought.ToString()));
    }

    private static ReadReply? Finish(ReplyParts parts)
    {
        if (parts.Error is not null)
        {
            return new ReadReply(null, parts.Error);
        }

        if (!parts.IsCompletion)
        {
            return null;
        }

        return FinishReasons.KindOf(parts.Reason) == FinishKind.Failed
            ? new ReadReply(null, new ServiceError("the answer ended with an error", [], Status: 502))
            : new ReadReply(Write(parts), null);
    }

    private static BinaryData Write(ReplyParts parts)
    {
        var kind = FinishReasons.KindOf(parts.Reason);
        var isBlank = string.IsNullOrWhiteSpace(parts.Answer.ToString());

        // A word about tools beside an answer and no call means nothing; a call without an answer is one, whatever the word.
        kind = kind == FinishKind.ToolCall && !parts.CallsTool && !isBlank ? FinishKind.Whole
            : kind == FinishKind.Whole && parts.CallsTool && isBlank ? FinishKind.ToolCall
            : kind;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("id", "reply");
            json.WriteString("object", "chat.completion");
            json.WriteNumber("created", 0);
            json.WriteString("model", parts.Model);
            if (kind == FinishKind.ToolCall)
            {
                json.WriteString(OwnFinishReason, "tool_calls");
            }
            else if (kind != FinishKind.Whole || FinishReasons.IsKnown(parts.Reason))
            {
                json.WriteString(OwnFinishReason, kind == FinishKind.Whole ? "stop" : parts.Reason);
            }

            if (parts.HasThought && isBlank)
            {
                json.WriteBoolean(ThinkingAlone, true);
            }

            json.WriteStartArray("choices");
            json.WriteStartObject();
            json.WriteNumber("index", 0);
            json.WriteString("finish_reason", "stop");
            json.WriteStartObject("message");
            json.WriteString("role", "assistant");
            json.WriteString("content", parts.Answer.ToString());
            if (isBlank && parts.Refusal.Length > 0)
            {
                json.WriteString("refusal", parts.Refusal.ToString());
            }

            json.WriteEndObject();
            ReplyTokens.Write(json, parts.Tokens);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", parts.InputTokens);
            json.WriteNumber("completion_tokens", parts.OutputTokens);
            json.WriteNumber("total_tokens", parts.InputTokens + parts.OutputTokens);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return BinaryData.FromBytes(stream.ToArray());
    }

    // The first that means something; else the first that is there. SGLang and older OpenAI models give an object with a type.
    private static string? Reason(JsonElement owner)
    {
        List<string> given = [.. ReasonNames.Select(n => Member(owner, n)).Select(m => m switch
        {
            { ValueKind: JsonValueKind.String } word => word.GetString(),
            { ValueKind: JsonValueKind.Object } record => Member(record, "type")?.ToString(),
            _ => null,
        }).OfType<string>().Where(r => r.Length > 0)];
        return given.Find(r => FinishReasons.KindOf(r) != FinishKind.Whole) ?? given.Find(FinishReasons.IsKnown) ?? given.FirstOrDefault();
    }

    private static JsonElement? Member(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    // Whole numbers, fractions and numbers as text; never more than what OpenAI's client can hold.
    private static int? Count(JsonElement owner, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Member(owner, name) is { ValueKind: JsonValueKind.Number or JsonValueKind.String } value
                && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number is >= 0 and <= int.MaxValue / 2)
            {
                return (int)number;
            }
        }

        return null;
    }
}

/// <summary>What is collected of a reply, which may come in pieces.</summary>
internal sealed class ReplyParts
{
    public bool IsCompletion { get; set; }

    public ServiceError? Error { get; set; }

    public string Model { get; set; } = string.Empty;

    public StringBuilder Answer { get; } = new();

    public StringBuilder Refusal { get; } = new();

    public bool HasThought { get; set; }

    public bool CallsTool { get; set; }

    public string? Reason { get; set; }

    public int InputTokens { get; set; }

    public int OutputTokens { get; set; }

    public List<Answers.TokenLogProbability> Tokens { get; } = [];
}
