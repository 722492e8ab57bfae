using Riveg.LanguageModels.Prompts;
using Riveg.LanguageModels.Readings;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.LanguageModels.Stages;

/// <summary>Captions by a multimodal chat model.</summary>
public sealed class ChatImageCaptioner : IImageCaptioner
{
    private readonly ChatModel model;
    private readonly Prompt prompt;

    /// <summary>Makes the stage.</summary>
    /// <param name="model">Answers.</param>
    /// <param name="prompt">The prompt; the project's own if null.</param>
    public ChatImageCaptioner(ChatModel model, Prompt? prompt = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.prompt = prompt ?? Prompt.BuiltIn("caption");
        Info = model.Describe(this.prompt);
    }

    /// <inheritdoc />
    public StageInfo Info { get; }

    /// <inheritdoc />
    /// <value>120 seconds, or the profile's <c>timeoutSeconds</c> where that is longer.</value>
    public TimeSpan? TimeLimit => model.TimeLimit;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string?>> CaptionAsync(IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        return ChatBatch.RunAsync(posts, post => CaptionAsync(post, cancellationToken));
    }

    private async Task<string?> CaptionAsync(PostContext post, CancellationToken cancellationToken)
    {
        if (post.Image is not { } image)
        {
            return null;
        }

        var response = await model.AskAsync(prompt, ChatBatch.Values(post), model.Prepare(image), cancellationToken: cancellationToken).ConfigureAwait(false);
        var caption = string.Join(' ', AnswerText.Clean(response.Text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Trim('"');
        return caption.Length > 0 && !AnswerText.IsRefusal(caption) ? caption : throw AnswerText.Unreadable("is no caption", response.Text);
    }
}
