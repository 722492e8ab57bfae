using Riveg.LanguageModels.Prompts;
using Riveg.LanguageModels.Readings;
using Riveg.Observation;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.LanguageModels.Stages;

/// <summary>Captions by a multimodal chat model.</summary>
public sealed class ChatImageCaptioner : PostStage<string?>, IImageCaptioner
{
    private readonly ChatModel model;
    private readonly Prompt prompt;

    /// <summary>Makes the stage.</summary>
    /// <param name="model">Answers.</param>
    /// <param name="prompt">The prompt; the project's own if null.</param>
    public ChatImageCaptioner(ChatModel model, Prompt? prompt = null)
        : base(Describe(model, prompt))
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.prompt = prompt ?? Prompt.BuiltIn("caption");
    }

    /// <inheritdoc />
    /// <value>120 seconds, or the profile's <c>timeoutSeconds</c> where that is longer.</value>
    public override TimeSpan? TimeLimit => model.TimeLimit;

    /// <inheritdoc />
    protected override int Concurrency => ChatBatch.Concurrency;

    /// <inheritdoc />
    protected override async ValueTask<string?> AnswerPostAsync(PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        if (post.Image is not { } image)
        {
            return null;
        }

        var response = await model.AskAsync(prompt, ChatBatch.Values(post), model.Prepare(image), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        var caption = string.Join(' ', AnswerText.Clean(response.Text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Trim('"');
        return caption.Length > 0 && !AnswerText.IsRefusal(caption) ? caption : throw AnswerText.Unreadable("is no caption", response.Text);
    }

    private static StageInfo Describe(ChatModel model, Prompt? prompt)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Describe(prompt ?? Prompt.BuiltIn("caption"));
    }
}
