using Microsoft.Extensions.AI;
using Riveg.LanguageModels.Chat;

namespace Riveg.LanguageModels.Probes;

/// <summary>What came of one call.</summary>
/// <param name="Response">The answer; null where there is none.</param>
/// <param name="Fault">Why there is none; null where there is one.</param>
/// <param name="Time">How long it took, retries and waits included.</param>
internal sealed record Exchange(ChatResponse? Response, ModelServiceException? Fault, TimeSpan Time);

/// <summary>Keeps what comes of the calls that go through it, one after another.</summary>
internal sealed class RecordingChatClient(IChatClient inner, TimeProvider time) : DelegatingChatClient(inner)
{
    private readonly List<Exchange> exchanges = [];

    /// <summary>All calls so far.</summary>
    public IReadOnlyList<Exchange> Exchanges => exchanges;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var start = time.GetTimestamp();
        try
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            exchanges.Add(new Exchange(response, null, time.GetElapsedTime(start)));
            return response;
        }
        catch (ModelServiceException exception)
        {
            exchanges.Add(new Exchange(null, exception, time.GetElapsedTime(start)));
            throw;
        }
    }
}
