using Microsoft.Extensions.AI;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Stages;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.LanguageModels.Probes;

/// <summary>What a model is asked about the drawn picture: by the stages first, as a run asks, then in other words.</summary>
internal sealed class PictureQuestions(ChatModel model, RecordingChatClient client)
{
    private readonly PostContext post = ProbePicture.CreatePost();

    private ImageSize Sent => model.Prepare(post.Image!).Size;

    /// <summary>Asks as grounding does where the square is.</summary>
    public Task<Exchange> AskPlaceAsync(CancellationToken cancellationToken) =>
        AskAsync(new ChatVisualGrounder(model), cancellationToken);

    /// <summary>Asks as entailment does whether it is there.</summary>
    public Task<Exchange> AskPresenceAsync(CancellationToken cancellationToken) =>
        AskAsync(new ChatVisualEntailment(model), cancellationToken);

    /// <summary>
    /// Finds out whether the model sees and how it writes boxes: by its answer as grounding, else by another wording, else by a question
    /// that only the picture answers.
    /// </summary>
    public async Task AskUntilSeenAsync(Exchange place, ProbeReport report, CancellationToken cancellationToken)
    {
        if (report.SayBoxes(place, model.BoxConvention, Sent))
        {
            return;
        }

        var again = await AskAsync(
            $"Detect the {ProbePicture.Name} in the picture. Answer with its bounding box as JSON: "
            + $"[{{\"bbox_2d\": [x1, y1, x2, y2], \"label\": \"{ProbePicture.Name}\"}}]",
            cancellationToken).ConfigureAwait(false);
        if (report.SayBoxes(again, model.BoxConvention, Sent))
        {
            return;
        }

        var colour = await AskAsync("Which colour has the shape in the picture? Answer with one word.", cancellationToken)
            .ConfigureAwait(false);
        report.SayNoBox(place, colour);
    }

    private async Task<Exchange> AskAsync<TAnswer>(IStage<TAnswer> stage, CancellationToken cancellationToken)
    {
        // What comes of it is recorded below the stage, which may not be able to read it.
        await stage.AnswerAsync([post], cancellationToken).ConfigureAwait(false);
        return client.Exchanges.Count > 0
            ? client.Exchanges[^1]
            : new Exchange(
                null,
                new ModelServiceException(ModelServiceFault.UnreadableAnswer, "Nothing was asked."),
                TimeSpan.Zero);
    }

    private async Task<Exchange> AskAsync(string question, CancellationToken cancellationToken)
    {
        var settings = new ChatOptions
        {
            Temperature = (float?)model.Options.Temperature,
            Seed = model.Options.Seed,
            MaxOutputTokens = model.Options.MaxOutputTokens,
        };
        try
        {
            await client.GetResponseAsync(
                [new ChatMessage(ChatRole.User, [model.Prepare(post.Image!).Content, new TextContent(question)])],
                settings,
                cancellationToken).ConfigureAwait(false);
        }
        catch (ModelServiceException)
        {
            // It is recorded.
        }

        return client.Exchanges[^1];
    }
}
