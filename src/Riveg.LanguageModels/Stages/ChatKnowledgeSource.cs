using System.Globalization;
using Microsoft.Extensions.Logging;
using Riveg.Evidence;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Examples;
using Riveg.LanguageModels.Prompts;
using Riveg.LanguageModels.Readings;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.LanguageModels.Stages;

/// <summary>
/// Auxiliary knowledge by a chat model: the prompt's head, the nearest annotated examples, the post (PGIM, section 3.2). The answer is kept
/// whole but for a model's
/// <c>&lt;think&gt;</c> part. Where the model's context is too short, half the examples are sent, then a quarter, and so on to none.
/// </summary>
public sealed class ChatKnowledgeSource : ChatStage<AuxiliaryKnowledge>, IAuxiliaryKnowledgeSource
{
    private readonly SimilarExampleSelector? examples;
    private readonly int count;
    private readonly ILogger log;

    /// <summary>Makes the stage.</summary>
    /// <param name="model">Answers.</param>
    /// <param name="examples">Chooses examples; none are shown if null.</param>
    /// <param name="count">How many examples are shown, at least 0.</param>
    /// <param name="prompt">The prompt; the project's own if null.</param>
    public ChatKnowledgeSource(
        ChatModel model, SimilarExampleSelector? examples = null, int count = SimilarExampleSelector.DefaultCount, Prompt? prompt = null)
        : base(model, prompt, "knowledge", ("examples", (examples is null ? 0 : count).ToString(CultureInfo.InvariantCulture)))
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        this.examples = examples;
        this.count = count;
        log = model.Run.Loggers.CreateLogger<ChatKnowledgeSource>();
    }

    /// <inheritdoc />
    protected override async ValueTask<AuxiliaryKnowledge> AnswerPostAsync(PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        var shown = examples is null ? [] : await examples.SelectAsync(post, count, cancellationToken).ConfigureAwait(false);
        var tooLong = new List<string>();
        for (var left = shown.Count; ; left /= 2)
        {
            try
            {
                var values = ChatBatch.Values(post);
                values["examples"] = string.Concat(shown.Take(left).Select(Show));
                var response = await Model.AskAsync(Prompt, values, tooLong: tooLong, cancellationToken: cancellationToken)
                    .ConfigureAwait(false);
                var answer = AnswerText.WithoutThinking(response.Text);
                return answer.Length > 0
                    ? AuxiliaryKnowledge.Parse(answer)
                    : throw AnswerText.Unreadable("holds nothing but thinking; raise \"chat.maxOutputTokens\"", answer);
            }
            catch (ModelServiceException exception) when (exception.Fault == ModelServiceFault.ContextTooLong && left > 0)
            {
                Model.Run.Meter.CountShortened();
                ChatLog.Shortened(log, post.Post.Id, left / 2);
            }
        }
    }

    private string Show(AnnotatedExample example) => Prompt.Fill("example", new Dictionary<string, string>
    {
        ["text"] = Prompt.Quote(example.Text),
        ["caption"] = Prompt.Quote(example.Caption),
        ["answer"] = example.Answer,
    });
}
