using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Chat;

/// <summary>Counts what is sent and what comes back, and sends nothing more once the budget is spent.</summary>
internal sealed class MeteringChatClient(
    IChatClient inner, UsageMeter meter, long? requestBudget, long? tokenBudget) : DelegatingChatClient(inner)
{
    private long requests;
    private long tokens;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Read(ref tokens) >= (tokenBudget ?? long.MaxValue))
        {
            throw new ModelServiceException(
                ModelServiceFault.BudgetSpent, $"The budget of {tokenBudget} tokens is spent; raise \"chat.tokenBudget\" and run again.");
        }

        if (Interlocked.Increment(ref requests) > (requestBudget ?? long.MaxValue))
        {
            throw new ModelServiceException(
                ModelServiceFault.BudgetSpent,
                $"The budget of {requestBudget} requests is spent; raise \"chat.requestBudget\" and run again.");
        }

        meter.CountRequest();
        var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        var (input, output) = (response.Usage?.InputTokenCount ?? 0, response.Usage?.OutputTokenCount ?? 0);
        Interlocked.Add(ref tokens, input + output);
        meter.CountAnswer(input, output);
        return response;
    }
}
