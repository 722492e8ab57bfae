using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Chat;

/// <summary>Counts what is sent and what comes back, and sends nothing more once the run's budget is spent.</summary>
internal sealed class MeteringChatClient(
    IChatClient inner, LanguageModelRun run, long? requestBudget, long? tokenBudget) : ChatLayer(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            run.Budget.TakeRequest(requestBudget, tokenBudget);
        }
        catch (ModelServiceException)
        {
            run.Meter.NoteBudgetSpent();
            throw;
        }

        run.Meter.CountRequest();
        var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        var (input, output) = (response.Usage?.InputTokenCount ?? 0, response.Usage?.OutputTokenCount ?? 0);
        run.Budget.UseTokens(input + output);
        run.Meter.CountAnswer(input, output);
        return response;
    }
}
