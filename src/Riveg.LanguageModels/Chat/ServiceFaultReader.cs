using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;

namespace Riveg.LanguageModels.Chat;

/// <summary>Reads what went wrong off the exceptions of the OpenAI client and of HTTP. Servers say the same thing with different codes, so their words decide.</summary>
internal static class ServiceFaultReader
{
    private const int MaxQuotedLength = 200;

    public static ModelServiceException Read(Exception exception, string service, string model, string? key, TimeProvider time)
    {
        if (exception is ClientResultException { Status: not 0 } answered)
        {
            return ReadStatus(answered, service, model, key, time);
        }

        if (Causes(exception).OfType<SocketException>().Any(e => e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.TryAgain or SocketError.NoData))
        {
            return new ModelServiceException(ModelServiceFault.Unreachable, $"Nothing answers at {service}; start the server or correct \"chat.endpoint\".", exception);
        }

        return Causes(exception).Any(e => e is HttpRequestException or IOException or SocketException)
            ? new ModelServiceException(ModelServiceFault.Dropped, $"The connection to {service} broke off; try again.", exception)
            : new ModelServiceException(ModelServiceFault.UnreadableAnswer, $"The answer of {service} is no chat completion; is \"chat.endpoint\" the address of an OpenAI-compatible server?", exception);
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is AggregateException aggregate)
            {
                foreach (var inner in aggregate.InnerExceptions.SelectMany(Causes))
                {
                    yield return inner;
                }
            }

            yield return e;
        }
    }

    private static ModelServiceException ReadStatus(ClientResultException exception, string service, string model, string? key, TimeProvider time)
    {
        var response = exception.GetRawResponse();
        var (said, code) = ReadError(response);
        var quoted = Quote(said, key);
        var fault = Classify(exception.Status, said, code);
        var message = fault switch
        {
            ModelServiceFault.WrongKey => $"{service} refuses the key ({exception.Status}); check the variable that \"chat.apiKeyVariable\" names.",
            ModelServiceFault.UnknownModel => $"{service} does not know the model \"{model}\" ({exception.Status}); correct \"chat.model\" or \"chat.endpoint\".",
            ModelServiceFault.Busy => $"{service} is busy (429){quoted}; lower \"chat.maxConcurrency\" or try later.",
            ModelServiceFault.ServerFailed => $"{service} failed ({exception.Status}){quoted}; try again.",
            ModelServiceFault.ContextTooLong => $"The prompt is longer than the context of \"{model}\"{quoted}; send fewer examples or start the server with a longer context.",
            ModelServiceFault.NoPictures => $"\"{model}\" at {service} takes no pictures{quoted}; serve a multimodal model, or leave this stage to another.",
            ModelServiceFault.PictureRefused => $"{service} refuses the picture{quoted}.",
            ModelServiceFault.UnsupportedSetting => $"{service} does not know a setting of the request{quoted}; set \"chat.logProbabilities\" to 0, or \"chat.temperature\" or \"chat.seed\" to null.",
            _ => $"{service} refuses the request ({exception.Status}){quoted}.",
        };
        return new ModelServiceException(fault, message, exception) { RetryAfter = RetryAfter(response, time) };
    }

    private static ModelServiceFault Classify(int status, string said, string code)
    {
        bool Says(params string[] words) => words.Any(w => said.Contains(w, StringComparison.OrdinalIgnoreCase) || code.Contains(w, StringComparison.OrdinalIgnoreCase));
        if (status is 401 or 403)
        {
            return ModelServiceFault.WrongKey;
        }

        if (status is 408 or 504)
        {
            return ModelServiceFault.TimedOut;
        }

        if (status == 429)
        {
            return ModelServiceFault.Busy;
        }

        if (Says("context_length", "context length", "context size", "exceed_context", "context window", "maximum context", "too many tokens"))
        {
            return ModelServiceFault.ContextTooLong;
        }

        if (Says("image", "multimodal", "picture", "vision"))
        {
            return Says("not support", "unsupported", "only supported", "not a multimodal", "mmproj", "missing data", "does not accept", "not multimodal") ? ModelServiceFault.NoPictures : ModelServiceFault.PictureRefused;
        }

        if (Says("response_format", "logprobs", "json mode", "unsupported parameter", "unsupported_parameter", "unsupported_value", "unrecognized request argument"))
        {
            return ModelServiceFault.UnsupportedSetting;
        }

        return status == 404 || Says("model_not_found", "model not found", "unknown model") ? ModelServiceFault.UnknownModel
            : status >= 500 ? ModelServiceFault.ServerFailed
            : ModelServiceFault.Refused;
    }

    private static (string Message, string Code) ReadError(PipelineResponse? response)
    {
        try
        {
            using var json = JsonDocument.Parse(response?.Content ?? BinaryData.FromString("{}"));
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error))
            {
                return error.ValueKind == JsonValueKind.Object ? (Text(error, "message"), $"{Text(error, "code")} {Text(error, "type")}") : (error.ToString(), string.Empty);
            }

            return json.RootElement.ValueKind == JsonValueKind.Object ? (Text(json.RootElement, "message") + Text(json.RootElement, "detail"), string.Empty) : (string.Empty, string.Empty);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (string.Empty, string.Empty);
        }
    }

    private static string Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value.ToString() : string.Empty;

    // A server may repeat the key that it refuses.
    private static string Quote(string said, string? key)
    {
        var clean = string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        clean = string.IsNullOrEmpty(key) ? clean : clean.Replace(key, "***", StringComparison.Ordinal);
        return clean.Length == 0 ? string.Empty : $": \"{(clean.Length > MaxQuotedLength ? clean[..MaxQuotedLength] + "..." : clean)}\"";
    }

    private static TimeSpan? RetryAfter(PipelineResponse? response, TimeProvider time)
    {
        if (response is null || !response.Headers.TryGetValue("Retry-After", out var value) || value is null)
        {
            return null;
        }

        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 3600)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) && date > time.GetUtcNow() ? date - time.GetUtcNow() : null;
    }
}
