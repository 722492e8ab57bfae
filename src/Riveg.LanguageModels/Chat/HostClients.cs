namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Sends each request by a client of its own from the host's factory: handlers change as the host says, and what it set up for the client
/// holds. Owns nothing.
/// </summary>
internal sealed class HostClients(IHttpClientFactory factory) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var client = factory.CreateClient(LanguageModelRun.HttpClientName);
        // Time limits are ours; two layers of them would cut each other off.
        client.Timeout = Timeout.InfiniteTimeSpan;

        // A message is sent once, and this one counts as sent already. The content stays its owner's.
        var message = new HttpRequestMessage(request.Method, request.RequestUri)
        {
            Content = request.Content,
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
        };
        foreach (var (name, values) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, values);
        }

        return await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }
}
