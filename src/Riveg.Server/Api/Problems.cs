using System.Globalization;
using Microsoft.AspNetCore.Http;
using Riveg.Faults;
using Riveg.Service;
using Riveg.Service.Pictures;

namespace Riveg.Server.Api;

/// <summary>What is answered where there is no annotation: ProblemDetails (RFC 9457).</summary>
internal static class Problems
{
    /// <summary>A request that is wrong, with every fault by its field.</summary>
    public static IResult Of(IReadOnlyList<PostFault> faults)
    {
        var named = faults.Where(f => f.Field.Length > 0).GroupBy(f => f.Field)
            .ToDictionary(g => g.Key, g => g.Select(f => f.Message).ToArray(), StringComparer.Ordinal);
        var detail = string.Join(' ', faults.Select(f => f.ToString()));
        return Results.Problem(
            detail,
            statusCode: StatusCodes.Status400BadRequest,
            title: "The request is wrong.",
            extensions: named.Count == 0 ? null : new Dictionary<string, object?>(StringComparer.Ordinal) { ["errors"] = named });
    }

    /// <summary>A request that is wrong.</summary>
    public static IResult Wrong(string detail) =>
        Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "The request is wrong.");

    /// <summary>A body of a kind that nobody reads.</summary>
    public static IResult WrongKind(string detail) =>
        Results.Problem(detail, statusCode: StatusCodes.Status415UnsupportedMediaType, title: "The body is of a kind that is not read.");

    /// <summary>A body that is larger than the limit.</summary>
    public static IResult TooLarge(ServiceLimits limits) => Results.Problem(
        $"The body has more than {limits.MaxBodyBytes} bytes; send a smaller picture.",
        statusCode: StatusCodes.Status413PayloadTooLarge,
        title: "The body is too large.");

    /// <summary>A picture that cannot be read.</summary>
    public static IResult UnreadablePicture(string detail) => Results.Problem(
        detail, statusCode: StatusCodes.Status422UnprocessableEntity, title: "The picture cannot be read.");

    /// <summary>A picture's address that is not allowed.</summary>
    public static IResult Refused(PictureRefusedException exception) => Results.Problem(
        exception.Message, statusCode: StatusCodes.Status403Forbidden, title: "The picture's address is not allowed.");

    /// <summary>Too many wait.</summary>
    public static IResult TooMany(HttpContext context, ServiceQueue queue)
    {
        RetryAfter(context, queue.RetryAfter);
        return Results.Problem(
            "Too many posts wait to be annotated; come again later.",
            statusCode: StatusCodes.Status429TooManyRequests,
            title: "Too many posts wait.");
    }

    /// <summary>The server was told to stop before it came to all that was asked.</summary>
    public static IResult Stopping() => Results.Problem(
        "The server was told to stop before it came to all that was asked; ask again.",
        statusCode: StatusCodes.Status503ServiceUnavailable,
        title: "The server stops.");

    /// <summary>Too many streams are open.</summary>
    public static IResult TooManyStreams(HttpContext context, TimeSpan idle)
    {
        RetryAfter(context, idle);
        return Results.Problem(
            "Too many streams are open; come again later.",
            statusCode: StatusCodes.Status429TooManyRequests,
            title: "Too many streams are open.");
    }

    /// <summary>What was thrown, as an answer; null where it is nobody's but the server's fault.</summary>
    public static IResult? Of(Exception exception, HttpContext context, AnnotationService service, ServiceLimits limits)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return TooLarge(limits);
            case BadHttpRequestException bad:
                return Results.Problem(bad.Message, statusCode: bad.StatusCode, title: "The request is wrong.");
            case PictureRefusedException refused:
                return Refused(refused);
            case PictureFetchException:
                return UnreadablePicture(exception.Message);
            case TimeoutException:
                RetryAfter(context, service.Queue.RetryAfter);
                return Results.Problem(
                    exception.Message, statusCode: StatusCodes.Status503ServiceUnavailable, title: "The post took too long.");
            case RivegException { Kind: FaultKind.Unavailable }:
                return Results.Problem(
                    exception.Message, statusCode: StatusCodes.Status503ServiceUnavailable, title: "A model or service is missing.");
            case RivegException { Kind: FaultKind.WrongInput } wrong:
                return Wrong(wrong.Description);
            default:
                return null;
        }
    }

    private static void RetryAfter(HttpContext context, TimeSpan wait) =>
        context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
