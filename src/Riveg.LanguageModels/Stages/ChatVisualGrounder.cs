using Riveg.Grounding;
using Riveg.LanguageModels.Prompts;
using Riveg.LanguageModels.Readings;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.LanguageModels.Stages;

/// <summary>
/// Grounding by a multimodal chat model. Boxes are read in the form of the model's family and come back in pixels of the post's picture. A chat model gives no
/// score: the first box gets 1, the n-th 1/n, which says no more than their order.
/// </summary>
public sealed class ChatVisualGrounder : IVisualGrounder
{
    private readonly ChatModel model;
    private readonly Prompt prompt;

    /// <summary>Makes the stage.</summary>
    /// <param name="model">Answers.</param>
    /// <param name="prompt">The prompt; the project's own if null.</param>
    public ChatVisualGrounder(ChatModel model, Prompt? prompt = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.prompt = prompt ?? Prompt.BuiltIn("grounding");
        Info = model.Describe(this.prompt, ("boxConvention", model.BoxConvention.Name));
    }

    /// <inheritdoc />
    public StageInfo Info { get; }

    /// <inheritdoc />
    /// <value>120 seconds, or the profile's <c>timeoutSeconds</c> where that is longer.</value>
    public TimeSpan? TimeLimit => model.TimeLimit;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<IReadOnlyList<Region>>> GroundAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mentions);
        return ChatBatch.RunAsync(mentions, mention => AskAsync(mention, cancellationToken));
    }

    private async Task<IReadOnlyList<Region>> AskAsync(MentionContext mention, CancellationToken cancellationToken)
    {
        if (mention.Post.Image is not { } image)
        {
            return [];
        }

        var picture = model.Prepare(image);
        var values = ChatBatch.Values(mention);
        values["form"] = model.BoxConvention.Instruction;
        var answer = (await model.AskAsync(prompt, values, picture, cancellationToken: cancellationToken).ConfigureAwait(false)).Text;
        return [.. BoxReading.Read(answer, model.BoxConvention, picture.Size, picture.Original).Select((box, i) => new Region(box, 1.0 / (i + 1)) { RawAnswer = answer })];
    }
}
