using Microsoft.AspNetCore.Http;

namespace Riveg.Server.Api;

/// <summary>The body of a request, read to its end; the server's limit bounds it.</summary>
internal static class RequestBody
{
    // What a body says of itself is believed up to here; the rest is made room for as it comes.
    private const long MostAtOnce = 32 << 20;

    /// <summary>Reads it.</summary>
    /// <returns>Its bytes; empty where there are none.</returns>
    /// <exception cref="BadHttpRequestException">It is cut, coded wrongly, too slow or too large.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream((int)Math.Min(context.Request.ContentLength ?? 0, MostAtOnce));
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The body is cut or coded wrongly.", StatusCodes.Status400BadRequest, exception);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
