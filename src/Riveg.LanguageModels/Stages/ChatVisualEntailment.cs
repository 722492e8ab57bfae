using Riveg.Entailment;
using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Prompts;
using Riveg.LanguageModels.Readings;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.LanguageModels.Stages;

/// <summary>
/// Entailment by a multimodal chat model: yes or no about the picture. The probability comes from the answer's log-probabilities, yes /
/// (yes + no), where the server gives them; else a plain yes is 0.9, a plain no 0.1, maybe 0.5. Without a picture nothing is in it: 0.
/// </summary>
public sealed class ChatVisualEntailment : PostStage<IReadOnlyList<Answer<EntailmentAnswer>>>, IVisualEntailment
{
    private readonly ChatModel model;
    private readonly Prompt prompt;

    /// <summary>Makes the stage.</summary>
    /// <param name="model">Answers.</param>
    /// <param name="prompt">The prompt; the project's own if null.</param>
    public ChatVisualEntailment(ChatModel model, Prompt? prompt = null)
        : base(Describe(model, prompt))
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.prompt = prompt ?? Prompt.BuiltIn("entailment");
    }

    /// <inheritdoc />
    /// <value>120 seconds, or the profile's <c>timeoutSeconds</c> where that is longer.</value>
    public override TimeSpan? TimeLimit => model.TimeLimit;

    /// <inheritdoc />
    protected override int Concurrency => ChatBatch.Concurrency;

    /// <inheritdoc />
    protected override ValueTask<IReadOnlyList<Answer<EntailmentAnswer>>> AnswerPostAsync(
        PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        return ChatBatch.EachAsync(post, mention => AskAsync(mention, cancellationToken));
    }

    private async Task<EntailmentAnswer> AskAsync(MentionContext mention, CancellationToken cancellationToken)
    {
        if (mention.Post.Image is not { } image)
        {
            return new EntailmentAnswer(0);
        }

        var response = await model.AskAsync(
            prompt,
            ChatBatch.Values(mention),
            model.Prepare(image),
            model.Options.LogProbabilities,
            cancellationToken).ConfigureAwait(false);
        var tokens = response.AdditionalProperties is { } extra
            && extra.TryGetValue(TokenLogProbability.PropertyName, out IReadOnlyList<TokenLogProbability>? given) ? given : null;
        return new EntailmentAnswer(EntailmentReading.Read(response.Text, tokens), response.Text);
    }

    private static StageInfo Describe(ChatModel model, Prompt? prompt)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Describe(prompt ?? Prompt.BuiltIn("entailment"));
    }
}
