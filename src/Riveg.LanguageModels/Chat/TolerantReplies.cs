using System.Net;
using System.Net.Http.Headers;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Stands between the wire and OpenAI's client, which gives a whole answer up for one odd field beside it: replies reach it in the strict
/// form, and an error inside a reply of status 200 as the failed request that it is.
/// </summary>
internal sealed class TolerantReplies(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            return response;
        }

        BinaryData body;
        try
        {
            var content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            body = await BinaryData.FromStreamAsync(content, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }

        // What is neither goes on as it came: the client below says that it is no chat completion.
        if (ReplyReader.Read(body) is { } reply)
        {
            if (reply.Error is { } error)
            {
                response.StatusCode = (HttpStatusCode)ServiceFaults.StatusOf(error);
            }

            body = reply.Completion ?? reply.Error!.ToBody();
        }

        response.Content.Dispose();
        response.Content = new ByteArrayContent(body.ToArray());
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return response;
    }
}
