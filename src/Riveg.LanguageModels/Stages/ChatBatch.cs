using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Prompts;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.LanguageModels.Stages;

/// <summary>Asks for all inputs of a batch at once (the client limits how many are under way) and says for each what came of it.</summary>
internal static class ChatBatch
{
    /// <exception cref="PartialBatchException{T}">Some inputs got no answer.</exception>
    /// <exception cref="StageUnavailableException">
    /// The service will answer nothing more until somebody does something. The answers that came before are in the store, and in the inner
    /// <see cref="PartialBatchException{T}"/>.
    /// </exception>
    public static async ValueTask<IReadOnlyList<TOut>> RunAsync<TIn, TOut>(IReadOnlyList<TIn> inputs, Func<TIn, Task<TOut>> ask)
    {
        var outcomes = await Task.WhenAll(inputs.Select(input => TryAsync(() => ask(input)))).ConfigureAwait(false);
        return Answers(outcomes);
    }

    /// <summary>As above for inputs that are asked in groups, which give one outcome each.</summary>
    public static async ValueTask<IReadOnlyList<TOut>> RunGroupsAsync<TIn, TOut>(IEnumerable<IReadOnlyList<TIn>> groups, Func<IReadOnlyList<TIn>, Task<IReadOnlyList<TOut>>> ask)
    {
        var results = await Task.WhenAll(groups.Select(async group =>
        {
            var outcome = await TryAsync(() => ask(group)).ConfigureAwait(false);
            return outcome.Error is { } error
                ? Enumerable.Repeat(new StageOutcome<TOut>(default, error), group.Count)
                : outcome.Answer!.Select(a => new StageOutcome<TOut>(a, null));
        })).ConfigureAwait(false);
        return Answers(results.SelectMany(r => r).ToArray());
    }

    /// <summary>What prompts say about a post.</summary>
    public static Dictionary<string, string> Values(PostContext post) => new()
    {
        ["text"] = Prompt.Quote(post.Post.Text),
        ["caption"] = Prompt.Quote(post.Captions.Count > 0 ? post.Captions[0] : null),
    };

    /// <summary>What prompts say about a mention.</summary>
    public static Dictionary<string, string> Values(MentionContext mention) => new(Values(mention.Post))
    {
        ["entity"] = Prompt.Quote(mention.Surface),
        ["type"] = mention.Mention.Type.Name,
        ["description"] = Prompt.Quote(mention.Expansion),
    };

    private static IReadOnlyList<T> Answers<T>(StageOutcome<T>[] outcomes)
    {
        if (Array.TrueForAll(outcomes, o => o.Error is null))
        {
            return [.. outcomes.Select(o => o.Answer!)];
        }

        var partial = new PartialBatchException<T>(outcomes);
        var stop = outcomes.Select(o => o.Error).FirstOrDefault(e => e is ModelServiceException { StopsRun: true } or AnswerStoreException);
        throw stop is null ? partial : new StageUnavailableException(stop.Message, partial);
    }

    private static async Task<StageOutcome<T>> TryAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return new StageOutcome<T>(await ask().ConfigureAwait(false), null);
        }
        catch (Exception exception) when (exception is ModelServiceException or AnswerStoreException)
        {
            return new StageOutcome<T>(default, exception);
        }
    }
}
