using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Riveg.LanguageModels.Answers;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Answers from the store what it can, asks for the rest once, and stores each answer as it arrives. Equal calls at the same time are asked
/// once.
/// </summary>
internal sealed class StoringChatClient(IChatClient inner, string model, LanguageModelRun run) : DelegatingChatClient(inner)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> underWay = [];
    private readonly ILogger log = run.Loggers.CreateLogger<StoringChatClient>();

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> asked = [.. messages];
        try
        {
            var answer = await AnswerAsync(AnswerKey.Of(model, asked, options), asked, options, cancellationToken).ConfigureAwait(false);
            ChatLog.Exchange(log, asked, answer.Text);
            // A stored answer may be of another time or hand: it is made harmless where it leaves, not where it entered.
            return (answer with { Text = ServiceWords.WithoutControls(answer.Text) }).ToResponse();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            run.Meter.CountFailure(exception);
            throw;
        }
    }

    private async Task<StoredAnswer> AnswerAsync(
        string key, IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (underWay.GetOrAdd(key, mine) is var first && first != mine)
        {
            await first.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            if (run.Store?.Find(key) is { } stored && StoredAnswer.Parse(stored) is { IsWhole: true } known)
            {
                run.Meter.CountStored();
                return known;
            }

            return run.Offline
                ? throw new ModelServiceException(
                    ModelServiceFault.NotStored,
                    $"No answer of \"{model}\" to this is stored; ask once with the network allowed, or with the store that has it.")
                : await AskAsync(key, messages, options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            underWay.TryRemove(key, out _);
            mine.SetResult();
        }
    }

    private async Task<StoredAnswer> AskAsync(
        string key, IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var answer = StoredAnswer.From(await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false));
        return StoredAnswer.Parse(run.Store is { } store
            ? store.Put(key, model, answer.ToJson(), current => StoredAnswer.Parse(current).IsWhole)
            : answer.ToJson());
    }
}
