using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Riveg.LanguageModels.Answers;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Answers from the store what it can, asks for the rest once, and stores each answer as it arrives. Equal calls at the same time are asked
/// once, and have one answer or one fault. Where the store cannot be written, which is said once, answers are handed out all the same.
/// </summary>
/// <param name="inner">Is asked.</param>
/// <param name="model">The model's name.</param>
/// <param name="run">Has the store, the meter and the clock.</param>
/// <param name="log">Where it is said.</param>
internal sealed class StoringChatClient(IChatClient inner, string model, LanguageModelRun run, ILogger log) : CachingChatClient(inner)
{
    /// <summary>
    /// Under this name a request says which questions it is asked instead of, as the list of their keys: they were too long for the model.
    /// With its answer the store keeps that too, so that the next run does not ask them again.
    /// </summary>
    public const string InsteadOf = "riveg.instead_of";

    private readonly ConcurrentDictionary<string, Call> underWay = [];

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var answer = await AnswerAsync(new Call([.. messages], options), cancellationToken).ConfigureAwait(false);
            // A stored answer may be of another time or hand: it is made harmless where it leaves, not where it entered.
            return (answer with { Text = ServiceWords.WithoutControls(answer.Text) }).ToResponse();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            run.Meter.CountFailure(exception);
            throw;
        }
    }

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        ChatLayer.InParts(GetResponseAsync, messages, options, cancellationToken);

    protected override bool EnableCaching(IEnumerable<ChatMessage> messages, ChatOptions? options) => true;

    protected override string GetCacheKey(
        IEnumerable<ChatMessage> messages, ChatOptions? options, params ReadOnlySpan<object?> additionalValues) =>
        AnswerKey.Of(model, messages, options);

    protected override Task<ChatResponse?> ReadCacheAsync(string key, CancellationToken cancellationToken)
    {
        var call = underWay[key];
        call.Answer = run.Store is { } store ? Find(store, key, call) : null;
        if (call.Answer is { } answer)
        {
            run.Meter.CountStored(answer.InputTokens ?? 0, answer.OutputTokens ?? 0);
        }

        return call.Answer is not null || !run.Offline
            ? Task.FromResult(call.Answer?.ToResponse())
            : throw new ModelServiceException(
                ModelServiceFault.NotStored,
                $"No answer of \"{model}\" to this is stored; ask once with the network allowed, or with the store that has it.");
    }

    protected override Task WriteCacheAsync(string key, ChatResponse value, CancellationToken cancellationToken)
    {
        var call = underWay[key];
        var answer = StoredAnswer.From(value, run.Time.GetUtcNow());
        call.Answer = StoredAnswer.Parse(answer.ToJson()) ?? answer;
        if (run.Store is { } store)
        {
            Keep(() =>
            {
                if (IsWhole(answer))
                {
                    call.Answer = store.PutAnswer(key, model, answer, IsWhole);
                }

                NoteStandIn(store, key, call);
            });
        }

        return Task.CompletedTask;
    }

    // Streams are handed out of whole answers, so nothing is kept of them as such.
    protected override Task<IReadOnlyList<ChatResponseUpdate>?> ReadCacheStreamingAsync(string key, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    protected override Task WriteCacheStreamingAsync(
        string key, IReadOnlyList<ChatResponseUpdate> value, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task<StoredAnswer> AnswerAsync(Call mine, CancellationToken cancellationToken)
    {
        var key = GetCacheKey(mine.Messages, mine.Options);
        while (underWay.GetOrAdd(key, mine) is var first && first != mine)
        {
            // Its fault is theirs too; where it was cancelled, which is its own affair, one of them asks instead.
            if (await first.Ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false) is { } same)
            {
                run.Meter.CountStored(same.InputTokens ?? 0, same.OutputTokens ?? 0);
                return same;
            }
        }

        try
        {
            await base.GetResponseAsync(mine.Messages, mine.Options, cancellationToken).ConfigureAwait(false);
            End(key).SetResult(mine.Answer);
            return mine.Answer!;
        }
        catch (OperationCanceledException)
        {
            End(key).SetResult(null);
            throw;
        }
        catch (Exception exception)
        {
            var ended = End(key);
            ended.SetException(exception);
            // Mostly nobody else waits for it.
            _ = ended.Task.Exception;
            throw;
        }
    }

    // Whoever asks from here on asks anew.
    private TaskCompletionSource<StoredAnswer?> End(string key)
    {
        underWay.TryRemove(key, out var call);
        return call!.Ended;
    }

    private StoredAnswer? Find(AnswerStore store, string key, Call call)
    {
        if (FindWhole(store, key) is { } answer)
        {
            Keep(() => NoteStandIn(store, key, call));
            return answer;
        }

        // Kept by the bytes that were sent: found with the encoder that made them, and from now on by the picture itself.
        if (AnswerKey.EarlierOf(model, call.Messages, call.Options) is { } earlier && FindWhole(store, earlier) is { } kept)
        {
            Keep(() => kept = store.PutAnswer(key, model, kept, IsWhole));
            return kept;
        }

        if (store.FindStandIn(key) is { } shorter && FindWhole(store, shorter) is { } instead)
        {
            run.Meter.CountShortened();
            return instead;
        }

        return null;
    }

    private static StoredAnswer? FindWhole(AnswerStore store, string key) =>
        store.FindAnswer(key) is { } answer && IsWhole(answer) ? answer : null;

    // An answer that is there is handed out, whatever becomes of the store: it was paid for.
    private void Keep(Action write)
    {
        try
        {
            write();
        }
        catch (AnswerStoreException exception)
        {
            if (run.IsFirstToSay("The answer store cannot be written."))
            {
                ChatLog.NotStored(log, exception.Message);
            }
        }
    }

    private static void NoteStandIn(AnswerStore store, string key, Call call)
    {
        if (call.Options?.AdditionalProperties is { } extra
            && extra.TryGetValue(InsteadOf, out IReadOnlyList<string>? longer))
        {
            foreach (var question in longer)
            {
                store.PutStandIn(question, key);
            }
        }
    }

    // Earlier versions kept answers that were cut off, and a hand may have put in anything.
    private static bool IsWhole(StoredAnswer answer) =>
        FinishReasons.KindOf(answer.FinishReason) == FinishKind.Whole && !string.IsNullOrWhiteSpace(answer.Text);

    /// <summary>A call that is under way.</summary>
    private sealed class Call(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        public IReadOnlyList<ChatMessage> Messages { get; } = messages;

        public ChatOptions? Options { get; } = options;

        /// <summary>The answer; null before it is there.</summary>
        public StoredAnswer? Answer { get; set; }

        /// <summary>What came of it: the answer, the fault, or null where it was cancelled.</summary>
        public TaskCompletionSource<StoredAnswer?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
