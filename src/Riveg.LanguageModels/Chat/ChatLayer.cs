using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// A layer of a chat client that knows whole answers alone. An answer that is asked for in parts is the whole one, handed out in its parts
/// when it is there: so no way of asking goes round a layer.
/// </summary>
internal abstract class ChatLayer(IChatClient inner) : DelegatingChatClient(inner)
{
    public sealed override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        InParts(GetResponseAsync, messages, options, cancellationToken);

    /// <summary>The parts of a whole answer.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> InParts(
        Func<IEnumerable<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>> ask,
        IEnumerable<ChatMessage> messages,
        ChatOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var response = await ask(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }
}
