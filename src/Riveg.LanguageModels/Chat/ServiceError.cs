using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// What a service says went wrong, whatever form it says it in: OpenAI's <c>error</c>, a bare text, FastAPI's <c>detail</c>, a list, the
/// flat forms of gateways.
/// </summary>
/// <param name="Message">In words; empty where there are none. They may repeat the key or the post.</param>
/// <param name="Code">The codes and types, each in lower-case letters and digits.</param>
/// <param name="Param">The field of the request that is meant; null where none is named.</param>
/// <param name="Status">The HTTP status that it names; null where it names none.</param>
/// <param name="RetryAfter">How long it asks to wait; null where it does not say.</param>
internal sealed record ServiceError(
    string Message, IReadOnlyList<string> Code, string? Param = null, int? Status = null, TimeSpan? RetryAfter = null)
{
    private const int MostDepth = 8;

    private static readonly string[] MessageNames =
        ["message", "msg", "error_msg", "error_message", "errorMessage", "detail", "status_msg", "description", "title", "reason"];

    private static readonly string[] CodeNames =
        ["code", "type", "error_type", "error_code", "errorCode", "status", "status_code", "statusCode", "inner_code"];

    private static readonly string[] StatusNames =
        ["code", "status", "status_code", "statusCode", "http_code", "error_code", "http_status"];

    /// <summary>An error of which nothing is known.</summary>
    public static ServiceError None { get; } = new(string.Empty, []);

    /// <summary>Whether one of the codes is among these.</summary>
    public bool Is(params ReadOnlySpan<string> codes)
    {
        foreach (var code in codes)
        {
            if (Code.Contains(code))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a code or the words hold one of these, in any case.</summary>
    public bool Says(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Message.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The error in the form that <see cref="OfBody"/> reads, whatever it was in.</summary>
    public BinaryData ToBody()
    {
        var error = new JsonObject { ["message"] = Message, ["param"] = Param, ["retry_after"] = RetryAfter?.TotalSeconds };
        foreach (var (name, code) in CodeNames.Zip(Code.Distinct()))
        {
            error[name] = code;
        }

        return BinaryData.FromString(new JsonObject { ["error"] = error }.ToJsonString());
    }

    /// <summary>The error in the body of a failed request; <see cref="None"/> where it holds nothing readable.</summary>
    public static ServiceError OfBody(BinaryData? body)
    {
        try
        {
            using var json = ReplyJson.Parse(body ?? BinaryData.FromString("{}"));
            return Find(json.RootElement) ?? OfMembers(json.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return None;
        }
    }

    /// <summary>The error that a document holds; null where it holds none.</summary>
    public static ServiceError? Find(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return root.EnumerateArray().Select(Find).FirstOrDefault(e => e is not null);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (root.TryGetProperty("error", out var error) && Of(error, root) is { } named)
        {
            return named;
        }

        if (root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0)
        {
            return Of(errors[0], root);
        }

        if (root.TryGetProperty("base_resp", out var state) && state.ValueKind == JsonValueKind.Object
            && Number(state, "status_code") is not (null or 0))
        {
            return OfMembers(state);
        }

        return SaysError(root) ? OfMembers(root) : null;
    }

    private static bool SaysError(JsonElement root) =>
        Text(root, "object") == "error"
        || Text(root, "type") == "error"
        || Text(root, "status") is "error" or "failed"
        || (root.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.False)
        || (!root.TryGetProperty("choices", out _)
            && (root.TryGetProperty("detail", out _)
                || Text(root, "error_msg") is not null
                || (Array.Exists(["code", "status", "status_code", "statusCode"], name => root.TryGetProperty(name, out _))
                    && Array.Exists(["message", "msg"], name => Text(root, name) is not null))));

    private static ServiceError? Of(JsonElement error, JsonElement owner) => error.ValueKind switch
    {
        JsonValueKind.String when error.GetString() is { Length: > 0 } text => WithOwner(new ServiceError(text, []), owner),
        JsonValueKind.Object when error.EnumerateObject().Any(m => m.Value.ValueKind is not JsonValueKind.Null) && !IsSuccess(error) =>
            WithOwner(OfMembers(error), owner),
        JsonValueKind.Array when error.GetArrayLength() > 0 => Of(error[0], owner),
        JsonValueKind.True => OfMembers(owner),
        _ => null,
    };

    // { "code": 0, "message": "" } and { "code": "success" } are the forms in which some gateways say that all is well.
    private static bool IsSuccess(JsonElement error) =>
        (Number(error, "code") is 0 or 200 || Text(error, "code")?.ToUpperInvariant() is "SUCCESS" or "OK")
        && WordsOf(error, 0).ToUpperInvariant() is "" or "OK" or "SUCCESS";

    // Codes may stand beside the error instead of in it.
    private static ServiceError WithOwner(ServiceError error, JsonElement owner)
    {
        var beside = owner.ValueKind == JsonValueKind.Object ? OfMembers(owner) : None;
        return error with
        {
            Code = [.. error.Code, .. beside.Code],
            Status = error.Status ?? beside.Status,
            RetryAfter = error.RetryAfter ?? beside.RetryAfter,
        };
    }

    private static ServiceError OfMembers(JsonElement members)
    {
        if (members.ValueKind == JsonValueKind.String)
        {
            return new ServiceError(members.GetString()!, []);
        }

        if (members.ValueKind != JsonValueKind.Object)
        {
            return None;
        }

        List<string> codes = [.. CodeNames.Select(n => Text(members, n)).OfType<string>().Select(Plain).Where(c => c.Length > 0)];
        if (members.TryGetProperty("innererror", out var inner) && inner.ValueKind == JsonValueKind.Object)
        {
            codes.AddRange(CodeNames.Select(n => Text(inner, n)).OfType<string>().Select(Plain));
        }

        // OpenRouter says of a filtered post why.
        if (members.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            && (metadata.TryGetProperty("flagged_input", out _) || metadata.TryGetProperty("reasons", out _)))
        {
            codes.Add("moderation");
        }

        // Google's and Mistral's gateways send the error behind them as a text in JSON.
        if (WordsOf(members, 0) is ['{' or '[', ..] nested && OfNested(nested) is { } inside && inside != None)
        {
            return inside with { Code = [.. codes, .. inside.Code], Status = StatusIn(members) ?? inside.Status };
        }

        return new ServiceError(
            WordsOf(members, 0), codes, Text(members, "param") ?? ExtraField(members), StatusIn(members), RetryTimes.OfBody(members));
    }

    private static int? StatusIn(JsonElement members) =>
        (int?)StatusNames.Select(n => Number(members, n)).FirstOrDefault(n => n is >= 400 and < 600);

    private static ServiceError? OfNested(string text)
    {
        try
        {
            using var json = ReplyJson.Parse(text);
            return Find(json.RootElement) ?? OfMembers(json.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string WordsOf(JsonElement owner, int depth)
    {
        switch (owner.ValueKind)
        {
            case JsonValueKind.String:
                return owner.GetString()!;
            case JsonValueKind.Array when depth < MostDepth:
                return string.Join("; ", owner.EnumerateArray().Select(e => WordsOf(e, depth + 1)).Where(t => t.Length > 0));
            case JsonValueKind.Object when depth < MostDepth:
                return MessageNames.Where(n => owner.TryGetProperty(n, out _))
                    .Select(n => WordsOf(owner.GetProperty(n), depth + 1)).FirstOrDefault(t => t.Length > 0) ?? string.Empty;
            default:
                return string.Empty;
        }
    }

    // FastAPI: { "detail": [ { "type": "extra_forbidden", "loc": ["body", "seed"] } ] }, in Mistral's form one level deeper.
    private static string? ExtraField(JsonElement members)
    {
        var detail = members.TryGetProperty("detail", out var given) ? given
            : members.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object
                && message.TryGetProperty("detail", out var deeper) ? deeper
            : default;
        return detail.ValueKind == JsonValueKind.Array && detail.GetArrayLength() > 0 && detail[0].ValueKind == JsonValueKind.Object
            && detail[0].TryGetProperty("loc", out var place) && place.ValueKind == JsonValueKind.Array && place.GetArrayLength() > 0
            ? place.EnumerateArray().Last().ToString()
            : null;
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? value.ToString()
            : null;

    private static double? Number(JsonElement owner, string name) =>
        Text(owner, name) is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string Plain(string code) => new([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant)]);
}
