using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;

namespace Riveg.LanguageModels.Chat;

/// <summary>Whom a request went to.</summary>
/// <param name="Name">The service's address.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Key">The key that was sent; null where none was.</param>
/// <param name="Answered">Whether it has ever given an answer.</param>
internal sealed record AskedService(string Name, string Model, string? Key, bool Answered);

/// <summary>
/// Reads what went wrong off the exceptions of the OpenAI client and of HTTP. Servers say the same thing with different codes, so their
/// words decide. The exceptions themselves are let go: they hold what the server sent, which may repeat the key or the post.
/// </summary>
internal static class ServiceFaultReader
{
    public static ModelServiceException Read(Exception exception, AskedService asked, TimeProvider time)
    {
        if (exception is ClientResultException { Status: not 0 } answered)
        {
            return ReadStatus(answered, asked, time);
        }

        var service = asked.Name;
        var socket = Causes(exception).OfType<SocketException>().FirstOrDefault();
        if (Causes(exception)
            .OfType<SocketException>()
            .Any(e => e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable
                or SocketError.NetworkUnreachable or SocketError.TryAgain or SocketError.NoData))
        {
            return new ModelServiceException(
                ModelServiceFault.Unreachable, $"Nothing answers at {service}; start the server or correct \"chat.endpoint\".", socket);
        }

        return Causes(exception).Any(e => e is HttpRequestException or IOException or SocketException)
            ? new ModelServiceException(ModelServiceFault.Dropped, $"The connection to {service} broke off; try again.", socket)
            : new ModelServiceException(
                ModelServiceFault.UnreadableAnswer,
                $"The answer of {service} is no chat completion; is \"chat.endpoint\" the address of an OpenAI-compatible server?");
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

    private static ModelServiceException ReadStatus(ClientResultException exception, AskedService asked, TimeProvider time)
    {
        var response = exception.GetRawResponse();
        var (said, code) = ReadError(response);
        var (service, model, status) = (asked.Name, asked.Model, exception.Status);
        var fault = Classify(status, said, code, asked.Answered, response?.Headers.TryGetValue("Retry-After", out _) == true);
        var message = fault switch
        {
            ModelServiceFault.WrongKey when asked.Key is null =>
                $"{service} asks for a key ({status}); put it into an environment variable and name that in \"chat.apiKeyVariable\".",
            ModelServiceFault.WrongKey => $"{service} refuses the key ({status}); check the variable that \"chat.apiKeyVariable\" names.",
            ModelServiceFault.QuotaSpent => $"The quota or credit at {service} is used up ({status}); raise it there, then run again.",
            ModelServiceFault.UnknownModel =>
                $"{service} does not know the model \"{model}\" ({status}); correct \"chat.model\" or \"chat.endpoint\".",
            ModelServiceFault.Busy => $"{service} is busy (429); lower \"chat.maxConcurrency\" or try later.",
            ModelServiceFault.TimedOut => $"{service} gave no answer in time ({status}); try again, or lower \"chat.maxConcurrency\".",
            ModelServiceFault.ServerFailed => $"{service} failed ({status}); try again.",
            ModelServiceFault.ContextTooLong =>
                $"The prompt is longer than the context of \"{model}\"; send fewer examples or start the server with a longer context.",
            ModelServiceFault.NoPictures =>
                $"\"{model}\" at {service} takes no pictures; serve a multimodal model, or leave this stage to another.",
            ModelServiceFault.PictureRefused => $"{service} refuses the picture ({status}).",
            ModelServiceFault.UnsupportedSetting =>
                $"{service} does not know a setting of the request ({status}); set \"chat.logProbabilities\" to 0, "
                + "or \"chat.temperature\" or \"chat.seed\" to null.",
            _ => $"{service} refuses the request ({status}).",
        };
        return new ModelServiceException(
            fault, message) { RetryAfter = RetryAfter(response, time), Said = ServiceWords.Show(said, asked.Key) };
    }

    private static ModelServiceFault Classify(int status, string said, string code, bool answered, bool saysWhenToRetry)
    {
        bool Says(params string[] words) =>
            words.Any(w => said.Contains(w, StringComparison.OrdinalIgnoreCase) || code.Contains(w, StringComparison.OrdinalIgnoreCase));
        if (status == 402
            || (status is 400 or 403 or 429 && Says(
                "insufficient_quota", "billing_hard_limit", "billing_not_active", "insufficient balance", "insufficient credit",
                "credit balance is too low", "out of credits", "payment required"))
            || (status == 429 && !saysWhenToRetry && Says("exceeded your current quota")))
        {
            return ModelServiceFault.QuotaSpent;
        }

        if (status == 401)
        {
            return ModelServiceFault.WrongKey;
        }

        // A filter before the service also says 403, of one post: it must not end a run that has had answers.
        if (status == 403)
        {
            return Says(
                "moderat",
                "flagged",
                "content policy",
                "content_policy",
                "content filter",
                "content_filter",
                "safety") ? ModelServiceFault.Refused
                : !answered || Says(
                    "api key",
                    "api_key",
                    "apikey",
                    "unauthorized",
                    "authenti",
                    "credential",
                    "permission",
                    "token",
                    "subscription") ? ModelServiceFault.WrongKey
                : ModelServiceFault.Refused;
        }

        if (Says("model_not_found", "model not found", "unknown model")
            || (status == 404 && Says("does not exist", "not found") && Says("model")))
        {
            return ModelServiceFault.UnknownModel;
        }

        if (status is 408 or 504)
        {
            return ModelServiceFault.TimedOut;
        }

        if (status == 429)
        {
            return ModelServiceFault.Busy;
        }

        if (Says(
            "context_length", "context length", "context size", "exceed_context", "context window", "maximum context", "too many tokens"))
        {
            return ModelServiceFault.ContextTooLong;
        }

        if (Says("image", "multimodal", "picture", "vision"))
        {
            return Says(
                "not support", "unsupported", "only supported", "not a multimodal", "mmproj", "missing data", "does not accept",
                "not multimodal") ? ModelServiceFault.NoPictures : ModelServiceFault.PictureRefused;
        }

        if (Says(
            "response_format", "logprobs", "json mode", "unsupported parameter", "unsupported_parameter", "unsupported_value",
            "unrecognized request argument"))
        {
            return ModelServiceFault.UnsupportedSetting;
        }

        return status == 404 ? answered ? ModelServiceFault.Refused : ModelServiceFault.UnknownModel
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
                return error.ValueKind == JsonValueKind.Object
                    ? (Text(error, "message"), $"{Text(error, "code")} {Text(error, "type")}")
                    : (error.ToString(), string.Empty);
            }

            return json.RootElement.ValueKind == JsonValueKind.Object
                ? (Text(json.RootElement, "message") + Text(json.RootElement, "detail"), string.Empty)
                : (string.Empty, string.Empty);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (string.Empty, string.Empty);
        }
    }

    private static string Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) ? value.ToString() : string.Empty;

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

        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            && date > time.GetUtcNow() ? date - time.GetUtcNow() : null;
    }
}
