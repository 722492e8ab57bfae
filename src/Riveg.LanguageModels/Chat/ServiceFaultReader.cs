using System.ClientModel;
using System.Net.Sockets;

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
        var (service, model, status) = (asked.Name, asked.Model, exception.Status);
        var error = ServiceError.OfBody(response?.Content);
        var wait = response is null ? null : RetryTimes.OfHeaders(
            name => response.Headers.TryGetValue(name, out var value) ? value : null, status is 429 or 503, time.GetUtcNow());
        error = error with { RetryAfter = wait ?? error.RetryAfter };
        var fault = ServiceFaults.Of(status, error, asked.Answered);
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
                + "\"chat.structuredOutput\" to \"off\", or \"chat.temperature\" or \"chat.seed\" to null.",
            _ => $"{service} refuses the request ({status}).",
        };
        return new ModelServiceException(fault, message)
        {
            RetryAfter = error.RetryAfter,
            Said = ServiceWords.Show(error.Message, asked.Key),
            Setting = fault is ModelServiceFault.UnsupportedSetting or ModelServiceFault.Refused
                ? ServiceFaults.SettingOf(error) ?? error.Param
                : null,
        };
    }
}
