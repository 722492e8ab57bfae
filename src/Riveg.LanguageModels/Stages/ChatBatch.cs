using Riveg.Faults;
using Riveg.LanguageModels.Prompts;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.LanguageModels.Stages;

/// <summary>Asks about all inputs of a post at once (the client limits how many are under way) and says for each what came of it.</summary>
internal static class ChatBatch
{
    /// <summary>One answer for each mention asked about, in order.</summary>
    public static async ValueTask<IReadOnlyList<Answer<TOut>>> EachAsync<TOut>(PostContext post, Func<MentionContext, Task<TOut>> ask) =>
        await Task.WhenAll(post.Asked.Select(mention => TryAsync(() => ask(mention)))).ConfigureAwait(false);

    /// <summary>
    /// As above for mentions that are asked about in groups; a group without an answer has none for each of its mentions.
    /// </summary>
    public static async ValueTask<IReadOnlyList<Answer<TOut>>> GroupsAsync<TOut>(
        PostContext post, int groupSize, Func<IReadOnlyList<MentionContext>, Task<IReadOnlyList<Answer<TOut>>>> ask)
    {
        var answers = await Task.WhenAll(post.Asked.Chunk(groupSize).Select(async group =>
        {
            var answer = await TryAsync(() => ask(group)).ConfigureAwait(false);
            return answer.Fault is { } fault ? group.Select(_ => Answer.Failed<TOut>(fault)) : answer.Value!;
        })).ConfigureAwait(false);
        return [.. answers.SelectMany(a => a)];
    }

    /// <summary>What prompts say about a post.</summary>
    public static Dictionary<string, string> Values(PostContext post) => new()
    {
        ["text"] = Prompt.Quote(post.Text),
        ["caption"] = Prompt.Quote(post.Captions.Count > 0 ? post.Captions[0] : null),
        ["observations"] = Prompt.Quote(SeenInWords.Of(post.Observations)),
    };

    /// <summary>What prompts say about a mention.</summary>
    public static Dictionary<string, string> Values(MentionContext mention) => new(Values(mention.Post))
    {
        ["entity"] = Prompt.Quote(mention.Text),
        ["type"] = mention.Type.Name,
        ["description"] = Prompt.Quote(mention.Expansion),
        ["phrase"] = Prompt.Phrase(mention.Expansion is { Length: > 0 } expansion ? $"{mention.Text}, {expansion}" : mention.Text),
    };

    /// <summary>An answer, or the fault that there is instead.</summary>
    public static async Task<Answer<T>> TryAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return Answer.Of(await ask().ConfigureAwait(false));
        }
        catch (RivegException exception)
        {
            return Answer.Failed<T>(exception);
        }
    }
}
