using Microsoft.Extensions.Logging;
using Riveg.Expansion;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Prompts;
using Riveg.LanguageModels.Readings;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.LanguageModels.Stages;

/// <summary>
/// Expansion by a chat model: several mentions of a post in one call, by number; those that the answer leaves out are asked for one by one.
/// </summary>
public sealed class ChatEntityExpander : ChatStage<IReadOnlyList<Answer<string?>>>, IEntityExpander
{
    private readonly ILogger log;

    /// <summary>Makes the stage.</summary>
    /// <param name="model">Answers.</param>
    /// <param name="prompt">The prompt; the project's own if null.</param>
    public ChatEntityExpander(ChatModel model, Prompt? prompt = null)
        : base(model, prompt, "expansion")
    {
        log = model.Run.Loggers.CreateLogger<ChatEntityExpander>();
    }

    /// <inheritdoc />
    protected override ValueTask<IReadOnlyList<Answer<string?>>> AnswerPostAsync(PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        return ChatBatch.GroupsAsync(post, Model.Options.MentionsPerCall, group => ExpandGroupAsync(group, cancellationToken));
    }

    private async Task<IReadOnlyList<Answer<string?>>> ExpandGroupAsync(
        IReadOnlyList<MentionContext> group, CancellationToken cancellationToken)
    {
        var found = await AskAsync(group, cancellationToken).ConfigureAwait(false);
        var missing = Enumerable.Range(1, group.Count).Where(n => !found.ContainsKey(n)).ToList();
        if (group.Count == 1 && missing.Count > 0)
        {
            throw new ModelServiceException(
                ModelServiceFault.UnreadableAnswer,
                $"The model's answer holds no phrase for the mention at {group[0].Span.Start}..{group[0].Span.End}.");
        }

        if (missing.Count > 0)
        {
            ChatLog.AskingOneByOne(log, group[0].Post.Post.Id, missing.Count);
        }

        // What was answered stays, whatever becomes of the rest.
        var single = await Task.WhenAll(missing.Select(n => ChatBatch.TryAsync(
            async () => (await ExpandGroupAsync([group[n - 1]], cancellationToken).ConfigureAwait(false))[0].Value))).ConfigureAwait(false);
        return [.. Enumerable.Range(1, group.Count)
            .Select(n => found.TryGetValue(n, out var phrase) ? Answer.Of(phrase) : single[missing.IndexOf(n)])];
    }

    private async Task<IReadOnlyDictionary<int, string?>> AskAsync(IReadOnlyList<MentionContext> group, CancellationToken cancellationToken)
    {
        var values = ChatBatch.Values(group[0].Post);
        values["entities"] = string.Join('\n', group.Select((m, i) => $"{i + 1}. {Prompt.Quote(m.Text)} ({m.Type})"));
        var response = await Model.AskAsync(
            Prompt, values, format: AnswerSchemas.Phrases(group.Count), cancellationToken: cancellationToken).ConfigureAwait(false);
        return ExpansionReading.Read(response.Text, [.. group.Select(m => m.Text)]);
    }
}
