using Riveg.Grounding;
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
public sealed class ChatVisualGrounder : PostStage<IReadOnlyList<Answer<GroundingAnswer>>>, IVisualGrounder
{
    private readonly ChatModel model;
    private readonly Prompt prompt;

    /// <summary>Makes the stage.</summary>
    /// <param name="model">Answers.</param>
    /// <param name="prompt">The prompt; the project's own if null.</param>
    public ChatVisualGrounder(ChatModel model, Prompt? prompt = null)
        : base(Describe(model, prompt))
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.prompt = prompt ?? Prompt.BuiltIn("grounding");
    }

    /// <inheritdoc />
    /// <value>120 seconds, or the profile's <c>timeoutSeconds</c> where that is longer.</value>
    public override TimeSpan? TimeLimit => model.TimeLimit;

    /// <inheritdoc />
    protected override int Concurrency => ChatBatch.Concurrency;

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

        var picture = model.Prepare(image);
        var values = ChatBatch.Values(mention);
        values["form"] = model.BoxConvention.Instruction;
        var answer = (await model.AskAsync(prompt, values, picture, cancellationToken: cancellationToken).ConfigureAwait(false)).Text;
        var boxes = BoxReading.Read(answer, model.BoxConvention, picture.Size, picture.Original);
        return new GroundingAnswer([.. boxes.Select((box, i) => new Region(box, 1.0 / (i + 1)) { RawAnswer = answer })]);
    }

    private static StageInfo Describe(ChatModel model, Prompt? prompt)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Describe(prompt ?? Prompt.BuiltIn("grounding"), ("boxConvention", model.BoxConvention.Name));
    }
}
