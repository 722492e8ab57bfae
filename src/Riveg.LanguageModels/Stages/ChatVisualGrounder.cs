using Microsoft.Extensions.Logging;
using Riveg.Grounding;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Prompts;
using Riveg.LanguageModels.Readings;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.LanguageModels.Stages;

/// <summary>
/// Grounding by a multimodal chat model. Boxes are read in the form of the model's family and come back in pixels of the post's picture. A
/// chat model gives no score: the first box gets 1, the n-th 1/n, which says no more than their order.
/// </summary>
public sealed class ChatVisualGrounder : ChatStage<IReadOnlyList<Answer<GroundingAnswer>>>, IVisualGrounder
{

    private readonly ILogger log;

    /// <summary>Makes the stage.</summary>
    /// <param name="model">Answers.</param>
    /// <param name="prompt">The prompt; the project's own for the model's family if null.</param>
    public ChatVisualGrounder(ChatModel model, Prompt? prompt = null)
        : base(model, prompt, model?.GroundingPrompt ?? string.Empty, ("boxConvention", model?.BoxConvention.Name ?? string.Empty))
    {
        log = Model.Run.Loggers.CreateLogger<ChatVisualGrounder>();
    }

    /// <inheritdoc />
    protected override ValueTask<IReadOnlyList<Answer<GroundingAnswer>>> AnswerPostAsync(
        PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        return ChatBatch.EachAsync(post, mention => AskAsync(mention, cancellationToken));
    }

    private async Task<GroundingAnswer> AskAsync(MentionContext mention, CancellationToken cancellationToken)
    {
        if (mention.Post.Image is not { } image)
        {
            return GroundingAnswer.Nowhere;
        }

        if (Model.IsBoxConventionAssumed && Model.Run.IsFirstToSay($"boxes of {Model.Options.Model}"))
        {
            ChatLog.UnknownBoxes(log, Model.Options.Model, Model.BoxConvention.Name);
        }

        var picture = Model.Prepare(image);
        var values = ChatBatch.Values(mention);
        values["form"] = Model.BoxForm.Say(picture.Size);
        var format = AnswerSchemas.Boxes(Model.BoxForm);
        var response = await Model.AskAsync(
            Prompt, values, picture, format: format, cancellationToken: cancellationToken).ConfigureAwait(false);
        var answer = response.Text;
        var boxes = BoxReading.Read(
            answer, Model.BoxConvention, picture.Size, picture.Original, mention.Text, mention.Expansion);
        return new GroundingAnswer([.. boxes.Select((box, i) => new Region(box, 1.0 / (i + 1)) { RawAnswer = answer })]);
    }
}
