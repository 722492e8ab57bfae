using System.Globalization;
using Microsoft.Extensions.Logging;
using Riveg.Entailment;
using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Chat;
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
    private readonly ILogger log;

    /// <summary>Makes the stage.</summary>
    /// <param name="model">Answers.</param>
    /// <param name="prompt">The prompt; the project's own if null.</param>
    public ChatVisualEntailment(ChatModel model, Prompt? prompt = null)
        : base(model, prompt, "entailment", ("probability", IsKnownFlat(model) ? $"flat guess: {Guess}" : "log-probabilities"))
    {
        log = Model.Run.Loggers.CreateLogger<ChatVisualEntailment>();
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
            // A schema would spoil the tokens whose probabilities are wanted.
            format: Model.AsksForLogProbabilities ? null : AnswerSchemas.YesOrNo,
            cancellationToken: cancellationToken).ConfigureAwait(false);
        var tokens = response.AdditionalProperties is { } extra
            && extra.TryGetValue(TokenLogProbability.PropertyName, out IReadOnlyList<TokenLogProbability>? given) ? given : null;
        var probability = EntailmentReading.Read(response.Text, tokens, out var isFlat);
        if (isFlat && Model.Options.LogProbabilities > 0 && Model.Run.IsFirstToSay($"flat guess of {Model.Options.Model}"))
        {
            ChatLog.FlatGuess(log, Model.Options.Model, Guess);
        }

        return new EntailmentAnswer(probability, response.Text) { IsFlatGuess = isFlat };
    }

    private static string Guess => string.Create(
        CultureInfo.InvariantCulture, $"yes {EntailmentReading.PlainYes}, maybe 0.5, no {1 - EntailmentReading.PlainYes:0.#}");

    // Before the first answer; where a server leaves them out all the same, each answer says so.
    private static bool IsKnownFlat(ChatModel? model) => model is { AsksForLogProbabilities: false };
}
