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
public sealed class ChatVisualEntailment : ChatStage<IReadOnlyList<Answer<EntailmentAnswer>>>, IVisualEntailment
{

    /// <summary>Makes the stage.</summary>
    /// <param name="model">Answers.</param>
    /// <param name="prompt">The prompt; the project's own if null.</param>
    public ChatVisualEntailment(ChatModel model, Prompt? prompt = null)
        : base(model, prompt, "entailment")
    {
    }

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

        var response = await Model.AskAsync(
            Prompt,
            ChatBatch.Values(mention),
            Model.Prepare(image),
            Model.Options.LogProbabilities,
            cancellationToken: cancellationToken).ConfigureAwait(false);
        var tokens = response.AdditionalProperties is { } extra
            && extra.TryGetValue(TokenLogProbability.PropertyName, out IReadOnlyList<TokenLogProbability>? given) ? given : null;
        return new EntailmentAnswer(EntailmentReading.Read(response.Text, tokens), response.Text);
    }
}
