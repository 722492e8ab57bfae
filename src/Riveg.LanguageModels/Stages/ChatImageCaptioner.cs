using Riveg.LanguageModels.Prompts;
using Riveg.LanguageModels.Readings;
using Riveg.Observation;
using Riveg.Posts;

namespace Riveg.LanguageModels.Stages;

/// <summary>Captions by a multimodal chat model.</summary>
public sealed class ChatImageCaptioner : ChatStage<string?>, IImageCaptioner
{

    /// <summary>Makes the stage.</summary>
    /// <param name="model">Answers.</param>
    /// <param name="prompt">The prompt; the project's own if null.</param>
    public ChatImageCaptioner(ChatModel model, Prompt? prompt = null)
        : base(model, prompt, "caption")
    {
    }

    /// <inheritdoc />
    protected override async ValueTask<string?> AnswerPostAsync(PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        if (post.Image is not { } image)
        {
            return null;
        }

        var response = await Model.AskAsync(Prompt, ChatBatch.Values(post), Model.Prepare(image), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        var caption = string.Join(' ', AnswerText.Clean(response.Text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Trim('"');
        return caption.Length > 0 && !AnswerText.IsRefusal(caption) ? caption : throw AnswerText.Unreadable("is no caption", response.Text);
    }
}
