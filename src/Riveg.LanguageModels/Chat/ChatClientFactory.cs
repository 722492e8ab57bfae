using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using Riveg.Faults;
using Riveg.LanguageModels.Dialects;

namespace Riveg.LanguageModels.Chat;

/// <summary>Makes chat clients that limit, retry, count and store. Thread-safe.</summary>
public static class ChatClientFactory
{
    /// <summary>A client of an OpenAI-compatible server.</summary>
    /// <param name="options">Which server and model, and how.</param>
    /// <param name="run">What the clients of a run share.</param>
    /// <exception cref="ArgumentException">Names every wrong option, or the variable that holds no key.</exception>
    /// <exception cref="StageUnavailableException">The key's variable is not set, and the server is not on this machine.</exception>
    public static IChatClient Create(ChatEndpointOptions options, LanguageModelRun run)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        options.Validate();
        var key = ApiKey.Read(options, isNeeded: !options.Endpoint!.IsLoopback && !run.Offline);
        var clientOptions = new OpenAIClientOptions
        {
            Endpoint = options.Endpoint,
            // Retries and time limits are ours; two layers of them would multiply.
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            Transport = new HttpClientPipelineTransport(ClientOf(run)),
        };
        var client = new OpenAIClient(new ApiKeyCredential(key ?? "none"), clientOptions).GetChatClient(options.Model).AsIChatClient();
        var dialect = new OpenAIDialect(client, options.MaxTokensField ?? DefaultMaxTokensField(options));
        return ChatLayers.Over(dialect, options, run, key);
    }

    private static HttpClient ClientOf(LanguageModelRun run) => run.Http is { } factory
        ? new HttpClient(new TolerantReplies(new BoundedReplies(new HostClients(factory)))) { Timeout = Timeout.InfiniteTimeSpan }
        : Http;

    // One for the process, as the library's own: connections are shared, and nobody has to dispose of it.
    private static HttpClient Http { get; } = new(new TolerantReplies(new BoundedReplies())) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>
    /// Puts the same layers over any chat client; only the options about the model, limits, retries, time and budget matter.
    /// </summary>
    /// <exception cref="ArgumentException">Names every wrong option; an endpoint need not be given.</exception>
    public static IChatClient Wrap(IChatClient client, ChatEndpointOptions options, LanguageModelRun run)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        options.ValidateWithoutService();
        return ChatLayers.Over(client, options, run, key: null);
    }

    private static string DefaultMaxTokensField(ChatEndpointOptions options) =>
        ModelDialect.Of(options.Model).TokensField
        ?? (options.Endpoint!.Host.EndsWith("openai.com", StringComparison.OrdinalIgnoreCase)
            || options.Endpoint.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase)
            ? "max_completion_tokens"
            : "max_tokens");
}
